using System.Globalization;
using System.Text.RegularExpressions;
using ActorCrm.Tests;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ActorCrm.Runtime.Tests.Cluster;

/// <summary>Silos behind a pooler that is set up as docs/operating.md says.</summary>
public sealed partial class PoolerTests(PostgresFixture fixture)
{
    private static readonly string Chapter = ReadChapter();

    [Fact]
    public async Task Silos_behind_a_pooler_in_transaction_mode_do_all_they_do_and_find_work_by_polling()
    {
        PgBouncer.SkipIfAbsent();
        await using var pooled = await PooledAsync("actorcrm", Block("ini"), Block("sql"));
        await using var a = await StartAsync(pooled);
        await using var b = await StartAsync(pooled);
        await Member.EvenAsync(a, b);

        await AllWorksAsync(a, b);

        foreach (var member in new[] { a, b })
        {
            member.Lines.Count(line => line.Text.Contains("by polling", StringComparison.Ordinal)).ShouldBe(1);
            member.Lines.ShouldAllBe(line => line.Level == LogLevel.Information);
        }

        // No session was left listening: what it hears would be told to whoever has it just then.
        pooled.Pooler.Log.ShouldContain("process up");
        pooled.Pooler.Log.ShouldNotContain("WARNING");
        pooled.Pooler.Log.ShouldNotContain("unexpected");
    }

    [Fact]
    public async Task A_pooler_in_session_mode_lets_wake_ups_through_and_missing_settings_are_named()
    {
        PgBouncer.SkipIfAbsent();
        var settings = Block("ini").Replace("pool_mode = transaction", "pool_mode = session", StringComparison.Ordinal);
        await using var pooled = await PooledAsync("bare", settings, "ALTER ROLE actorcrm SET jit = off;");

        // Nothing is looked for between silos but after a wake-up.
        await using var a = await StartAsync(pooled, poll: TimeSpan.FromMinutes(10));
        await using var b = await StartAsync(pooled, poll: TimeSpan.FromMinutes(10));
        await Member.EvenAsync(a, b);

        await AllWorksAsync(a, b);

        a.Lines.ShouldNotContain(line => line.Text.Contains("by polling", StringComparison.Ordinal));
        var warning = a.Lines.Where(line => line.Level == LogLevel.Warning).ShouldHaveSingleItem().Text;
        warning.ShouldContain("enable_seqscan = off");
        warning.ShouldContain("statement_timeout = 15000");
        warning.ShouldContain("ALTER ROLE");
        warning.ShouldNotContain("jit");
    }

    private static async Task AllWorksAsync(Member a, Member b)
    {
        var asks = Enumerable.Range(0, 200)
            .Select(i => (i % 2 == 0 ? a : b).AskAsync($"k{i % 40}", new Count($"n{i}")));
        (await Task.WhenAll(asks)).ShouldAllBe(answer => (string?)answer == "counted");
        for (var key = 0; key < 40; key++)
        {
            (await a.ReadAsync($"k{key}"))!.Count.ShouldBe(5);
        }

        // Asked of one silo; half of each is another's.
        var told = Enumerable.Range(0, 20).Select(i => $"told{i}").ToList();
        await a.AskAsync("teller", new Count("first", told));
        for (var i = 0; i < 20; i++)
        {
            await a.AskAsync($"reminded{i}", new CountAt("due", DateTimeOffset.UnixEpoch));
            await b.AskAsync($"echoed{i}", new CountByEffect($"effect{i}"));
        }

        for (var i = 0; i < 20; i++)
        {
            (await a.UntilAsync($"told{i}")).Names.ShouldBe([$"first>told{i}"]);
            (await a.UntilAsync($"reminded{i}")).Names.ShouldBe(["due"]);
            (await a.UntilAsync($"echoed{i}")).Names.ShouldBe([$"effect{i}:effect{i}"]);
        }
    }

    private static async Task<Member> StartAsync(Pooled pooled, TimeSpan? poll = null)
    {
        var member = new Member(
            pooled.ConnectionString, options => options.Poll = poll ?? options.Poll);
        await member.Host.StartAsync(CancellationToken.None);
        return member;
    }

    /// <summary>Makes a database, and a pooler in front of it, with a user of the name.</summary>
    private async Task<Pooled> PooledAsync(string role, string settings, string roleSettings)
    {
        var server = await fixture.ServerAsync();
        var database = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()).Database;
        await server.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'the password'");
        await server.ExecuteAsync($"ALTER DATABASE {database} OWNER TO {role}");
        await server.ExecuteAsync(roleSettings.Replace("actorcrm", role, StringComparison.Ordinal));
        var pooler = await PgBouncer.StartAsync(
            (port, users) => settings
                .Replace("port=5432 dbname=actorcrm", string.Create(
                    CultureInfo.InvariantCulture, $"port={server.Port} dbname={database}"), StringComparison.Ordinal)
                .Replace("6432", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("/etc/pgbouncer/userlist.txt", users, StringComparison.Ordinal)
                + "\nunix_socket_dir =\n",
            $"\"{role}\" \"the password\"\n");
        var connectionString = Said().Match(Chapter).Value
            .Replace("6432", pooler.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("Username=actorcrm", $"Username={role}", StringComparison.Ordinal)
            .Replace("…", "the password", StringComparison.Ordinal);
        return new Pooled(pooler, connectionString);
    }

    private static string ReadChapter()
    {
        var text = File.ReadAllText(Path.Combine(TidyTests.Root, "docs/operating.md"));
        var begin = text.IndexOf("### Behind pgbouncer", StringComparison.Ordinal);
        return text[begin..text.IndexOf("\n## ", begin, StringComparison.Ordinal)];
    }

    private static string Block(string language) =>
        Regex.Match(Chapter, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex("Host=[^`]*Max Auto Prepare=0")]
    private static partial Regex Said();

    private sealed record Pooled(PgBouncer Pooler, string ConnectionString) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Pooler.DisposeAsync();
    }
}
