using System.Net;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Records;

public abstract class RecordApiTests(RecordServer server)
{
    [Fact]
    public async Task A_record_is_made_read_and_told_by_its_tag()
    {
        var made = await server.CreateAsync("test.card", """{"name":" Ann ","amount":12.50}""");
        var id = (string)made.Json["id"]!;
        var read = await server.GetAsync($"/api/v1/records/test.card/{id}");

        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/records/test.card/{id}");
        made.Headers.ETag!.Tag.ShouldBe("\"1\"");
        read.Headers.ETag!.Tag.ShouldBe("\"1\"");
        JsonNode.DeepEquals(read.Json, made.Json).ShouldBeTrue(read.Body);
        ((string?)read.Json["fields"]!["name"]).ShouldBe("Ann");
        ((string?)read.Json["createdBy"]).ShouldBe("apiKey:firstkey");
        read.Json.AsObject().ContainsKey("deletedAt").ShouldBeTrue("a field that has nothing to say is null");
    }

    [Fact]
    public async Task Every_fault_of_the_fields_is_named_at_once_with_its_code()
    {
        var answer = await server.CreateAsync("test.card", """{"amount":"much","colour":"red"}""");

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Code.ShouldBe("recordInvalid");
        answer.Json["faults"]!.AsArray().Select(fault => ((string)fault!["field"]!, (string)fault["code"]!)).ShouldBe(
            [("amount", "typeMismatch"), ("colour", "fieldUnknown"), ("name", "requiredMissing")], ignoreOrder: true);
        answer.Json["errors"]!.AsObject().Select(field => field.Key).ShouldBe(
            ["amount", "colour", "name"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("test.nothing")]
    [InlineData("contacts")]
    [InlineData("Test.card")]
    [InlineData("test.card'--")]
    public async Task Of_a_type_that_is_not_here_there_are_no_records(string type)
    {
        var escaped = Uri.EscapeDataString(type);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, escaped), (HttpMethod.Post, escaped), (HttpMethod.Post, $"{escaped}/bulk"),
            (HttpMethod.Get, $"{escaped}/{Guid.Empty}"), (HttpMethod.Put, $"{escaped}/{Guid.Empty}"),
            (HttpMethod.Patch, $"{escaped}/{Guid.Empty}"), (HttpMethod.Delete, $"{escaped}/{Guid.Empty}"),
            (HttpMethod.Post, $"{escaped}/{Guid.Empty}/restore"), (HttpMethod.Get, $"{escaped}/{Guid.Empty}/timeline"),
        })
        {
            var answer = await server.SendAsync(method, path, method == HttpMethod.Get ? null : """{"fields":{}}""");

            answer.Code.ShouldBe("objectTypeNotFound", $"{method} {path}: {answer.Body}");
        }
    }

    [Theory]
    [InlineData("{", "application/json", "malformedJson")]
    [InlineData("[]", "application/json", "malformedJson")]
    [InlineData("""{"fields":{"name":"a","name":"b"}}""", "application/json", "malformedJson")]
    [InlineData("""{"fields":{"name":"\ud800"}}""", "application/json", "malformedJson")]
    [InlineData("""{"fields":{"\udc00":"a"}}""", "application/json", "malformedJson")]
    [InlineData("""{"fields":{"name":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}}""",
        "application/json", "malformedJson")]
    [InlineData("""{"name":"a"}""", "application/json", "invalidRequest")]
    [InlineData("""{"fields":5}""", "application/json", "invalidRequest")]
    [InlineData("""{"fields":{"name":"a\u0000b"}}""", "application/json", "recordInvalid")]
    [InlineData("""{"fields":{"name":"a","amount":1e400}}""", "application/json", "recordInvalid")]
    [InlineData("""{"fields":{"name":"a"}}""", "text/plain", "unsupportedMediaType")]
    public async Task A_body_that_cannot_be_a_record_is_refused(string body, string type, string code)
    {
        var answer = await server.SendAsync(HttpMethod.Post, "test.card", body, type: type);

        answer.Code.ShouldBe(code, answer.Body);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var answer = await server.CreateAsync("test.card", $$"""{"name":"{{new string('x', 3 << 20)}}"}""");

        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Code.ShouldBe("bodyTooLarge");
    }

    [Fact]
    public async Task A_merge_patch_changes_what_it_names_and_a_replacement_leaves_nothing_else()
    {
        var id = await server.MakeAsync("test.card", """{"name":"Ann","amount":1,"origin":"fair"}""");

        var patched = await server.SendAsync(
            HttpMethod.Patch, $"test.card/{id}", """{"fields":{"name":"Bea","amount":null}}""",
            type: "application/merge-patch+json");
        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Body);
        patched.Json["fields"]!.ToJsonString().ShouldBe("""{"name":"Bea","origin":"fair"}""");
        ((int)patched.Json["version"]!).ShouldBe(2);

        // What was read may be sent back as it is.
        var same = await server.SendAsync(HttpMethod.Put, $"test.card/{id}", patched.Body);
        same.Status.ShouldBe(HttpStatusCode.OK, same.Body);
        ((int)same.Json["version"]!).ShouldBe(2);
        var replaced = await server.SendAsync(HttpMethod.Put, $"test.card/{id}", """{"fields":{"name":"Cid"}}""");
        replaced.Json["fields"]!.ToJsonString().ShouldBe("""{"name":"Cid","origin":"fair"}""");
    }

    [Fact]
    public async Task A_change_of_another_version_than_the_one_that_stands_is_refused()
    {
        var id = await server.MakeAsync("test.card", """{"name":"Ann"}""");
        const string Fields = """{"fields":{"name":"Bea"}}""";

        (await server.SendAsync(HttpMethod.Patch, $"test.card/{id}", Fields, "\"1\"")).Status
            .ShouldBe(HttpStatusCode.OK);
        foreach (var (method, json) in new[]
        {
            (HttpMethod.Patch, (string?)Fields), (HttpMethod.Put, Fields), (HttpMethod.Delete, null),
        })
        {
            var refused = await server.SendAsync(method, $"test.card/{id}", json, "\"1\"");
            refused.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
            refused.Code.ShouldBe("versionMismatch");
        }

        (await server.SendAsync(HttpMethod.Delete, $"test.card/{id}", ifMatch: "mine")).Status
            .ShouldBe(HttpStatusCode.BadRequest);
        (await server.SendAsync(HttpMethod.Delete, $"test.card/{id}", ifMatch: "*")).Status
            .ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_deleted_record_leaves_the_list_and_returns_when_it_is_restored()
    {
        var type = await server.NewTypeAsync();
        var id = await server.MakeAsync(type, """{"name":"a"}""");
        await server.MakeAsync(type, """{"name":"b"}""");

        (await server.SendAsync(HttpMethod.Delete, $"{type}/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.SendAsync(HttpMethod.Delete, $"{type}/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await server.NamesAsync($"{type}?sort=createdAt")).ShouldBe(["b"]);
        (await server.NamesAsync($"{type}?deleted=true")).ShouldBe(["a"]);
        var deleted = await server.GetAsync($"/api/v1/records/{type}/{id}");
        ((string?)deleted.Json["deletedBy"]).ShouldBe("apiKey:firstkey");
        (await server.SendAsync(HttpMethod.Patch, $"{type}/{id}", """{"fields":{}}""")).Code.ShouldBe("recordDeleted");
        (await server.SendAsync(HttpMethod.Post, $"{type}/{id}/restore")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.NamesAsync($"{type}?sort=createdAt")).ShouldBe(["a", "b"]);
        (await server.SendAsync(HttpMethod.Delete, $"{type}/{Guid.NewGuid()}")).Status
            .ShouldBe(HttpStatusCode.NotFound);
        (await server.SendAsync(HttpMethod.Delete, $"{type}/nonsense")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lists_are_read_in_pages_by_creation_and_by_the_last_change()
    {
        var type = await server.NewTypeAsync();
        var ids = new List<string>();
        foreach (var name in "abcdefg")
        {
            ids.Add(await server.MakeAsync(type, $$"""{"name":"{{name}}"}"""));
            await WaitForAnotherMillisecondAsync();
        }

        await server.SendAsync(HttpMethod.Patch, $"{type}/{ids[1]}", """{"fields":{"n":1}}""");

        (await server.NamesAsync($"{type}?deleted=false")).ShouldBe(["g", "f", "e", "d", "c", "b", "a"]);
        (await server.NamesAsync($"{type}?sort=-createdAt")).ShouldBe(["g", "f", "e", "d", "c", "b", "a"]);
        (await server.NamesAsync($"{type}?sort=createdAt")).ShouldBe(["a", "b", "c", "d", "e", "f", "g"]);
        (await server.NamesAsync($"{type}?sort=updatedAt")).ShouldBe(["a", "c", "d", "e", "f", "g", "b"]);
        (await server.NamesAsync($"{type}?sort=-updatedAt")).ShouldBe(["b", "g", "f", "e", "d", "c", "a"]);
        var page = await server.GetAsync($"/api/v1/records/{type}?limit=2");
        (await server.GetAsync($"/api/v1/records/{type}?sort=updatedAt&cursor={page.Json["next"]}")).Code
            .ShouldBe("cursorInvalid");
        (await server.GetAsync($"/api/v1/records/{type}?sort=nothing")).Code.ShouldBe("parameterInvalid");
        (await server.GetAsync($"/api/v1/records/{type}?filter=x")).Code.ShouldBe("parameterUnknown");
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_record_and_another_body_is_refused()
    {
        var key = server.NewId("key-");
        var first = await server.CreateAsync("test.card", """{"name":"Ann"}""", key);
        var again = await server.CreateAsync("test.card", """{"name":"Ann"}""", key);
        var other = await server.CreateAsync("test.card", """{"name":"Bea"}""", key);

        first.Status.ShouldBe(HttpStatusCode.Created, first.Body);
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Body.ShouldBe(first.Body);
        other.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        other.Code.ShouldBe("idempotencyKeyReused");
        using var stranger = server.ClientWith(await server.App.MakeKeyAsync("stranger", ["write"]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/records/test.card")
        {
            Content = new StringContent("""{"fields":{"name":"Bea"}}""", null, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var theirs = await stranger.SendAsync(request);
        theirs.StatusCode.ShouldBe(HttpStatusCode.Created, "a key is its sender's own");
        (await server.CreateAsync("test.card", """{"name":"Ann"}""", new string('k', 256))).Code
            .ShouldBe("invalidRequest");
    }

    [Fact]
    public async Task A_reference_points_to_a_record_that_exists()
    {
        var plain = await server.MakeAsync("test.plain", """{"name":"target"}""");
        var nothing = Guid.NewGuid();

        var refused = await server.CreateAsync(
            "test.card", $$"""{"plainId":"{{nothing}}","contactId":"{{nothing}}","amount":"x"}""");
        refused.Json["faults"]!.AsArray().Select(fault => ((string)fault!["field"]!, (string)fault["code"]!)).ShouldBe(
            [("amount", "typeMismatch"), ("name", "requiredMissing"), ("plainId", "referenceUnknown"),
                ("contactId", "referenceUnknown")],
            ignoreOrder: true);
        var id = await server.MakeAsync("test.card", $$"""{"name":"Ann","plainId":"{{plain.ToUpperInvariant()}}"}""");
        await server.SendAsync(HttpMethod.Delete, $"test.plain/{plain}");

        // What was referred to before may be gone; what is new must be there.
        var kept = await server.SendAsync(
            HttpMethod.Put, $"test.card/{id}", $$"""{"fields":{"name":"Bea","plainId":"{{plain}}"} }""");
        kept.Status.ShouldBe(HttpStatusCode.OK, kept.Body);
        var bulk = await server.BulkAsync("test.card",
        [
            $$"""{"op":"create","fields":{"name":"Cid","plainId":"{{plain}}"} }""",
            """{"op":"create","fields":{"name":"Dan"}}""",
            $$"""{"op":"update","id":"{{id}}","fields":{"contactId":"{{nothing}}"} }""",
        ]);
        bulk["items"]!.AsArray().Select(item => (int)item!["status"]!).ShouldBe([422, 201, 422]);
    }

    [Fact]
    public async Task A_type_is_not_removed_while_there_are_records_of_it()
    {
        var type = await server.NewTypeAsync();
        var id = await server.MakeAsync(type, """{"name":"a"}""");
        await server.SendAsync(HttpMethod.Delete, $"{type}/{id}");

        using var used = await server.Client.DeleteAsync(new Uri($"/api/v1/object-types/{type}", UriKind.Relative));
        var unused = await server.NewTypeAsync();
        using var free = await server.Client.DeleteAsync(new Uri($"/api/v1/object-types/{unused}", UriKind.Relative));

        (await Answer.ReadAsync(used)).Code.ShouldBe("objectTypeInUse");
        free.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_timeline_of_a_record_shows_fields_before_and_after()
    {
        var id = await server.MakeAsync("test.card", """{"name":"Ann","amount":1}""");
        await server.SendAsync(HttpMethod.Patch, $"test.card/{id}", """{"fields":{"name":"Bea","amount":null}}""");
        await server.SendAsync(HttpMethod.Delete, $"test.card/{id}");

        var items = (await server.GetAsync($"/api/v1/records/test.card/{id}/timeline")).Json["items"]!.AsArray();

        items.Select(item => (string)item!["what"]!).ShouldBe(["recordCreated", "recordChanged", "recordDeleted"]);
        items[1]!["changes"]!.ToJsonString().ShouldBe(
            """[{"field":"name","before":"Ann","after":"Bea"},{"field":"amount","before":1,"after":null}]""");
        var latest = (await server.GetAsync($"/api/v1/records/test.card/{id}/timeline?order=latest&limit=1")).Json;
        ((string?)latest["items"]![0]!["what"]).ShouldBe("recordDeleted");
        latest["next"].ShouldNotBeNull();
        var general = await server.GetAsync($"/api/v1/timeline?entity=record&id=test.card/{id}");
        general.Json["items"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task Who_may_only_read_changes_nothing()
    {
        using var reader = server.ClientWith(await server.App.MakeKeyAsync("reader", ["read"]));
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, ""), (HttpMethod.Post, "/bulk"), (HttpMethod.Put, $"/{Guid.Empty}"),
            (HttpMethod.Patch, $"/{Guid.Empty}"), (HttpMethod.Delete, $"/{Guid.Empty}"),
            (HttpMethod.Post, $"/{Guid.Empty}/restore"),
        })
        {
            using var request = new HttpRequestMessage(method, $"/api/v1/records/test.card{path}");
            using var answer = await reader.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
        }

        using var list = await reader.GetAsync(new Uri("/api/v1/records/test.card", UriKind.Relative));
        list.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Times are kept in milliseconds; records of one millisecond are in the order of their ids.
    private static Task WaitForAnotherMillisecondAsync() =>
        Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
}

public sealed class SqliteRecordApiTests(RecordServer server) : RecordApiTests(server), IClassFixture<RecordServer>;

public sealed class PostgresRecordApiTests(PostgresRecordServer server)
    : RecordApiTests(server), IClassFixture<PostgresRecordServer>;
