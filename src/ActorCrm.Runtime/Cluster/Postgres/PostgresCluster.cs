using System.Globalization;
using System.Text;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ActorCrm.Runtime.Cluster.Postgres;

/// <summary>Membership and ownership in the tables of the database that the silos share.</summary>
/// <param name="database">The connections; of a silo's own, whose name nobody else uses.</param>
/// <param name="options">Limits.</param>
/// <param name="clock">For pauses between attempts to listen.</param>
/// <param name="logger">Where it tells what a pooler takes away.</param>
public sealed partial class PostgresCluster(
    PostgresDatabase database, ClusterOptions options, TimeProvider clock, ILogger<PostgresCluster> logger) : ICluster
{
    private static readonly SqlFile Sql =
        SqlFile.Load(typeof(PostgresCluster).Assembly, "Cluster/Postgres/cluster.sql");

    /// <inheritdoc/>
    public async Task JoinAsync(SiloCard silo, TimeSpan lease, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("silo_join").Bind(silo.Id).Bind(silo.HostId)
            .BindText(silo.Name).BindText(silo.Address).BindText(silo.Version).Bind(Milliseconds(lease));
        await RunAsync(batch, stop);
    }

    /// <inheritdoc/>
    public async Task<ClusterView?> BeatAsync(
        string siloId, SiloState state, byte[] vitals, TimeSpan lease, CancellationToken stop)
    {
        using var beat = new PostgresBatch(Sql).Add("silo_beat").Bind(siloId).Bind(Word(state))
            .Bind(Encoding.UTF8.GetString(vitals)).Bind(Milliseconds(lease));
        using var silos = new PostgresBatch(Sql).Add("silo_read");
        using var shards = new PostgresBatch(Sql).Add("shard_see");
        return await database.UseAsync(
            async connection =>
            {
                if (await beat.RunAsync(connection, stop) == 0)
                {
                    return null;
                }

                var seen = await silos.ReadAsync(connection, row => (Silo(row), Time(row, 9)), stop);
                return new ClusterView(
                    seen.Count == 0 ? default : seen[0].Item2,
                    [.. seen.Select(silo => silo.Item1)],
                    await shards.ReadAsync(
                        connection,
                        row => new ShardSeen(
                            row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2)),
                        stop));
            },
            stop);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ShardEpoch>> ClaimAsync(
        string siloId, IReadOnlyList<int> shards, CancellationToken stop)
    {
        var wanted = shards.Order().ToArray();
        using var free = new PostgresBatch(Sql).Add("shard_free").Bind(wanted);
        using var take = new PostgresBatch(Sql).Add("shard_take").Bind(siloId).Bind(wanted);
        return await database.UseAsync(
            async connection =>
            {
                await free.RunAsync(connection, stop);
                return await take.ReadAsync(
                    connection, row => new ShardEpoch(row.GetInt32(0), row.GetInt64(1)), stop);
            },
            stop);
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync(string siloId, IReadOnlyList<int> shards, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("shard_give").Bind(siloId).Bind(shards.Order().ToArray());
        await RunAsync(batch, stop);
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(string siloId, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("shard_give_all").Bind(siloId).Add("silo_leave").Bind(siloId);
        await RunAsync(batch, stop);
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("silo_forget");
        await RunAsync(batch, stop);
    }

    /// <inheritdoc/>
    public async Task<DrainAnswer> RequestDrainAsync(string siloId, CancellationToken stop)
    {
        using var request = new PostgresBatch(Sql).Add("silo_request_drain").Bind(siloId);
        using var silos = new PostgresBatch(Sql).Add("silo_read");
        return await database.UseAsync(
            async connection =>
            {
                if (await request.RunAsync(connection, stop) == 1)
                {
                    return DrainAnswer.Requested;
                }

                var seen = await silos.ReadAsync(connection, row => row.GetString(0), stop);
                return seen.Contains(siloId) ? DrainAnswer.OnlyOne : DrainAnswer.Unknown;
            },
            stop);
    }

    /// <inheritdoc/>
    public async Task WakeAsync(WakeUp wakeUp, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("wake").Bind(Payload(wakeUp));
        await RunAsync(batch, stop);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Ends at once behind a pooler that lends connections for a transaction: a session that listens would go back to
    /// it, and what it hears would reach nobody, or somebody else.
    /// </remarks>
    public async Task ListenAsync(Action<WakeUp> woken, CancellationToken stop)
    {
        var isTold = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var probe = await database.UseAsync(
                    connection => PoolerProbe.LookAsync(database, connection, Sql, stop), stop);
                if (!isTold)
                {
                    Tell(probe);
                    isTold = true;
                }

                if (probe.LendsTransactions)
                {
                    return;
                }

                await database.UseAsync(connection => ListenAsync(connection, woken, stop), stop);
            }
            catch (StorageException)
            {
                // Everything is also found by looking.
                await Task.Delay(options.Poll, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A wake-up as text: what, shards, silos; <c>*</c> stands for all.</summary>
    internal static string Payload(WakeUp wakeUp) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(int)wakeUp.Kinds};{(wakeUp.Inbox is null ? "*" : string.Join(',', wakeUp.Inbox))};"
            + $"{(wakeUp.Replies is null ? "*" : string.Join(',', wakeUp.Replies))}") is { Length: <= 7999 } payload
        ? payload
        : string.Create(CultureInfo.InvariantCulture, $"{(int)wakeUp.Kinds};*;*");

    /// <summary>A wake-up from its text; one that cannot be read wakes everybody.</summary>
    internal static WakeUp Read(string payload)
    {
        if (payload.Split(';') is not [var kinds, var inbox, var replies]
            || !int.TryParse(kinds, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return WakeUp.Everything;
        }

        var shards = new List<int>();
        foreach (var text in inbox == "*" ? [] : inbox.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var shard))
            {
                return WakeUp.Everything;
            }

            shards.Add(shard);
        }

        return new WakeUp(
            (WakeKinds)number, inbox == "*" ? null : shards,
            replies == "*" ? null : replies.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<bool> ListenAsync(
        NpgsqlConnection connection, Action<WakeUp> woken, CancellationToken stop)
    {
        void OnNotification(object sender, NpgsqlNotificationEventArgs e) => woken(Read(e.Payload));

        connection.Notification += OnNotification;
        try
        {
            using var listen = new PostgresBatch(Sql).Add("listen");
            await listen.RunAsync(connection, stop);
            woken(WakeUp.Everything);
            while (true)
            {
                await connection.WaitAsync(stop);
            }
        }
        finally
        {
            // It goes back to the pool, where it must not go on listening.
            connection.Notification -= OnNotification;
            NpgsqlConnection.ClearPool(connection);
        }
    }

    private void Tell(PoolerProbe probe)
    {
        if (probe.LendsTransactions)
        {
            LogPolling(logger, options.Poll.TotalMilliseconds);
        }

        if (probe.MissingSettings.Count > 0)
        {
            LogSettingsMissing(logger, string.Join("; ", probe.MissingSettings));
        }
    }

    private static SiloSeen Silo(NpgsqlDataReader row) => new(
        new SiloCard(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
        row.GetString(5) == Word(SiloState.Draining) ? SiloState.Draining : SiloState.Active, Time(row, 6),
        Time(row, 7), row.GetFieldValue<byte[]>(8), row.GetBoolean(10));

    private static string Word(SiloState state) => state == SiloState.Draining ? "draining" : "active";

    private static DateTimeOffset Time(NpgsqlDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private Task<int> RunAsync(PostgresBatch batch, CancellationToken stop) =>
        database.UseAsync(connection => batch.RunAsync(connection, stop), stop);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A pooler lends connections for a transaction, so wake-ups do not get through: everything is found "
            + "by polling, every {Milliseconds} ms (Cluster:Poll)")]
    private static partial void LogPolling(ILogger logger, double milliseconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Settings do not get through the pooler: {Settings}. Give them to the role with ALTER ROLE … SET, "
            + "and let the pooler connect anew")]
    private static partial void LogSettingsMissing(ILogger logger, string settings);
}
