using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Cluster.Postgres;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ActorCrm.Runtime.Tests.Cluster;

/// <summary>Real silos, several in this process, on a real PostgreSQL.</summary>
public sealed class ClusterTests(PostgresFixture fixture) : IAsyncLifetime
{
    private readonly List<Member> _members = [];
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        var server = await fixture.ServerAsync();
        _database = await server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }
    }

    [Fact]
    public async Task Silos_share_the_shards_and_each_answers_for_all()
    {
        var a = await StartAsync();
        var b = await StartAsync();
        var c = await StartAsync();
        await Member.EvenAsync(a, b, c);

        var asks = Enumerable.Range(0, 300).Select(i => _members[i % 3].AskAsync($"k{i % 50}", new Count($"n{i}")));
        (await Task.WhenAll(asks)).ShouldAllBe(answer => (string?)answer == "counted");

        for (var key = 0; key < 50; key++)
        {
            (await _members[0].ReadAsync($"k{key}"))!.Count.ShouldBe(6);
        }
    }

    [Fact]
    public async Task A_message_is_told_on_across_silos_once()
    {
        var a = await StartAsync();
        var b = await StartAsync();
        await Member.EvenAsync(a, b);

        var names = Enumerable.Range(0, 40).Select(i => $"to{i}").ToList();
        await a.AskAsync("from", new Count("first", names));

        foreach (var name in names)
        {
            var counter = await a.UntilAsync(name);
            counter.Names.ShouldBe([$"first>{name}"]);
        }
    }

    [Fact]
    public async Task Nobody_who_asks_sees_a_silo_come_or_go()
    {
        var a = await StartAsync();
        var traffic = new Traffic(a);
        await traffic.GoOnAsync();

        var b = await StartAsync();
        await Member.EvenAsync(a, b);
        await traffic.GoOnAsync();
        var c = await StartAsync();
        await Member.EvenAsync(a, b, c);
        await traffic.GoOnAsync();
        await b.StopAsync();
        await Member.EvenAsync(a, c);
        await traffic.GoOnAsync();
        await c.StopAsync();
        await Member.EvenAsync(a);
        await traffic.GoOnAsync();

        var asked = await traffic.StopAsync();
        var counted = 0;
        for (var key = 0; key < 20; key++)
        {
            var counter = await _members[0].ReadAsync($"t{key}");
            counter!.Names.Distinct().Count().ShouldBe(counter.Count);
            counted += counter.Count;
        }

        counted.ShouldBe(asked);
    }

    [Fact]
    public async Task A_silo_whose_lease_ended_writes_nothing_and_joins_anew()
    {
        var a = await StartAsync();
        var before = a.Host.MemberId;
        await a.AskAsync("k", new Count("one"));

        // As if it had been frozen: its lease ends, and another silo claims everything.
        await using var other = new PostgresDatabase(new PostgresOptions { ConnectionString = _database });
        await using var cluster = new PostgresCluster(
            other, new ClusterOptions(), TimeProvider.System, NullLogger<PostgresCluster>.Instance);
        await cluster.LeaveAsync(before, CancellationToken.None);
        await cluster.JoinAsync(
            new SiloCard("thief", "thief", "", "", ""), TimeSpan.FromSeconds(2), CancellationToken.None);
        await cluster.ClaimAsync("thief", [.. Enumerable.Range(0, 64)], CancellationToken.None);

        // Asked while nobody serves the shard; answered when the thief's lease has ended.
        (await a.AskAsync("k", new Count("two"))).ShouldBe("counted");
        a.Host.MemberId.ShouldNotBe(before);
        (await _members[0].ReadAsync("k"))!.Names.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Settings_saved_on_one_silo_come_into_force_on_the_others()
    {
        var a = await StartAsync();
        var b = await StartAsync();
        await Member.EvenAsync(a, b);

        foreach (var name in new[] { "d1", "d2", "d3" })
        {
            var result = await a.Host.AskAsync(new GrainId("dial", name), new Count("x"));
            result.ShouldBeOfType<AskResult.Answered>();
        }

        await Member.UntilAsync(() => b.Host.Settings is 3 && a.Host.Settings is 3, "settings");
    }

    [Theory]
    [InlineData(20, "clock is 20")]
    [InlineData(-20, "clock is -20")]
    public async Task A_clock_that_goes_wrong_is_told_once_and_takes_no_shard_away(int seconds, string told)
    {
        var clock = new WrongClock();
        var a = await StartAsync(clock);
        var b = await StartAsync();
        await Member.EvenAsync(a, b);
        var (before, shards) = (a.Host.MemberId, a.Host.Shards);

        clock.Error = TimeSpan.FromSeconds(seconds);
        for (var beat = 0; beat < 5; beat++)
        {
            var view = a.Host.Cluster;
            await Member.UntilAsync(() => a.Host.Cluster != view, "a beat");
        }

        (await a.AskAsync("k", new Count("one"))).ShouldBe("counted");
        var warning = a.Lines.Where(line => line.Level == LogLevel.Warning).ShouldHaveSingleItem().Text;
        warning.ShouldContain(told);
        warning.ShouldContain("NTP");
        b.Lines.ShouldAllBe(line => line.Level == LogLevel.Information);
        a.Host.MemberId.ShouldBe(before);
        a.Host.Shards.ShouldBe(shards);
    }

    [Fact]
    public async Task What_silos_left_that_went_is_cleared_away()
    {
        await using var database = new PostgresDatabase(new PostgresOptions { ConnectionString = _database });
        await using var cluster = new PostgresCluster(
            database, new ClusterOptions(), TimeProvider.System, NullLogger<PostgresCluster>.Instance);
        var a = await StartAsync();
        await ExecuteAsync($"""
            INSERT INTO silo (id, host_id, name, address, version, application, state, started_at, lease_until, vitals)
            VALUES ('old', 'old-host', '', '', '', '', 'active', 0, runtime_now() - 86500000, '{"{}"}'),
              ('late', 'late-host', '', '', '', '', 'active', 0, runtime_now() - 3700000, '{"{}"}'),
              ('new', 'new-host', '', '', '', '', 'active', 0, runtime_now() - 3500000, '{"{}"}');
            INSERT INTO loop_commit (silo_id, loop, number, fence) VALUES ('old', 0, 1, 1), ('late', 0, 1, 1);
            INSERT INTO reply (silo_id, id, payload)
            SELECT host, n::text, '' FROM unnest('{"{a,late-host,new-host,nobody,old-host}"}'::text[]) AS host,
              generate_series(1, 3) AS n;
            INSERT INTO reply (silo_id, id, payload) VALUES ('{a.Host.Id}', 'mine', '');
            """);

        await cluster.ForgetAsync(CancellationToken.None);

        (await ReadAsync("SELECT DISTINCT silo_id FROM reply")).ShouldBe([a.Host.Id, "new-host"], ignoreOrder: true);
        (await ReadAsync("SELECT id FROM silo")).ShouldBe([a.Host.MemberId, "late", "new"], ignoreOrder: true);
        (await ReadAsync("SELECT silo_id FROM loop_commit")).ShouldNotContain("old");
        (await ReadAsync("SELECT silo_id FROM loop_commit")).ShouldContain("late");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private async Task<Member> StartAsync(TimeProvider? clock = null)
    {
        var member = new Member(_database, clock: clock);
        _members.Add(member);
        await member.Host.StartAsync(CancellationToken.None);
        return member;
    }

    /// <summary>The system's clock with an error; time passes rightly.</summary>
    private sealed class WrongClock : TimeProvider
    {
        private long _ticks;

        public TimeSpan Error
        {
            set => Interlocked.Exchange(ref _ticks, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ticks));
    }

    /// <summary>Eight callers who ask without a pause, each for another name.</summary>
    private sealed class Traffic
    {
        private readonly Task _callers;
        private int _asked;
        private volatile bool _isStopped;

        public Traffic(Member member) =>
            _callers = Task.WhenAll(Enumerable.Range(0, 8).Select(caller => CallAsync(member, caller)));

        /// <summary>Waits for some more answers.</summary>
        public Task GoOnAsync()
        {
            var until = Volatile.Read(ref _asked) + 50;
            return Member.UntilAsync(() => Volatile.Read(ref _asked) >= until || _callers.IsFaulted, "answers");
        }

        public async Task<int> StopAsync()
        {
            _isStopped = true;
            await _callers;
            return _asked;
        }

        private async Task CallAsync(Member member, int caller)
        {
            for (var i = 0; !_isStopped; i++)
            {
                (await member.AskAsync($"t{(caller + i) % 20}", new Count($"{caller}-{i}"))).ShouldBe("counted");
                Interlocked.Increment(ref _asked);
            }
        }
    }
}
