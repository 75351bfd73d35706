using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Tests.Reads;

namespace ActorCrm.Server.Tests.Access;

/// <summary>Signing in and out, and what ends a session.</summary>
public abstract class SessionTests(TestServer server)
{
    private const string Login = "anna@centre.example";

    [Fact]
    public async Task Who_signs_in_gets_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        var login = server.NewId("user");
        var id = await SignedIn.CreateAsync(server, login, Roles.Supervisor);

        var (answer, cookie) = await SignedIn.TryAsync(server, login.ToUpperInvariant(), SignedIn.PasswordOf(login));

        answer.Status.ShouldBe(HttpStatusCode.OK);
        ((string?)answer.Json["kind"]).ShouldBe("user");
        ((string?)answer.Json["id"]).ShouldBe(id);
        ((string?)answer.Json["role"]).ShouldBe(Roles.Supervisor);
        answer.Json["permissions"]!.AsArray().Select(one => (string?)one)
            .ShouldBe(Roles.PermissionsOf(Roles.Supervisor));
        var attributes = cookie.ShouldNotBeNull().ToLowerInvariant().Split("; ");
        attributes.ShouldContain("httponly");
        attributes.ShouldContain("samesite=strict");
        attributes.ShouldContain("path=/");

        // Plain http: a browser would not send a secure cookie back.
        attributes.ShouldNotContain("secure");
    }

    [Fact]
    public async Task Under_https_the_cookie_is_secure_and_only_such_a_one_is_taken()
    {
        await using var fresh = server.Another(["--ForwardedHeaders_Enabled", "true"]);
        await fresh.InitializeAsync();
        await SignedIn.CreateAsync(fresh, Login, Roles.Agent);
        using var browser = fresh.ClientWith(null);
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var signedIn = await browser.PostAsync(
            new Uri("/api/v1/session", UriKind.Relative),
            ReadServer.Json($$"""{"login":"{{Login}}","password":"{{SignedIn.PasswordOf(Login)}}"}"""));
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();

        cookie.ShouldStartWith("__Host-actorcrm_session=");
        cookie.ShouldContain("secure");
        (await MeAsync(cookie.Split(';')[0])).ShouldBe(HttpStatusCode.OK);
        (await MeAsync(cookie.Split(';')[0].Replace("__Host-", "", StringComparison.Ordinal)))
            .ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> MeAsync(string sent)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
            request.Headers.Add("Cookie", sent);
            using var client = new HttpClient(new HttpClientHandler { UseCookies = false });
            client.BaseAddress = fresh.App.Address;
            client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            using var response = await client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Me_is_who_asks_whichever_way_they_came()
    {
        using var user = await SignedIn.AsAsync(server, Roles.Agent);

        var me = await user.GetAsync("/api/v1/me");
        var key = await server.GetAsync("/api/v1/me");

        ((string?)me.Json["antiforgeryToken"]).ShouldBe(user.Token);
        me.Headers.CacheControl!.NoStore.ShouldBeTrue();
        ((string?)key.Json["kind"]).ShouldBe("apiKey");
        ((string?)key.Json["name"]).ShouldBe("first admin key");
        key.Json["permissions"]!.AsArray().Count.ShouldBe(Permissions.All.Count);
        key.Json["antiforgeryToken"].ShouldBeNull();
    }

    [Fact]
    public async Task What_changes_something_needs_the_token_and_reading_does_not()
    {
        using var admin = await SignedIn.AsAsync(server, Roles.Admin);
        using var other = await SignedIn.AsAsync(server, Roles.Admin);
        const string Key = """{"name":"pbx","scopes":["ingest"]}""";

        foreach (var token in new[] { null, "", "0", other.Token })
        {
            var refused = await admin.SendAsync(HttpMethod.Post, "/api/v1/api-keys", Key, token);
            refused.Status.ShouldBe(HttpStatusCode.Forbidden);
            refused.Code.ShouldBe("antiforgeryTokenInvalid");
        }

        (await admin.SendAsync(HttpMethod.Post, "/api/v1/api-keys", Key)).Status.ShouldBe(HttpStatusCode.Created);
        (await admin.GetAsync("/api/v1/api-keys")).Status.ShouldBe(HttpStatusCode.OK);
        (await admin.SendAsync(HttpMethod.Delete, "/api/v1/session", null, null)).Status
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Wrong_password_unknown_login_inactive_user_and_lock_look_the_same()
    {
        var (known, left, locked) = (server.NewId("user"), server.NewId("user"), server.NewId("user"));
        await SignedIn.CreateAsync(server, known, Roles.Agent);
        var leftId = await SignedIn.CreateAsync(server, left, Roles.Agent);
        await SignedIn.CreateAsync(server, locked, Roles.Agent);
        await PatchAsync(leftId, """{"active":false}""");
        for (var i = 0; i < SignIns.FailuresMax; i++)
        {
            await SignedIn.TryAsync(server, locked, "wrong password");
        }

        (Answer Answer, string? Cookie)[] refused =
        [
            await SignedIn.TryAsync(server, known, "wrong password"),
            await SignedIn.TryAsync(server, "nobody", "wrong password"),
            await SignedIn.TryAsync(server, "no login at all", "wrong password"),
            await SignedIn.TryAsync(server, left, SignedIn.PasswordOf(left)),
            await SignedIn.TryAsync(server, locked, SignedIn.PasswordOf(locked)),
            await SignedIn.TryAsync(server, known, ""),
            await SignedIn.TryAsync(server, known, new string('x', 10_000)),
        ];

        foreach (var (answer, cookie) in refused)
        {
            answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Code.ShouldBe("signInRefused");
            cookie.ShouldBeNull();
            WithoutTrace(answer).ShouldBe(WithoutTrace(refused[0].Answer));
        }
    }

    [Fact]
    public async Task Of_guesses_at_once_none_gets_through_after_the_fifth_and_a_lock_outlives_a_restart()
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        var id = await SignedIn.CreateAsync(fresh, Login, Roles.Agent);

        // The right one comes in the middle of wrong ones; by then, or right after, the user is locked.
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => SignedIn.TryAsync(fresh, Login, $"wrong password {i}")));
        var before = await SignedIn.TryAsync(fresh, Login, SignedIn.PasswordOf(Login));
        await fresh.RestartAsync();
        var after = await SignedIn.TryAsync(fresh, Login, SignedIn.PasswordOf(Login));
        var view = await fresh.GetAsync($"/api/v1/users/{id}");
        await fresh.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/users/{id}/lock"));
        var unlocked = await SignedIn.TryAsync(fresh, Login, SignedIn.PasswordOf(Login));

        before.Answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        after.Answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        view.Json["lockedUntil"].ShouldNotBeNull();
        unlocked.Answer.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Too_many_failures_from_one_address_are_stopped_before_a_password_is_looked_at()
    {
        await using var fresh = server.Another(["--Access:SignInFailuresPerMinuteMax", "3"]);
        await fresh.InitializeAsync();
        await SignedIn.CreateAsync(fresh, Login, Roles.Agent);
        for (var i = 0; i < 3; i++)
        {
            await SignedIn.TryAsync(fresh, $"nobody{i}", "wrong password");
        }

        var (answer, _) = await SignedIn.TryAsync(fresh, Login, SignedIn.PasswordOf(Login));

        answer.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Code.ShouldBe("rateLimited");
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
        ((string?)answer.Json["detail"]).ShouldNotBeNull().ShouldContain("signInFailures");
    }

    [Fact]
    public async Task A_session_ends_at_once_by_signing_out_revocation_password_and_deactivation()
    {
        var id = await SignedIn.CreateAsync(server, server.NewId("user"), Roles.Agent);
        var login = (string)(await server.GetAsync($"/api/v1/users/{id}")).Json["login"]!;
        Func<SignedIn, Task<Answer>>[] ends =
        [
            user => user.SendAsync(HttpMethod.Delete, "/api/v1/session"),
            _ => server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/users/{id}/sessions")),
            _ => PutAsync($"/api/v1/users/{id}/password", """{"password":"another secret"}"""),
            _ => PatchAsync(id, """{"active":false}"""),
        ];
        var password = SignedIn.PasswordOf(login);

        foreach (var (index, end) in ends.Index())
        {
            using var user = await SignedIn.AsAsync(server, login, password, HttpStatusCode.OK);
            (await user.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK);

            ((int)(await end(user)).Status).ShouldBeInRange(200, 204);

            (await user.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized, $"{index}");
            password = index >= 2 ? "another secret" : password;
        }
    }

    [Fact]
    public async Task Signing_out_leaves_other_sessions_and_a_restart_leaves_all()
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        await SignedIn.CreateAsync(fresh, Login, Roles.Agent);
        using var first = await SignedIn.AsAsync(fresh, Login, SignedIn.PasswordOf(Login), HttpStatusCode.OK);
        using var second = await SignedIn.AsAsync(fresh, Login, SignedIn.PasswordOf(Login), HttpStatusCode.OK);
        await first.SendAsync(HttpMethod.Delete, "/api/v1/session");

        await fresh.RestartAsync();

        using var goneAfter = NewOn(fresh, first);
        using var thereAfter = NewOn(fresh, second);
        (await goneAfter.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await thereAfter.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cookie_with_anything_changed_opens_nothing()
    {
        using var user = await SignedIn.AsAsync(server, Roles.Admin);
        var parts = user.Cookie.Split('=')[1].Split('.');
        string[] cookies =
        [
            $"{parts[0]}.{parts[1]}.{new string('0', 64)}", $"{parts[0]}.{new string('0', 16)}.{parts[2]}",
            $"{Guid.NewGuid()}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}", "", "x", "..",
        ];

        foreach (var cookie in cookies)
        {
            using var forged = user.With($"actorcrm_session={cookie}", user.Token);
            (await forged.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized, cookie);
        }
    }

    [Fact]
    public async Task Who_changes_the_password_stays_signed_in_and_all_others_of_the_user_do_not()
    {
        var login = server.NewId("user");
        using var user = await SignedIn.AsAsync(server, Roles.Agent, login);
        using var elsewhere = await SignedIn.AsAsync(server, login, SignedIn.PasswordOf(login), HttpStatusCode.OK);

        var wrong = await ChangeAsync(user, "wrong password", "a better secret");
        var tooShort = await ChangeAsync(user, SignedIn.PasswordOf(login), "short");
        using var response = await user.RespondAsync(
            HttpMethod.Post, "/api/v1/me/password", Change(SignedIn.PasswordOf(login), "a better secret"), user.Token);
        var changed = await Answer.ReadAsync(response);

        (wrong.Status, wrong.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "passwordWrong"));
        (tooShort.Status, tooShort.Code).ShouldBe((HttpStatusCode.UnprocessableEntity, "userInvalid"));
        changed.Status.ShouldBe(HttpStatusCode.OK);
        using var renewed = user.With(
            response.Headers.GetValues("Set-Cookie").Single().Split(';')[0],
            (string)changed.Json["antiforgeryToken"]!);
        (await renewed.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK);
        (await user.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await elsewhere.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_role_that_changes_counts_at_once_and_a_timeline_names_the_user()
    {
        var login = server.NewId("user");
        var id = await SignedIn.CreateAsync(server, login, Roles.Agent);
        using var user = await SignedIn.AsAsync(server, login, SignedIn.PasswordOf(login), HttpStatusCode.OK);
        (await user.GetAsync("/api/v1/settings/calls")).Status.ShouldBe(HttpStatusCode.Forbidden);

        await PatchAsync(id, """{"role":"supervisor"}""");
        (await user.SendAsync(HttpMethod.Put, "/api/v1/settings/calls", """{"taskDeadline":"05:00:00"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);

        var timeline = await server.GetAsync("/api/v1/timeline?entity=callSettings&id=all&order=latest");
        ((string?)timeline.Json["items"]![0]!["by"]).ShouldBe($"user:{id}");
    }

    [Fact]
    public async Task What_is_stored_of_passwords_and_sessions_is_hashes()
    {
        var login = server.NewId("user");
        using var user = await SignedIn.AsAsync(server, Roles.Agent, login);
        var secret = user.Cookie.Split('.')[^1];

        using var connection = server.Store.Open();
        var stored = string.Concat(new[] { "access_user", "access_sign_in", "audit", "timeline" }.SelectMany(
            table => Schema.Read(connection, server.Store.Dialect == SqlDialect.Sqlite
                ? $"SELECT json_group_array({Columns(table)}) FROM {table}"
                : $"SELECT coalesce(json_agg({table}), '[]')::text FROM {table}")));

        stored.ShouldContain(login);
        stored.ShouldNotContain(secret);
        stored.ShouldNotContain(SignedIn.PasswordOf(login));
    }

    private static string Columns(string table) => table == "timeline" ? "concat(what, by, why, data)" : "doc";

    private static string WithoutTrace(Answer answer)
    {
        var json = answer.Json.AsObject();
        json.Remove("traceId");
        return json.ToJsonString();
    }

    private static string Change(string present, string next) =>
        new JsonObject { ["present"] = present, ["new"] = next }.ToJsonString();

    private static Task<Answer> ChangeAsync(SignedIn user, string present, string next) =>
        user.SendAsync(HttpMethod.Post, "/api/v1/me/password", Change(present, next));

    private static SignedIn NewOn(TestServer restarted, SignedIn user) => new(restarted, user.Cookie, user.Token);

    private Task<Answer> PatchAsync(string id, string json) => server.SendAsync(
        new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/users/{id}") { Content = ReadServer.Json(json) });

    private Task<Answer> PutAsync(string path, string json) => server.SendAsync(
        new HttpRequestMessage(HttpMethod.Put, path) { Content = ReadServer.Json(json) });
}

public sealed class SqliteSessionTests(TestServer server) : SessionTests(server), IClassFixture<TestServer>;

public sealed class PostgresSessionTests(PostgresTestServer server)
    : SessionTests(server), IClassFixture<PostgresTestServer>;
