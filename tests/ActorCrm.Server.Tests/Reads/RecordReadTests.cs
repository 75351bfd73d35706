using System.Net;
using ActorCrm.Domain.Contacts;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>Contacts, organizations, deals, tasks, forms.</summary>
public abstract class RecordReadTests(ReadServer server)
{
    private static readonly DateTimeOffset Day = new(2026, 4, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("%2B48602000001")]
    [InlineData("+48602000001")]
    [InlineData("602000001")]
    [InlineData("602%20000%20001")]
    [InlineData("(602)%20000-001")]
    public async Task A_contact_is_found_by_its_number_in_any_form(string phone)
    {
        await server.CallAsync($"contact-{phone.Length}-{phone[0]}", "602000001", Day, name: "Iza Known");

        var contacts = await server.ItemsAsync($"contacts?phone={phone}");

        contacts.Count.ShouldBe(1);
        contacts[0]!.Text("name").ShouldBe("Iza Known");
        contacts[0]!["phones"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("+48602000001");
    }

    [Fact]
    public async Task An_unknown_number_finds_nobody()
    {
        (await server.ItemsAsync("contacts?phone=602999999")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_contact_is_found_by_each_of_its_addresses_until_it_loses_them()
    {
        var id = await SaveContactAsync(null, "Mail Person", ["one@Example.com", "two@example.com"]);

        (await server.ItemsAsync("contacts?email=ONE@example.com")).Texts("id").ShouldBe([id]);
        (await server.ItemsAsync("contacts?email=two@example.com")).Texts("id").ShouldBe([id]);

        await SaveContactAsync(id, "Mail Person", ["two@example.com"]);
        (await server.ItemsAsync("contacts?email=one@example.com")).ShouldBeEmpty();
        (await server.ItemsAsync("contacts?email=two@example.com&name=Mail")).Texts("id").ShouldBe([id]);
    }

    [Fact]
    public async Task Names_are_searched_by_their_beginning_and_paged_in_their_order()
    {
        string[] names = ["Zofia Aa", "zofia Ab", "Zofia Ab", "ZOFIA B", "Zenon"];
        foreach (var name in names)
        {
            await SaveContactAsync(null, name, null);
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await server.GetAsync($"contacts?name=zofia&limit=1{(next is null ? "" : $"&cursor={next}")}");
            seen.AddRange(page["items"]!.Texts("name"));
            next = page.Text("next");
        }
        while (next is not null);

        seen.Count.ShouldBe(4);
        seen[0].ShouldBe("Zofia Aa");
        seen[3].ShouldBe("ZOFIA B");
    }

    [Fact]
    public async Task A_deal_is_closed_once_and_the_other_way_is_refused()
    {
        await server.CallAsync("deal-1", "602000010", Day);
        var call = await server.GetAsync("calls/pbx/deal-1");
        var (deal, contact) = (call.Text("dealId"), call.Text("contactId"));
        (await server.ItemsAsync($"deals?contactId={contact}&open=true")).Texts("id").ShouldBe([deal!]);
        (await server.ItemsAsync($"deals?contactId={contact}&open=false")).ShouldBeEmpty();
        (await server.ItemsAsync("deals?ownerId=u1&open=true&limit=500")).Texts("id").ShouldContain(deal!);

        var (status, body) = await server.SendAsync(HttpMethod.Post, $"deals/{deal}/close", """{"outcome":"won"}""");
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body.Text("status").ShouldBe("won");
        (status, body) = await server.SendAsync(HttpMethod.Post, $"deals/{deal}/close", """{"outcome":"won"}""");
        status.ShouldBe(HttpStatusCode.OK);
        (status, body) = await server.SendAsync(HttpMethod.Post, $"deals/{deal}/close", """{"outcome":"lost"}""");
        status.ShouldBe(HttpStatusCode.Conflict);
        body.Text("code").ShouldBe("dealAlreadyClosed");
        (await server.ItemsAsync($"deals?contactId={contact}&open=true")).ShouldBeEmpty();
        (await server.GetAsync($"contacts/{contact}"))["deals"]![0]!.Text("status").ShouldBe("won");
    }

    [Theory]
    [InlineData("deals/00000000-0000-0000-0000-000000000001/close", """{"outcome":"won"}""", HttpStatusCode.NotFound)]
    [InlineData("deals/x/close", """{"outcome":"won"}""", HttpStatusCode.NotFound)]
    [InlineData("deals/x/close", """{"outcome":"maybe"}""", HttpStatusCode.BadRequest)]
    [InlineData("deals/x/close", "{", HttpStatusCode.BadRequest)]
    [InlineData("tasks/00000000-0000-0000-0000-000000000001/complete", null, HttpStatusCode.NotFound)]
    public async Task Changing_what_is_not_there_is_refused(string address, string? json, HttpStatusCode expected)
    {
        var (status, body) = await server.SendAsync(HttpMethod.Post, address, json);

        status.ShouldBe(expected, body.ToJsonString());
        body.Text("code").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_missed_call_gives_a_task_that_every_filter_finds_until_it_is_done()
    {
        await server.CallAsync("task/1", "602000020", Day, extension: null);
        var call = await server.GetAsync("calls/pbx/task%2F1");
        var contact = call.Text("contactId");
        string[] queries =
        [
            "callId=task/1", "callId=pbx/task/1", "callId=task/1&source=pbx", $"contactId={contact}",
            $"dealId={call.Text("dealId")}", $"assigneeId=u0&contactId={contact}",
            $"assigneeId=u0&completed=false&contactId={contact}", $"dueBefore=2026-04-01T12:01:01Z&contactId={contact}",
        ];
        var id = "";
        foreach (var query in queries)
        {
            var task = (await server.ItemsAsync($"tasks?{query}")).ShouldHaveSingleItem(query)!;
            id = task.Text("id")!;
            task.Text("dueAt").ShouldBe("2026-04-01T12:01:00Z");
            task.Text("callId").ShouldBe("task/1");
        }

        (await server.ItemsAsync($"tasks?contactId={contact}&completed=true")).ShouldBeEmpty();
        (await server.ItemsAsync($"tasks?contactId={contact}&dueBefore=2026-04-01T12:01:00Z")).ShouldBeEmpty();
        (await server.ItemsAsync("tasks?callId=task/1&source=other")).ShouldBeEmpty();

        var (status, body) = await server.SendAsync(HttpMethod.Post, $"tasks/{id}/complete");
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["completed"]!.GetValue<bool>().ShouldBeTrue();
        body.Text("completedBy")!.ShouldStartWith("apiKey:");
        (status, body) = await server.SendAsync(HttpMethod.Post, $"tasks/{id}/complete");
        status.ShouldBe(HttpStatusCode.OK, "Completing twice is no fault.");
        (await server.ItemsAsync($"tasks?contactId={contact}&completed=true")).Texts("id").ShouldBe([id]);
    }

    [Fact]
    public async Task A_call_id_alone_finds_the_tasks_of_every_source()
    {
        foreach (var source in (string[])["a", "a-b", "a.b", "zz"])
        {
            await server.CallAsync("same", $"60210000{source.Length}", Day, null, source);
        }

        (await server.ItemsAsync("tasks?callId=same")).Texts("source").Order().ShouldBe(["a", "a-b", "a.b", "zz"]);
        (await server.ItemsAsync("tasks?source=a")).Texts("source").ShouldBe(["a"]);
        (await server.ItemsAsync("tasks?callId=sam")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tasks_are_paged_without_repeats_or_gaps()
    {
        for (var i = 0; i < 12; i++)
        {
            await server.CallAsync($"page-{i}", $"6022000{i:00}", Day, null, "taskpages");
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await server.GetAsync(
                $"tasks?source=taskpages&limit=5{(next is null ? "" : $"&cursor={next}")}");
            seen.AddRange(page["items"]!.Texts("callId"));
            next = page.Text("next");
        }
        while (next is not null);

        seen.ShouldBe(Enumerable.Range(0, 12).Reverse().Select(i => $"page-{i}"));
    }

    [Fact]
    public async Task An_organization_and_a_form_are_read_back()
    {
        using var response = await server.Client.PostAsync(
            new Uri("form-submissions", UriKind.Relative),
            ReadServer.Json("""
                {"id":"f/1","source":"site","phone":"602000030","name":"Form Person","company":"Acme Ltd",
                 "fields":{"note":"hi"}}
                """));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());

        var form = await server.GetAsync("form-submissions/site/f%2F1");
        form["fields"]!.Text("note").ShouldBe("hi");
        form["triggers"]!.ToJsonString().ShouldBe("""["T10"]""");
        (await server.GetAsync($"organizations/{form.Text("organizationId")}")).Text("name").ShouldBe("Acme Ltd");
        (await server.ItemsAsync("organizations?name=acme")).Texts("id").ShouldBe([form.Text("organizationId")!]);
        (await server.ItemsAsync("organizations?limit=500")).Texts("id").ShouldContain(form.Text("organizationId")!);
    }

    private async Task<string> SaveContactAsync(string? id, string name, string[]? emails)
    {
        id ??= Guid.CreateVersion7().ToString();
        var result = await server.Silo.AskAsync(
            new GrainId(Contact.Type, id), new SaveContact(name, [], emails, null, "test"));
        result.ShouldBeOfType<AskResult.Answered>().Answer.ShouldBeOfType<ContactSaved>();
        return id;
    }
}

public sealed class SqliteRecordReadTests(ReadServer server) : RecordReadTests(server), IClassFixture<ReadServer>;

public sealed class PostgresRecordReadTests(PostgresReadServer server)
    : RecordReadTests(server), IClassFixture<PostgresReadServer>;
