using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Calls;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Tests.Records;

/// <summary>Contacts, organizations, deals and tasks at the addresses of records.</summary>
public abstract class EntityRecordTests(RecordServer server)
{
    private static int _numbers;

    [Fact]
    public async Task A_contact_is_made_read_changed_deleted_and_restored_like_any_record()
    {
        var phone = NewPhone();
        var made = await server.CreateAsync(
            "contact", $$"""{"name":"Ann","phones":["{{phone}}"],"birthday":"1990-05-01","smsAuthorized":true}""");
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        var id = (string)made.Json["id"]!;
        var tag = made.Headers.ETag!.Tag;
        var read = await server.GetAsync($"/api/v1/records/contact/{id}");
        JsonNode.DeepEquals(read.Json, made.Json).ShouldBeTrue($"{made.Body}\n{read.Body}");
        read.Headers.ETag!.Tag.ShouldBe(tag);
        (await server.GetAsync($"/api/v1/contacts/{id}")).Headers.ETag!.Tag.ShouldBe(tag);

        var patched = await server.SendAsync(
            HttpMethod.Patch, $"contact/{id}", """{"fields":{"birthday":null,"language":"pl-pl"}}""", ifMatch: tag);
        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Body);
        patched.Json["fields"]!.ToJsonString().ShouldContain("pl-PL");
        (await server.SendAsync(HttpMethod.Patch, $"contact/{id}", """{"fields":{"name":"B"}}""", ifMatch: tag)).Code
            .ShouldBe("versionMismatch");
        var back = await server.SendAsync(HttpMethod.Put, $"contact/{id}", patched.Body);
        back.Headers.ETag!.Tag.ShouldBe(patched.Headers.ETag!.Tag, back.Body);

        (await server.SendAsync(HttpMethod.Delete, $"contact/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.GetAsync($"/api/v1/contacts/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await ItemsAsync($"contacts?phone={Uri.EscapeDataString(phone)}")).ShouldBeEmpty();
        (await IdsAsync("records/contact?deleted=true&limit=500")).ShouldContain(id);
        (await IdsAsync("records/contact?limit=500")).ShouldNotContain(id);
        (await server.SendAsync(HttpMethod.Post, $"contact/{id}/restore")).Status.ShouldBe(HttpStatusCode.OK);
        (await IdsAsync($"contacts?phone={Uri.EscapeDataString(phone)}")).ShouldBe([id]);
        var timeline = await ItemsAsync($"records/contact/{id}/timeline");
        timeline.Select(item => (string?)item!["what"]).ShouldBe(
            ["contactCreated", "contactChanged", "contactDeleted", "contactRestored"]);
        timeline[1]!["changes"]!.ToJsonString().ShouldBe(
            """[{"field":"birthday","before":"1990-05-01","after":null},"""
            + """{"field":"language","before":null,"after":"pl-PL"}]""");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_hundred_creators_of_a_number_or_address_one_makes_the_contact(bool byPhone)
    {
        var phone = NewPhone();
        var email = server.NewId("m") + "@x.example";

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => server.CreateAsync("contact", byPhone
            ? $$"""{"name":"n{{n}}","phones":["{{phone}}"],"emails":["{{n}}{{email}}"]}"""
            : $$"""{"name":"n{{n}}","emails":["{{(n % 2 == 0 ? email : email.ToUpperInvariant())}}"]}""")));

        var made = answers.Where(answer => answer.Status == HttpStatusCode.Created).ShouldHaveSingleItem();
        foreach (var loser in answers.Where(answer => answer != made))
        {
            loser.Code.ShouldBe("duplicate", loser.Body);
            ((string?)loser.Json["faults"]![0]!["recordId"]).ShouldBe((string?)made.Json["id"]);
        }

        var found = byPhone ? $"phone={Uri.EscapeDataString(phone)}" : $"email={email}";
        (await IdsAsync($"contacts?{found}")).ShouldBe([(string)made.Json["id"]!]);
    }

    [Fact]
    public async Task Creators_and_first_calls_at_once_end_with_one_contact()
    {
        for (var round = 0; round < 5; round++)
        {
            var phone = NewPhone();
            var calls = Enumerable.Range(0, 10).Select(_ => RingAsync(phone, server.NewId("call-")));
            var creators = Enumerable.Range(0, 10).Select(n =>
                server.CreateAsync("contact", $$"""{"name":"n{{n}}","phones":["{{phone}}"]}"""));
            await Task.WhenAll(creators.Cast<Task>().Concat(calls));

            var contact = (await IdsAsync($"contacts?phone={Uri.EscapeDataString(phone)}")).ShouldHaveSingleItem();
            await RingAsync(phone, server.NewId("call-"));
            (await IdsAsync($"contacts?phone={Uri.EscapeDataString(phone)}")).ShouldBe([contact]);
        }
    }

    [Fact]
    public async Task A_contact_that_a_call_made_is_a_record_under_the_version_of_its_reading()
    {
        var phone = NewPhone();
        await RingAsync(phone, server.NewId("call-"));
        var id = (await IdsAsync($"contacts?phone={Uri.EscapeDataString(phone)}")).ShouldHaveSingleItem();
        var read = await server.GetAsync($"/api/v1/records/contact/{id}");
        ((string?)read.Json["fields"]!["madeBy"]).ShouldStartWith("call/");

        var patched = await server.SendAsync(
            HttpMethod.Patch, $"contact/{id}", """{"fields":{"name":"Nora","firstName":"Nora"}}""",
            ifMatch: read.Headers.ETag!.Tag);
        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Body);
        (await IdsAsync("contacts?name=Nora")).ShouldContain(id);
        var deal = (await ItemsAsync($"deals?contactId={id}"))[0]!;
        ((string?)deal["title"]).ShouldBe("Nora");
        (await server.GetAsync($"/api/v1/records/contact/{id}")).Headers.ETag!.Tag
            .ShouldBe(patched.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task A_deal_and_a_task_are_made_for_a_contact_and_closed_by_their_fields()
    {
        var contact = await server.MakeAsync("contact", """{"name":"Ann"}""");
        var organization = await server.MakeAsync("organization", """{"name":"Acme","industry":"Steel"}""");
        await server.SendAsync(
            HttpMethod.Patch, $"contact/{contact}", $$"""{"fields":{"organizationId":"{{organization}}"} }""");
        var deal = await server.MakeAsync(
            "deal", $$"""{"title":"Roof","contactId":"{{contact}}","amount":12.50,"stage":"offer"}""");
        ((string?)(await server.GetAsync($"/api/v1/records/deal/{deal}")).Json["fields"]!["organizationId"])
            .ShouldBe(organization);
        (await server.GetAsync($"/api/v1/contacts/{contact}")).Json["deals"]!.AsArray().Count.ShouldBe(1);
        var won = await server.SendAsync(HttpMethod.Patch, $"deal/{deal}", """{"fields":{"status":"won"}}""");
        ((string?)won.Json["fields"]!["closedAt"]).ShouldNotBeNull(won.Body);
        (await IdsAsync($"deals?contactId={contact}&open=false")).ShouldBe([deal]);
        (await server.SendAsync(HttpMethod.Patch, $"deal/{deal}", """{"fields":{"status":"lost"}}""")).Code
            .ShouldBe("recordInvalid");

        var task = await server.MakeAsync(
            "task",
            $$"""{"subject":"Send it","assigneeId":"anna","dealId":"{{deal}}","dueAt":"2030-01-01T00:00:00Z"}""");
        (await server.SendAsync(HttpMethod.Patch, $"task/{task}", """{"fields":{"completed":true}}""")).Status
            .ShouldBe(HttpStatusCode.OK);
        var view = (await server.GetAsync($"/api/v1/tasks/{task}")).Json;
        ((bool)view["completed"]!).ShouldBeTrue();
        view["source"].ShouldBeNull();
        (await server.SendAsync(HttpMethod.Delete, $"task/{task}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await IdsAsync($"tasks?dealId={deal}")).ShouldBeEmpty();
        (await server.CreateAsync("deal", $$"""{"title":"x","contactId":"{{Guid.NewGuid()}}"}""")).Code
            .ShouldBe("recordInvalid");
    }

    [Theory]
    [InlineData("-createdAt")]
    [InlineData("createdAt")]
    [InlineData("-updatedAt")]
    [InlineData("updatedAt")]
    public async Task Lists_hold_calls_contacts_and_the_apis_once_each_in_order(string sort)
    {
        var expected = new List<string>();
        for (var n = 0; n < 7; n++)
        {
            if (n % 2 == 0)
            {
                var phone = NewPhone();
                await RingAsync(phone, server.NewId("call-"));
                expected.AddRange(await IdsAsync($"contacts?phone={Uri.EscapeDataString(phone)}"));
            }
            else
            {
                var made = await server.CreateAsync("contact", """{"name":"Ann"}""", server.NewId("key-"));
                expected.Add((string)made.Json["id"]!);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await server.GetAsync(
                $"/api/v1/records/contact?sort={sort}&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Json;
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);

        seen.ShouldBeUnique();
        var inOrder = seen.Where(expected.Contains).ToList();
        if (sort[0] == '-')
        {
            inOrder.Reverse();
        }

        inOrder.ShouldBe(expected);
    }

    [Fact]
    public async Task Many_contacts_in_one_request_and_under_one_key_are_made_once()
    {
        var key = server.NewId("bulk-");
        var operations = Enumerable.Range(0, 50).Select(_ =>
            $$"""{"op":"create","fields":{"name":"Bulk","phones":["{{NewPhone()}}"]} }""").ToList();

        var first = await server.BulkAsync("contact", operations, key);
        var second = await server.BulkAsync("contact", operations, key);

        first["failed"]!.GetValue<int>().ShouldBe(0, first.ToJsonString());
        second["items"]!.AsArray().Select(item => (string?)item!["id"]).ShouldBe(
            first["items"]!.AsArray().Select(item => (string?)item!["id"]));
    }

    private async Task RingAsync(string phone, string call)
    {
        var ring = new CallEvent(
            "1", CallEventType.Ringing, TimeProvider.System.GetUtcNow(), CallDirection.Incoming, phone, "100");
        var answer = await server.App.Silo.AskAsync(
            new GrainId(Call.Type, $"pbx/{call}"), new RecordCallEvent("pbx", call, ring));
        answer.ShouldBeOfType<AskResult.Answered>().Answer.ShouldBeOfType<EventAccepted>();
        for (var i = 0; i < 500; i++)
        {
            var read = await server.GetAsync($"/api/v1/calls/pbx/{call}");
            if (read.Status == HttpStatusCode.OK && (string?)read.Json["waitingFor"] != "decision")
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        throw new TimeoutException($"The call {call} is not decided.");
    }

    private async Task<JsonArray> ItemsAsync(string path) =>
        (await server.GetAsync($"/api/v1/{path}")).Json["items"]!.AsArray();

    private async Task<List<string>> IdsAsync(string path) =>
        [.. (await ItemsAsync(path)).Select(item => (string?)item!["id"] ?? "")];

    private static string NewPhone() => string.Create(
        CultureInfo.InvariantCulture, $"+4860{1_000_000 + Interlocked.Increment(ref _numbers)}");
}

/// <summary>A server whose scenario is switched on.</summary>
public class EntityServer : RecordServer
{
    public EntityServer()
    {
    }

    internal EntityServer(Stores.TestStore store)
        : base(store)
    {
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var employee = new Domain.Settings.Employee("tess", "Tess Top", null, ["100"], CrmUserId: "crm-tess");
        await AskAsync(
            new GrainId(Domain.Settings.Employees.Type, Domain.Settings.Employees.Key),
            new Domain.Settings.SaveEmployees([employee], "tess", "test"));
        await AskAsync(
            new GrainId(Domain.Settings.Scenario.Type, Domain.Settings.Scenario.DefaultProject),
            new Domain.Settings.SaveScenario(RingingMakesTheClient(), "test"));
        await AskAsync(
            new GrainId(Domain.Settings.Scenario.Type, Domain.Settings.Scenario.DefaultProject),
            new Domain.Settings.ActivateScenario("test", false));
    }

    private static Dictionary<string, Dictionary<string, Domain.Settings.CellDraft>> RingingMakesTheClient() => new()
    {
        ["T1"] = new() { ["Ac1"] = new(), ["Ac2"] = new(), ["Ac4"] = new() },
    };

    private async Task AskAsync(GrainId to, object message) =>
        (await App.Silo.AskAsync(to, message)).ShouldBeOfType<AskResult.Answered>().Answer
            .ShouldBeOfType<Domain.Settings.SettingSaved>();
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresEntityServer(ActorCrm.Tests.PostgresFixture postgres)
    : EntityServer(new Stores.PostgresStore(postgres));

public sealed class SqliteEntityRecordTests(EntityServer server)
    : EntityRecordTests(server), IClassFixture<EntityServer>;

public sealed class PostgresEntityRecordTests(PostgresEntityServer server)
    : EntityRecordTests(server), IClassFixture<PostgresEntityServer>;
