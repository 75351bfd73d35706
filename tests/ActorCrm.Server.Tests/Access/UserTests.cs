using System.Net;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Commands;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Tests.Reads;

namespace ActorCrm.Server.Tests.Access;

/// <summary>Users and the network, as admins keep them.</summary>
public abstract class UserTests(TestServer server)
{
    [Fact]
    public async Task A_user_is_made_listed_and_changed_and_no_secret_is_shown()
    {
        var login = server.NewId("user");
        var id = await SignedIn.CreateAsync(server, login, Roles.Agent);
        using var session = await SignedIn.AsAsync(server, login, SignedIn.PasswordOf(login), HttpStatusCode.OK);

        var changed = await SendAsync(
            HttpMethod.Patch, $"/api/v1/users/{id}", """{"name":"Anna Able","role":"supervisor"}""");
        var list = await server.GetAsync("/api/v1/users");
        var view = await server.GetAsync($"/api/v1/users/{id}");

        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Body);
        ((string?)view.Json["name"]).ShouldBe("Anna Able");
        ((string?)view.Json["role"]).ShouldBe(Roles.Supervisor);
        ((string?)view.Json["login"]).ShouldBe(login);
        view.Json["signedInAt"].ShouldNotBeNull();
        list.Json["items"]!.AsArray().Select(user => (string?)user!["id"]).ShouldContain(id);
        foreach (var word in new[] { "password", "hash", "stamp", "session" })
        {
            list.Body.ShouldNotContain(word, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Every_fault_of_a_new_user_is_named()
    {
        var early = await server.PostAsync("/api/v1/users", """{"login":"Ä","password":"short"}""");
        var late = await server.PostAsync(
            "/api/v1/users", """{"login":"fine","password":"long enough","role":"root","unitId":"nowhere"}""");
        var same = await server.PostAsync(
            "/api/v1/users", """{"login":"long-enough","password":"Long-Enough","name":"x","role":"agent"}""");

        foreach (var answer in new[] { early, late, same })
        {
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "userInvalid"));
        }

        early.Json["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["login", "password"]);
        late.Json["errors"]!["user"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task Of_ten_who_want_a_login_at_once_one_gets_it()
    {
        var login = server.NewId("wanted");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.PostAsync(
            "/api/v1/users",
            $$"""{"login":"{{login}}","name":"x","role":"agent","password":"long enough"}""")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Code == "loginTaken").ShouldBe(9);
    }

    [Fact]
    public async Task What_is_asked_of_nobody_is_not_found()
    {
        (HttpMethod Method, string Path, string? Body)[] requests =
        [
            (HttpMethod.Get, "", null), (HttpMethod.Patch, "", "{}"), (HttpMethod.Delete, "/sessions", null),
            (HttpMethod.Delete, "/lock", null), (HttpMethod.Put, "/password", """{"password":"long enough"}"""),
        ];
        foreach (var (method, path, body) in requests)
        {
            (await SendAsync(method, $"/api/v1/users/nobody{path}", body)).Status.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task The_network_is_saved_over_its_version_and_users_belong_to_it()
    {
        const string Network = """
            {"communities":[{"id":"c","name":"C","groups":[{"id":"g","name":"G","units":[{"id":"u","name":"U"}]}]}],
             "profiles":[{"groupId":"g","scope":"all","all":[{"action":"view","privacyLevelMax":1}]}],
             "privacyLevels":["normal","private"]}
            """;
        var before = await server.GetAsync("/api/v1/settings/network");

        var saved = await SendAsync(HttpMethod.Put, "/api/v1/settings/network", Network);
        var stale = await SendAsync(
            HttpMethod.Put, "/api/v1/settings/network", """{"communities":[],"ifVersion":0}""");
        var wrong = await SendAsync(HttpMethod.Put, "/api/v1/settings/network", """{"privacyLevels":[]}""");
        var user = await server.PostAsync(
            "/api/v1/users",
            """{"login":"of-krakow","name":"x","role":"agent","password":"long enough","unitId":"u"}""");

        ((int)before.Json["version"]!).ShouldBe(0);
        saved.Status.ShouldBe(HttpStatusCode.OK, saved.Body);
        ((string?)saved.Json["profiles"]![0]!["all"]![0]!["action"]).ShouldBe("view");
        stale.Code.ShouldBe("versionMismatch");
        wrong.Code.ShouldBe("networkInvalid");
        user.Status.ShouldBe(HttpStatusCode.Created, user.Body);
        ((string?)user.Json["unitId"]).ShouldBe("u");
    }

    [Fact]
    public async Task The_first_admin_is_made_on_the_command_line_and_gets_a_new_password_there()
    {
        await using var fresh = server.Another();
        await fresh.Store.MakeAsync();
        string[] where = [.. fresh.Store.Args, "--Logging:LogLevel:Default", "None"];
        using var added = new StringWriter();
        using var again = new StringWriter();

        (await UserCommand.RunAsync(["add", "--admin", "--login", "Boss", "--name", "The Boss", .. where], added))
            .ShouldBe(ExitCodes.Done);
        (await UserCommand.RunAsync(["set-password", "--login", "boss", .. where], again)).ShouldBe(ExitCodes.Done);

        await fresh.InitializeAsync();
        (await SignedIn.TryAsync(fresh, "boss", Shown(added))).Answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var boss = await SignedIn.AsAsync(fresh, "boss", Shown(again), HttpStatusCode.OK);
        (await boss.GetAsync("/api/v1/users")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("dance")]
    [InlineData("add", "--login", "boss")]
    [InlineData("add", "--admin")]
    [InlineData("add", "--admin", "--login", "a b")]
    [InlineData("add", "--role", "agent", "--login", "boss", "--password-file", "/no/such/file")]
    public async Task A_command_that_makes_no_sense_says_what_would(params string[] args) =>
        (await Should.ThrowAsync<StartException>(() => UserCommand.RunAsync(args, TextWriter.Null)))
            .Message.ShouldNotBeEmpty();

    // The line of the box below the title.
    private static string Shown(StringWriter console) =>
        console.ToString().Split('\n').Single(line => line.StartsWith('│') && !line.Contains("Password"))
            .Trim('│', ' ');

    private Task<Answer> SendAsync(HttpMethod method, string path, string? json) => server.SendAsync(
        new HttpRequestMessage(method, path) { Content = json is null ? null : ReadServer.Json(json) });
}

public sealed class SqliteUserTests(TestServer server) : UserTests(server), IClassFixture<TestServer>;

public sealed class PostgresUserTests(PostgresTestServer server)
    : UserTests(server), IClassFixture<PostgresTestServer>;
