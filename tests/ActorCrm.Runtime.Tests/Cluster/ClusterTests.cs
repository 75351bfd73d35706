using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Cluster.Postgres;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Tests;
using Microsoft.Extensions.Logging.Abstractions;

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
        await EvenAsync(a, b, c);

        var asks = Enumerable.Range(0, 300).Select(i => AskAsync(_members[i % 3], $"k{i % 50}", new Count($"n{i}")));
        (await Task.WhenAll(asks)).ShouldAllBe(answer => (string?)answer == "counted");

        for (var key = 0; key < 50; key++)
        {
            (await ReadAsync($"k{key}"))!.Count.ShouldBe(6);
        }
    }

    [Fact]
    public async Task A_message_is_told_on_across_silos_once()
    {
        var a = await StartAsync();
        var b = await StartAsync();
        await EvenAsync(a, b);

        var names = Enumerable.Range(0, 40).Select(i => $"to{i}").ToList();
        await AskAsync(a, "from", new Count("first", names));

        foreach (var name in names)
        {
            var counter = await UntilAsync(name);
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
        await EvenAsync(a, b);
        await traffic.GoOnAsync();
        var c = await StartAsync();
        await EvenAsync(a, b, c);
        await traffic.GoOnAsync();
        await b.StopAsync();
        await EvenAsync(a, c);
        await traffic.GoOnAsync();
        await c.StopAsync();
        await EvenAsync(a);
        await traffic.GoOnAsync();

        var asked = await traffic.StopAsync();
        var counted = 0;
        for (var key = 0; key < 20; key++)
        {
            var counter = await ReadAsync($"t{key}");
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
        await AskAsync(a, "k", new Count("one"));

        // As if it had been frozen: its lease ends, and another silo claims everything.
        await using var other = new PostgresDatabase(new PostgresOptions { ConnectionString = _database });
        await using var cluster = new PostgresCluster(other, new ClusterOptions(), TimeProvider.System);
        await cluster.LeaveAsync(before, CancellationToken.None);
        await cluster.JoinAsync(
            new SiloCard("thief", "thief", "", "", ""), TimeSpan.FromSeconds(2), CancellationToken.None);
        await cluster.ClaimAsync("thief", [.. Enumerable.Range(0, 64)], CancellationToken.None);

        // Asked while nobody serves the shard; answered when the thief's lease has ended.
        (await AskAsync(a, "k", new Count("two"))).ShouldBe("counted");
        a.Host.MemberId.ShouldNotBe(before);
        (await ReadAsync("k"))!.Names.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Settings_saved_on_one_silo_come_into_force_on_the_others()
    {
        var a = await StartAsync();
        var b = await StartAsync();
        await EvenAsync(a, b);

        foreach (var name in new[] { "d1", "d2", "d3" })
        {
            var result = await a.Host.AskAsync(new GrainId("dial", name), new Count("x"));
            result.ShouldBeOfType<AskResult.Answered>();
        }

        await UntilAsync(() => b.Host.Settings is 3 && a.Host.Settings is 3, "settings");
    }

    private async Task<Member> StartAsync()
    {
        var member = new Member(_database);
        _members.Add(member);
        await member.Host.StartAsync(CancellationToken.None);
        return member;
    }

    private static async Task<object?> AskAsync(Member member, string key, object message)
    {
        var result = await member.Host.AskAsync(Counting.Id(key), message).WaitAsync(TimeSpan.FromSeconds(30));
        return result.ShouldBeOfType<AskResult.Answered>().Answer;
    }

    private static Task EvenAsync(params Member[] members) => UntilAsync(
        () => members.Sum(member => member.Host.Shards.Count) == 64
            && members.Max(member => member.Host.Shards.Count) - members.Min(member => member.Host.Shards.Count) <= 1,
        "even shares");

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (holds())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        throw new TimeoutException($"Waited in vain for {what}.");
    }

    private async Task<Counter> UntilAsync(string key)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (await ReadAsync(key) is { } counter)
            {
                return counter;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        throw new TimeoutException($"{key} never came.");
    }

    private async Task<Counter?> ReadAsync(string key)
    {
        var stored = await _members[0].Storage.LoadAsync("counter", [key], CancellationToken.None);
        return stored.Count == 0 ? null : (Counter)Counting.Catalog().Of("counter").ReadState(stored[0].Doc);
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
            return UntilAsync(() => Volatile.Read(ref _asked) >= until || _callers.IsFaulted, "answers");
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
                (await AskAsync(member, $"t{(caller + i) % 20}", new Count($"{caller}-{i}"))).ShouldBe("counted");
                Interlocked.Increment(ref _asked);
            }
        }
    }

    private sealed class Member : IAsyncDisposable
    {
        private readonly PostgresDatabase _database;

        public Member(string connectionString)
        {
            _database = new PostgresDatabase(new PostgresOptions
            {
                ConnectionString = connectionString,
                ApplicationName = $"actorcrm-{Guid.NewGuid():n}",
            });
            var options = new ClusterOptions
            {
                Lease = TimeSpan.FromSeconds(1),
                Beat = TimeSpan.FromMilliseconds(100),
            };
            Storage = new PostgresStorage(_database, [Counting.PostgresMigrations], TimeProvider.System);
            Host = new SiloHost(
                Counting.Catalog(), Storage, new SiloOptions(), [], TimeProvider.System,
                NullLogger<SiloHost>.Instance, new PostgresCluster(_database, options, TimeProvider.System), options);
        }

        public SiloHost Host { get; }

        public PostgresStorage Storage { get; }

        public Task StopAsync() => Host.StopAsync(TimeSpan.FromSeconds(10));

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
