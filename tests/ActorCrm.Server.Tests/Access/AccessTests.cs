using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Server.Tests.Access;

public abstract class AccessTests(TestServer server)
{
    private static readonly Uri Events = new("/api/v1/call-events", UriKind.Relative);

    [Fact]
    public async Task Without_a_key_nothing_is_told()
    {
        using var nobody = server.ClientWith(null);

        using var response = await nobody.GetAsync(new Uri("/api/v1/calls", UriKind.Relative));
        var answer = await Answer.ReadAsync(response);

        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Code.ShouldBe("unauthenticated");
        answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
    }

    [Theory]
    [InlineData("ack_")]
    [InlineData("ack_00000000000000000000000000000000000000000000")]
    [InlineData("Basic YTpi")]
    public async Task A_text_that_is_no_key_is_refused(string key)
    {
        using var client = server.ClientWith(key);

        using var response = await client.GetAsync(new Uri("/metrics", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void A_key_with_one_letter_changed_is_refused()
    {
        for (var i = 4; i < server.AdminKey.Length; i++)
        {
            var letters = server.AdminKey.ToCharArray();
            letters[i] = letters[i] == 'a' ? 'b' : 'a';
            KeyText.TryRead(new string(letters), out _).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_key_without_the_scope_is_told_which_one_it_lacks()
    {
        using var ingest = server.ClientWith(await server.App.MakeKeyAsync("adapter", ["ingest"]));
        using var read = server.ClientWith(await server.App.MakeKeyAsync("report", ["read"]));

        using var calls = await ingest.GetAsync(new Uri("/api/v1/calls", UriKind.Relative));
        using var events = await read.PostAsJsonAsync(Events, server.Event());
        var refused = await Answer.ReadAsync(calls);

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Code.ShouldBe("forbidden");
        ((string?)refused.Json["detail"]).ShouldNotBeNull().ShouldContain("'read'");
        events.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_is_made_listed_without_its_secret_used_and_revoked()
    {
        var made = await server.PostAsync("/api/v1/api-keys", """{"name":"pbx","scopes":["ingest"]}""");
        var key = (string)made.Json["key"]!;
        var id = (string)made.Json["id"]!;
        using var client = server.ClientWith(key);

        using var before = await client.PostAsJsonAsync(Events, server.Event());
        var list = await server.GetAsync("/api/v1/api-keys");
        var revoked = await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/api-keys/{id}"));
        using var after = await client.PostAsJsonAsync(Events, server.Event());

        made.Status.ShouldBe(HttpStatusCode.Created);
        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        list.Body.ShouldContain(id);
        list.Body.ShouldNotContain(key);
        list.Body.ShouldNotContain("hash");
        revoked.Status.ShouldBe(HttpStatusCode.NoContent);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["read"]}""")]
    [InlineData("""{"name":"x","scopes":[]}""")]
    [InlineData("""{"name":"x","scopes":["root"]}""")]
    [InlineData("""{"name":"x","scopes":null}""")]
    [InlineData("""{"name":"x","scopes":["read"],"expiresAt":"2001-01-01T00:00:00Z"}""")]
    public async Task A_key_that_makes_no_sense_is_refused(string request)
    {
        var answer = await server.PostAsync("/api/v1/api-keys", request);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Code.ShouldBe("invalidRequest");
        answer.Json["errors"]!.AsObject().Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_key_ends_when_it_expires()
    {
        var until = DateTimeOffset.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 5);
        var made = await server.PostAsync(
            "/api/v1/api-keys", $$"""{"name":"guest","scopes":["read"],"expiresAt":"{{until:O}}"}""");
        using var guest = server.ClientWith((string)made.Json["key"]!);

        var statuses = new List<HttpStatusCode>();
        do
        {
            using var response = await guest.GetAsync(new Uri("/metrics", UriKind.Relative));
            statuses.Add(response.StatusCode);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        while (statuses[^1] == HttpStatusCode.OK && statuses.Count < 100);

        statuses[0].ShouldBe(HttpStatusCode.OK);
        statuses[^1].ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Revoking_a_key_that_does_not_exist_is_not_found() =>
        (await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/api-keys/nothing")))
            .Status.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public void Every_address_needs_a_permission_or_says_that_it_does_not()
    {
        var open = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<PermissionNeeded>() is null)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => endpoint.DisplayName);

        open.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_key_is_shown_once_and_never_logged()
    {
        using var logs = new Logs();
        await using var fresh = server.Another(
            ["--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft.AspNetCore", "Trace"],
            builder => builder.Logging.AddProvider(logs).AddFilter<Logs>(null, LogLevel.Trace));
        await fresh.InitializeAsync();
        var first = fresh.Console.ToString();
        await fresh.GetAsync("/api/v1/api-keys");
        var made = await fresh.PostAsync("/api/v1/api-keys", """{"name":"pbx","scopes":["ingest"]}""");

        await fresh.RestartAsync();

        (await fresh.GetAsync("/api/v1/api-keys")).Status.ShouldBe(HttpStatusCode.OK);
        first.Split(fresh.AdminKey).Length.ShouldBe(2);
        fresh.Console.ToString().ShouldBe(first);
        logs.Lines.ShouldNotBeEmpty();
        logs.Lines.ShouldAllBe(line => !line.Contains(fresh.AdminKey) && !line.Contains((string)made.Json["key"]!));
    }

    [Fact]
    public void Keys_have_a_checksum_and_enough_chance()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => KeyText.Make().Reveal()).ToHashSet();

        keys.Count.ShouldBe(1_000);
        keys.Count(key => key.Length == 46 && KeyText.TryRead(key, out _)).ShouldBe(1_000);
        KeyText.Make().ToString().Length.ShouldBe(13);
        ApiScopes.All.ShouldBe(["admin", "ingest", "read", "write"]);
    }

    private sealed class Logs : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

public sealed class SqliteAccessTests(TestServer server) : AccessTests(server), IClassFixture<TestServer>;

public sealed class PostgresAccessTests(PostgresTestServer server)
    : AccessTests(server), IClassFixture<PostgresTestServer>;
