using System.Net;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>Object types through the API.</summary>
public abstract class ObjectTypeTests(ReadServer server)
{
    private const string Agency =
        """
        {"label":{"en":"Agency","pl":"Agencja"},"titleField":"name","fields":[
          {"name":"name","kind":"text","required":true,"maxLength":80,"indexed":true},
          {"name":"size","kind":"select","options":[{"value":"S"},{"value":"L","label":{"en":"Large"}}]},
          {"name":"bossId","kind":"reference","target":"contact"}]}
        """;

    [Fact]
    public async Task Types_that_come_with_the_program_are_there_from_the_start()
    {
        var contact = await server.GetAsync("object-types/contact");

        contact["custom"]!.GetValue<bool>().ShouldBeFalse();
        contact["version"]!.GetValue<int>().ShouldBe(0);
        contact.Text("titleField").ShouldBe("name");
        var phones = contact["fields"]!.AsArray().Single(field => field!.Text("name") == "phones")!;
        phones.Text("kind").ShouldBe("phone");
        phones["many"]!.GetValue<bool>().ShouldBeTrue();
        phones["label"]!.Text("en").ShouldBe("Telephone numbers");
    }

    [Fact]
    public async Task A_custom_type_is_made_changed_and_removed_without_a_restart()
    {
        var made = await server.PutAsync("object-types/stores.agency", Agency);

        made["version"]!.GetValue<int>().ShouldBe(1);
        made["custom"]!.GetValue<bool>().ShouldBeTrue();
        made["fields"]![0]!["creatable"]!.GetValue<bool>().ShouldBeTrue();
        made["fields"]![1]!["options"]!.ToJsonString()
            .ShouldBe("""[{"value":"S","label":null},{"value":"L","label":{"en":"Large"}}]""");
        (await server.PutAsync("object-types/stores.agency", made.ToJsonString()))["version"]!.GetValue<int>()
            .ShouldBe(1, "What was read and sent back changes nothing.");
        (await NamesAsync("object-types?limit=500")).ShouldContain("stores.agency");
        made["fields"]!.AsArray().RemoveAt(2);
        var changed = await server.PutAsync("object-types/stores.agency", made.ToJsonString());
        changed["fields"]!.AsArray().Count.ShouldBe(2);
        changed["version"]!.GetValue<int>().ShouldBe(2);

        var (status, _) = await server.SendAsync(HttpMethod.Delete, "object-types/stores.agency");

        status.ShouldBe(HttpStatusCode.NoContent);
        (await server.CodeAsync(HttpStatusCode.NotFound, "object-types/stores.agency")).ShouldBe("notFound");
        (await NamesAsync("object-types?limit=500")).ShouldNotContain("stores.agency");
        (status, _) = await server.SendAsync(HttpMethod.Delete, "object-types/stores.agency");
        status.ShouldBe(HttpStatusCode.NotFound);
        (await server.ItemsAsync("timeline?entity=objectType&id=stores.agency"))
            .Select(entry => entry!.Text("what"))
            .ShouldBe(["objectTypeSaved", "objectTypeSaved", "objectTypeDeleted"]);
    }

    [Fact]
    public async Task A_built_in_type_gets_custom_fields_after_its_own()
    {
        var before = await server.GetAsync("object-types/subscription");
        var count = before["fields"]!.AsArray().Count;

        var saved = await server.PutAsync(
            "object-types/subscription",
            """{"fields":[{"name":"c_decoder","kind":"text","label":{"en":"Decoder"}}]}""");

        saved["fields"]!.AsArray().Count.ShouldBe(count + 1);
        saved["fields"]![count]!["custom"]!.GetValue<bool>().ShouldBeTrue();
        saved["custom"]!.GetValue<bool>().ShouldBeFalse();
        (await server.SendAsync(HttpMethod.Delete, "object-types/subscription")).Body.Text("code")
            .ShouldBe("objectTypeBuiltIn");
        saved = await server.PutAsync("object-types/subscription", """{"fields":[]}""");
        saved["fields"]!.ToJsonString().ShouldBe(before["fields"]!.ToJsonString());
    }

    [Fact]
    public async Task A_wrong_type_is_refused_with_every_fault()
    {
        var (status, body) = await server.SendAsync(HttpMethod.Put, "object-types/agency", """
            {"titleField":"none","fields":[{"name":"Name","kind":"text"},{"name":"a"},
              {"name":"b","kind":"reference","target":"stores.none"},{"name":"c","kind":"text","maxLength":0}]}
            """);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body.Text("code").ShouldBe("objectTypeInvalid");
        body["errors"]!["objectType"]!.AsArray().Count.ShouldBe(6, body.ToJsonString());
        (await server.CodeAsync(HttpStatusCode.NotFound, "object-types/agency")).ShouldBe("notFound");
    }

    [Theory]
    [InlineData("""{"fields":[{"name":"a","kind":"blob"}]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"fields":[{"name":"a","kind":3}]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"fields":[null]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"fields":null}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""[]""", HttpStatusCode.BadRequest)]
    [InlineData("""{"fields":[{"name":"a","kind":"text","label":{"en":null}}]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData(
        """{"fields":[{"name":"a\u0000","kind":"text"}],"label":{"en":"x\u0000"}}""",
        HttpStatusCode.BadRequest)]
    [InlineData(
        """{"fields":[{"name":"a","kind":"select","options":[{"value":null},null]}]}""",
        HttpStatusCode.UnprocessableEntity)]
    public async Task A_body_of_a_wrong_shape_is_refused(string json, HttpStatusCode expected)
    {
        var (status, body) = await server.SendAsync(HttpMethod.Put, "object-types/stores.wrong", json);

        status.ShouldBe(expected, body.ToJsonString());
    }

    [Fact]
    public async Task Two_who_change_a_type_at_once_do_not_overwrite_each_other()
    {
        await server.PutAsync("object-types/stores.race", """{"fields":[{"name":"a","kind":"text"}]}""");
        var tag = await TagAsync("object-types/stores.race");
        const string First = """{"fields":[{"name":"a","kind":"text"},{"name":"b","kind":"text"}]}""";
        const string Second = """{"fields":[{"name":"a","kind":"text"},{"name":"c","kind":"text"}]}""";

        (await server.SendAsync(HttpMethod.Put, "object-types/stores.race", First, tag)).Status
            .ShouldBe(HttpStatusCode.OK);
        var (status, body) = await server.SendAsync(HttpMethod.Put, "object-types/stores.race", Second, tag);

        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        body.Text("code").ShouldBe("versionMismatch");
        (status, _) = await server.SendAsync(HttpMethod.Delete, "object-types/stores.race", ifMatch: tag);
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (status, _) = await server.SendAsync(HttpMethod.Put, "object-types/stores.race", First, "\"mine\"");
        status.ShouldBe(HttpStatusCode.BadRequest);
        (status, _) = await server.SendAsync(
            HttpMethod.Put, "object-types/stores.fresh", """{"fields":[],"ifVersion":1}""");
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_field_that_records_may_have_keeps_its_kind()
    {
        await server.PutAsync("object-types/stores.shape", """{"fields":[{"name":"a","kind":"text"}]}""");
        await server.PutAsync("object-types/stores.shape", """{"fields":[]}""");

        var (status, body) = await server.SendAsync(
            HttpMethod.Put, "object-types/stores.shape", """{"fields":[{"name":"a","kind":"integer"}]}""");

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body.Text("code").ShouldBe("objectTypeInvalid");
    }

    [Fact]
    public async Task A_type_that_another_one_refers_to_is_not_removed()
    {
        await server.PutAsync("object-types/stores.target", """{"fields":[]}""");
        await server.PutAsync(
            "object-types/stores.pointer",
            """{"fields":[{"name":"to","kind":"reference","target":"stores.target"}]}""");

        var (status, body) = await server.SendAsync(HttpMethod.Delete, "object-types/stores.target");

        status.ShouldBe(HttpStatusCode.Conflict);
        body.Text("code").ShouldBe("objectTypeInUse");
        body.Text("detail").ShouldBe("Field 'to' of 'stores.pointer' refers to it.");
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_without_repeats()
    {
        await server.PutAsync("object-types/zoo.animal", """{"fields":[]}""");
        var names = new List<string>();
        var address = "object-types?limit=7";
        for (var cursor = ""; cursor is not null;)
        {
            var page = await server.GetAsync($"{address}{cursor}");
            names.AddRange(page["items"]!.AsArray().Select(type => type!.Text("name")!));
            cursor = page.Text("next") is { } next ? $"&cursor={next}" : null;
        }

        names.ShouldBeUnique();
        names.Count.ShouldBeGreaterThanOrEqualTo(30);
        names[0].ShouldBe("account");
        names[28].ShouldBe("walletTransaction");
        names.ShouldContain("zoo.animal");
        (await server.CodeAsync(HttpStatusCode.BadRequest, "object-types?kind=text")).ShouldBe("parameterUnknown");
        (await server.CodeAsync(HttpStatusCode.BadRequest, "object-types?cursor=x")).ShouldBe("cursorInvalid");
    }

    [Theory]
    [InlineData("object-types/Contact")]
    [InlineData("object-types/stores.none")]
    [InlineData("object-types/%07")]
    [InlineData("object-types/%F0%9F%98%80")]
    public async Task There_is_no_type_of_another_name(string address) =>
        (await server.CodeAsync(HttpStatusCode.NotFound, address)).ShouldBe("notFound");

    private async Task<IEnumerable<string?>> NamesAsync(string address) =>
        (await server.ItemsAsync(address)).Select(type => type!.Text("name"));

    private async Task<string> TagAsync(string address)
    {
        using var response = await server.Client.GetAsync(new Uri(address, UriKind.Relative));
        return response.Headers.ETag!.ToString();
    }
}

public sealed class SqliteObjectTypeTests(ReadServer server) : ObjectTypeTests(server), IClassFixture<ReadServer>;

public sealed class PostgresObjectTypeTests(PostgresReadServer server)
    : ObjectTypeTests(server), IClassFixture<PostgresReadServer>;
