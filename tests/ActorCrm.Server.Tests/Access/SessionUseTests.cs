using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Access;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Access;

/// <summary>Sessions that nobody uses, and what users see of their own.</summary>
public abstract class SessionUseTests(TestServer server)
{
    private const string Login = "anna@centre.example";

    [Fact]
    public async Task A_session_that_nobody_uses_ends_and_one_that_is_used_goes_on()
    {
        var clock = new Clock();
        await using var fresh = server.Another(["--Access:SessionIdleMax", "01:00:00"], clock.Use);
        await fresh.InitializeAsync();
        await SignedIn.CreateAsync(fresh, Login, Roles.Agent);
        using var used = await SignAsync(fresh);
        using var left = await SignAsync(fresh);

        for (var i = 0; i < 3; i++)
        {
            clock.Ahead += TimeSpan.FromMinutes(25);
            (await used.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK, $"{i}");
        }

        (await left.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        ((string?)(await used.GetAsync("/api/v1/me/sessions")).Json["items"]!.AsArray().ShouldHaveSingleItem()!["id"])
            .ShouldBe(used.Cookie.Split('.')[1]);
    }

    [Fact]
    public async Task Uses_are_kept_over_a_restart_and_written_seldom()
    {
        var clock = new Clock();
        await using var fresh = server.Another(["--Access:SessionIdleMax", "01:00:00"], clock.Use);
        await fresh.InitializeAsync();
        var id = await SignedIn.CreateAsync(fresh, Login, Roles.Agent);
        using var user = await SignAsync(fresh);
        var uses = fresh.App.Services.GetRequiredService<SessionUses>();
        var lag = TimeSpan.FromMinutes(5);

        await user.GetAsync("/api/v1/me");
        await uses.StoreAsync(lag, CancellationToken.None);
        var before = await VersionAsync(fresh, id);
        clock.Ahead += TimeSpan.FromMinutes(50);
        for (var i = 0; i < 20; i++)
        {
            await user.GetAsync("/api/v1/me");
            await uses.StoreAsync(lag, CancellationToken.None);
        }

        var after = await VersionAsync(fresh, id);

        // A silo whose clock is not that of the database does not start.
        clock.Ahead = TimeSpan.Zero;
        await fresh.RestartAsync();
        clock.Ahead = TimeSpan.FromMinutes(100);

        (after - before).ShouldBe(1);
        using var same = new SignedIn(fresh, user.Cookie, user.Token);
        (await same.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_limit_a_session_lasts_as_long_as_it_lasts_at_most()
    {
        var clock = new Clock();
        await using var fresh = server.Another(["--Access:SessionIdleMax", "0"], clock.Use);
        await fresh.InitializeAsync();
        await SignedIn.CreateAsync(fresh, Login, Roles.Agent);
        using var user = await SignAsync(fresh);

        clock.Ahead = TimeSpan.FromHours(11);
        (await user.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK);
        clock.Ahead = TimeSpan.FromHours(12);
        (await user.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Users_see_their_sessions_and_end_one_of_them()
    {
        var login = server.NewId("user");
        using var here = await SignedIn.AsAsync(server, Roles.Agent, login);
        using var there = await SignedIn.AsAsync(server, login, SignedIn.PasswordOf(login), HttpStatusCode.OK);
        using var other = await SignedIn.AsAsync(server, Roles.Agent);

        var list = (await here.GetAsync("/api/v1/me/sessions")).Json["items"]!.AsArray();
        var foreign = (string)(await other.GetAsync("/api/v1/me/sessions")).Json["items"]![0]!["id"]!;
        var id = (string)list.Single(one => !(bool)one!["current"]!)!["id"]!;

        list.Count.ShouldBe(2);
        ((string?)list[0]!["from"]).ShouldBe("127.0.0.1");
        (await EndAsync(here, foreign)).ShouldBe(HttpStatusCode.NotFound);
        (await EndAsync(here, id)).ShouldBe(HttpStatusCode.NoContent);
        (await EndAsync(here, id)).ShouldBe(HttpStatusCode.NotFound);
        (await there.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await here.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/api/v1/me")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/api/v1/me/sessions")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Refused_requests_are_one_entry_for_each_principal_and_reason_however_many_come()
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        using var agent = await SignedIn.AsAsync(fresh, Roles.Agent);
        var key = (await fresh.PostAsync("/api/v1/api-keys", """{"name":"x","scopes":["ingest"]}""")).Json;
        using var keyed = fresh.ClientWith((string)key["key"]!);
        for (var i = 0; i < 30; i++)
        {
            await agent.GetAsync("/api/v1/users");
            await agent.SendAsync(HttpMethod.Post, "/api/v1/me/password", "{}", "wrong token");
            (await keyed.GetAsync(new Uri("/api/v1/users", UriKind.Relative))).Dispose();
        }

        await fresh.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/api-keys/{key["id"]}"));
        (await keyed.GetAsync(new Uri("/api/v1/calls", UriKind.Relative))).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        using var unknown = fresh.ClientWith("ack_" + new string('a', 42));
        (await unknown.GetAsync(new Uri("/api/v1/calls", UriKind.Relative))).Dispose();
        await fresh.App.Services.GetRequiredService<RefusedRequests>().StoreAsync(CancellationToken.None);

        var entries = (await fresh.GetAsync("/api/v1/audit?what=requestsRefused")).Json["items"]!.AsArray();
        var me = (string)(await agent.GetAsync("/api/v1/me")).Json["id"]!;
        entries.Select(entry => $"{entry!["by"]} {entry["data"]!["why"]} {entry["data"]!["count"]}").ShouldBe(
            [
                $"user:{me} permissionMissing 30", $"user:{me} antiforgeryTokenInvalid 30",
                $"apiKey:{key["id"]} permissionMissing 30", $"apiKey:{key["id"]} keyEnded 1",
            ],
            ignoreOrder: true);
        entries.ShouldContain(entry => (string?)entry!["data"]!["latest"] == "GET /api/v1/users");
    }

    private static Task<SignedIn> SignAsync(TestServer fresh) =>
        SignedIn.AsAsync(fresh, Login, SignedIn.PasswordOf(Login), HttpStatusCode.OK);

    private static async Task<HttpStatusCode> EndAsync(SignedIn user, string id) =>
        (await user.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{id}")).Status;

    private static async Task<int> VersionAsync(TestServer fresh, string userId)
    {
        JsonNode grain = (await fresh.GetAsync($"/api/v1/grains/access_sign_in/{userId}")).Json;
        return (int)grain["version"]!;
    }

    /// <summary>The real clock, put forward.</summary>
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public void Use(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) =>
            builder.Services.AddSingleton<TimeProvider>(this);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}

public sealed class SqliteSessionUseTests(TestServer server) : SessionUseTests(server), IClassFixture<TestServer>;

public sealed class PostgresSessionUseTests(PostgresTestServer server)
    : SessionUseTests(server), IClassFixture<PostgresTestServer>;
