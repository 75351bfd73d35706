using System.Net;

namespace ActorCrm.Server.Tests.Reads;

public abstract class SettingReadTests(ReadServer server)
{
    [Fact]
    public async Task A_project_that_nobody_set_up_has_the_default_scenario_and_is_off()
    {
        var scenario = await server.GetAsync("scenario?project=fresh");

        scenario["active"]!.GetValue<bool>().ShouldBeFalse();
        scenario["version"]!.GetValue<int>().ShouldBe(0);
        scenario["matrix"]!["T5"]!.ToJsonString().ShouldBe("""{"Ac7":{"completed":true}}""");
        (await server.ItemsAsync("scenario/versions?project=fresh")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_saved_matrix_is_a_new_version_and_comes_back_as_it_was_written()
    {
        const string Matrix = """{"T3":{"Ac1":{},"Ac7":{"completed":false}}}""";

        var saved = await server.PutAsync("scenario?project=saved", $$"""{"matrix":{{Matrix}}}""");
        await server.PutAsync("scenario?project=saved", """{"matrix":{}}""");

        saved["matrix"]!.ToJsonString().ShouldBe(Matrix);
        var versions = await server.ItemsAsync("scenario/versions?project=saved");
        versions.Select(version => version!["version"]!.GetValue<int>()).ShouldBe([2, 1]);
        var page = await server.GetAsync("scenario/versions?project=saved&limit=1");
        page["items"]![0]!["version"]!.GetValue<int>().ShouldBe(2);
        page = await server.GetAsync($"scenario/versions?project=saved&limit=1&cursor={page.Text("next")}");
        page["items"]![0]!["matrix"]!.ToJsonString().ShouldBe(Matrix);
        page.Text("next").ShouldBeNull();
    }

    [Fact]
    public async Task A_wrong_matrix_is_refused_with_every_fault_and_switches_nothing()
    {
        var (status, body) = await server.SendAsync(
            HttpMethod.Put, "scenario?project=wrong",
            """{"active":true,"matrix":{"T11":{},"T3":{"Ac8":{},"Ac7":{},"Ac1":{"completed":true}}}}""");

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body.Text("code").ShouldBe("scenarioInvalid");
        body["errors"]!["matrix"]!.AsArray().Count.ShouldBe(4);
        (await server.GetAsync("scenario?project=wrong"))["active"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_save_for_another_version_is_refused_and_nothing_of_it_happens()
    {
        await server.PutAsync("scenario?project=race", """{"matrix":{"T1":{"Ac1":{}}}}""");

        var (status, body) = await server.SendAsync(
            HttpMethod.Put, "scenario?project=race", """{"matrix":{},"active":true,"ifVersion":7}""");
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        body.Text("code").ShouldBe("versionMismatch");
        (status, _) = await server.SendAsync(
            HttpMethod.Put, "scenario?project=race", """{"active":true,"ifVersion":7}""");
        status.ShouldBe(HttpStatusCode.PreconditionFailed);

        var scenario = await server.GetAsync("scenario?project=race");
        scenario["version"]!.GetValue<int>().ShouldBe(1);
        scenario["active"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task The_tag_of_a_reading_guards_a_save_and_changes_with_the_switch()
    {
        await server.PutAsync("scenario?project=tags", """{"matrix":{"T1":{"Ac1":{}}}}""");
        var tag = await TagAsync("scenario?project=tags");

        var (status, _) = await server.SendAsync(HttpMethod.Put, "scenario?project=tags", """{"active":true}""", tag);
        status.ShouldBe(HttpStatusCode.OK);
        (await TagAsync("scenario?project=tags")).ShouldNotBe(tag);
        (status, _) = await server.SendAsync(HttpMethod.Put, "scenario?project=tags", """{"matrix":{}}""", tag);
        status.ShouldBe(HttpStatusCode.OK, "The switch is no new version of the matrix.");
        (status, _) = await server.SendAsync(
            HttpMethod.Put, "scenario?project=tags", """{"matrix":{"T2":{"Ac1":{}}}}""", tag);
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (status, _) = await server.SendAsync(HttpMethod.Put, "scenario?project=tags", """{"matrix":{}}""", "\"mine\"");
        status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_integration_is_not_switched_on_before_it_is_set_up()
    {
        await using var empty = new EmptyServer(server.Store.Another());
        await empty.StartAsync();

        var (status, body) = await empty.PutAsync("scenario", """{"matrix":{},"active":true}""");

        status.ShouldBe(HttpStatusCode.Conflict);
        body.Text("code").ShouldBe("setupIncomplete");
        body["errors"]!["active"]!.AsArray().Count.ShouldBe(2);
        (await empty.GetAsync("scenario"))["version"]!.GetValue<int>().ShouldBe(0, "The matrix was not saved either.");
    }

    [Fact]
    public async Task Wrong_employees_are_refused_with_every_fault()
    {
        var (status, body) = await server.SendAsync(HttpMethod.Put, "employees", """
            {"employees":[{"id":"a","name":"A","extensions":["1","101"]},{"id":"b","name":"","extensions":["101"]}],
             "topManagerId":"c"}
            """);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body.Text("code").ShouldBe("employeesInvalid");
        body["errors"]!["employees"]!.AsArray().Count.ShouldBe(4);
        (await server.SendAsync(HttpMethod.Put, "employees", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await server.GetAsync("employees"))["employees"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task Settings_of_calls_are_replaced_and_what_is_left_out_gets_its_default()
    {
        (await server.GetAsync("settings/calls")).Text("taskDeadline").ShouldBe("04:00:00");

        var saved = await server.PutAsync(
            "settings/calls",
            """{"taskDeadline":"01:30:00","smartForwarding":"byCrm","ownNumbers":["+48221234567"]}""");

        saved.Text("taskDeadline").ShouldBe("01:30:00");
        saved.Text("smartForwarding").ShouldBe("byCrm");
        saved.Text("defaultRegion").ShouldBe("PL");
        var (status, body) = await server.SendAsync(
            HttpMethod.Put, "settings/calls",
            """{"taskDeadline":"00:00:01","defaultRegion":"Poland","ownNumbers":["x"]}""");
        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body.Text("code").ShouldBe("callSettingsInvalid");
        body["errors"]!["settings"]!.AsArray().Count.ShouldBe(3);
        (status, _) = await server.SendAsync(HttpMethod.Put, "settings/calls", """{"ifVersion":0}""");
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        await server.PutAsync("settings/calls", "{}");
        (await server.GetAsync("settings/calls")).Text("taskDeadline").ShouldBe("04:00:00");
    }

    [Fact]
    public async Task Each_source_may_have_a_country_of_its_own()
    {
        (await server.GetAsync("settings/calls"))["sourceRegions"]!.AsObject().ShouldBeEmpty();

        var saved = await server.PutAsync("settings/calls", """{"sourceRegions":{"london":"GB"}}""");
        await server.CallAsync("uk", "020 7946 0958", DateTimeOffset.UnixEpoch.AddYears(56), source: "london");

        saved["sourceRegions"]!.ToJsonString().ShouldBe("""{"london":"GB"}""");
        (await server.GetAsync("calls/london/uk")).Text("clientNumber").ShouldBe("+442079460958");
        var (status, body) = await server.SendAsync(
            HttpMethod.Put, "settings/calls", """{"sourceRegions":{"london":"UK","a b":"PL"}}""");
        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        body.Text("code").ShouldBe("callSettingsInvalid");
        body["errors"]!["settings"]!.AsArray().Count.ShouldBe(2);
        await server.PutAsync("settings/calls", """{"sourceRegions":null}""");
        (await server.GetAsync("settings/calls"))["sourceRegions"]!.AsObject().ShouldBeEmpty();
    }

    private async Task<string> TagAsync(string address)
    {
        using var response = await server.Client.GetAsync(new Uri(address, UriKind.Relative));
        return response.Headers.ETag!.ToString();
    }
}

public sealed class SqliteSettingReadTests(ReadServer server) : SettingReadTests(server), IClassFixture<ReadServer>;

public sealed class PostgresSettingReadTests(PostgresReadServer server)
    : SettingReadTests(server), IClassFixture<PostgresReadServer>;
