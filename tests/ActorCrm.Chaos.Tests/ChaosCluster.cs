using ActorCrm.Tests;

namespace ActorCrm.Chaos.Tests;

/// <summary>
/// Three real servers on one real PostgreSQL that keeps its promises (fsync on), and what can be done to them.
/// </summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private const int NodeCount = 3;

    private readonly PostgresServer _database;
    private bool _isWhole;

    private ChaosCluster(PostgresServer database, string connectionString)
    {
        _database = database;
        Observer = new Observer(connectionString);
        Nodes = [.. Enumerable.Range(1, NodeCount)
            .Select(number => new ServerNode(number, connectionString, database.Port))];
    }

    public IReadOnlyList<ServerNode> Nodes { get; }

    public Observer Observer { get; }

    /// <summary>For each SIGKILL of a whole cluster, how long until others served all shards.</summary>
    public List<TimeSpan> FailoverTimes { get; } = [];

    /// <summary>For each planned stop, how long the process took to end.</summary>
    public List<TimeSpan> StopTimes { get; } = [];

    /// <summary>Starts all of it, with two employees and the scenario switched on.</summary>
    public static async Task<ChaosCluster> StartAsync()
    {
        var database = await PostgresServer.StartAsync(durable: true);
        var cluster = new ChaosCluster(database, await database.CreateDatabaseAsync());
        try
        {
            await cluster.Nodes[0].StartAsync();
            var key = cluster.Nodes[0].FindKey();
            await Task.WhenAll(cluster.Nodes.Skip(1).Select(node => node.StartAsync()));
            foreach (var node in cluster.Nodes)
            {
                node.Authorize(key);
            }

            await cluster.SetUpAsync();
            await cluster.UntilWholeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does one thing to the cluster and undoes it; the silos may still be sorting themselves out.</summary>
    public async Task SufferAsync(Fault fault)
    {
        await Task.Delay(fault.Pause, TimeProvider.System);
        var node = Nodes[fault.Node];
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                var name = node.Name;
                await node.KillAsync();
                var failover = await Observer.UntilServedWithoutAsync(name);
                if (_isWhole)
                {
                    FailoverTimes.Add(failover);
                }

                await node.StartAsync();
                break;
            case FaultKind.Freeze:
                await node.FreezeAsync();
                await Task.Delay(fault.Length, TimeProvider.System);
                await node.ThawAsync();
                break;
            case FaultKind.PlannedStop:
                var started = TimeProvider.System.GetTimestamp();
                (await node.StopAsync()).ShouldBe(0, node.Output);
                StopTimes.Add(TimeProvider.System.GetElapsedTime(started));
                await node.StartAsync();
                break;
            case FaultKind.DatabaseRestart:
                await RestartDatabaseAsync("fast", fault.Length);
                break;
            case FaultKind.DatabaseCrash:
                await RestartDatabaseAsync("immediate", fault.Length);
                break;
            case FaultKind.Cut or FaultKind.CutAndSever or FaultKind.Slow or FaultKind.Deaf:
                node.Link.Become(StateOf(fault.Kind));
                await Task.Delay(fault.Length, TimeProvider.System);
                if (fault.Kind == FaultKind.CutAndSever)
                {
                    node.Link.Sever();
                }

                node.Link.Become(LinkState.Open);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to do {fault.Kind}.");
        }

        _isWhole = false;
    }

    /// <summary>Waits until all silos are there and serve their shares.</summary>
    public async Task UntilWholeAsync()
    {
        await Observer.UntilWholeAsync([.. Nodes.Select(node => node.Name)]);
        Nodes.Where(node => node.GaveUp).Select(node => node.Output).ShouldBeEmpty("a server ended by itself");
        _isWhole = true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Observer.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static LinkState StateOf(FaultKind kind) => kind switch
    {
        FaultKind.Slow => LinkState.Slow,
        FaultKind.Deaf => LinkState.Deaf,
        _ => LinkState.Cut,
    };

    private async Task RestartDatabaseAsync(string mode, TimeSpan pause)
    {
        await _database.StopAsync(mode);
        await Task.Delay(pause, TimeProvider.System);
        await _database.StartAgainAsync();
    }

    private async Task SetUpAsync()
    {
        using var employees = await Nodes[0].SendAsync(HttpMethod.Put, "employees", """
            {"employees": [
              {"id": "anna", "name": "Anna Nowak", "extensions": ["101"], "crmUserId": "anna"},
              {"id": "boss", "name": "Barbara Lis", "extensions": ["100"], "crmUserId": "boss"}],
             "topManagerId": "boss"}
            """);
        employees.EnsureSuccessStatusCode();
        using var scenario = await Nodes[0].SendAsync(HttpMethod.Put, "scenario", """{"active": true}""");
        scenario.EnsureSuccessStatusCode();
    }
}
