using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Postgres;
using Npgsql;

namespace ActorCrm.Runtime.Cluster.Postgres;

/// <summary>
/// What stands between the silo and the server. A pooler that lends a connection for each transaction loses all that
/// belongs to a session: LISTEN, prepared statements, and the settings that were asked for at its beginning.
/// </summary>
/// <param name="LendsTransactions">Whether two transactions of one connection may run in two sessions.</param>
/// <param name="MissingSettings">What the sessions should be set to and are not; as <c>name = value</c>.</param>
internal sealed record PoolerProbe(bool LendsTransactions, IReadOnlyList<string> MissingSettings)
{
    /// <summary>
    /// Looks at two connections at most. A pooler that hands sessions out in turn, or the last used one first, shows
    /// itself in the first look; others may have to be caught at it.
    /// </summary>
    private const int LooksMax = 20;

    /// <summary>Looks. Nothing is left behind in any session.</summary>
    public static async Task<PoolerProbe> LookAsync(
        PostgresDatabase database, NpgsqlConnection connection, SqlFile sql, CancellationToken stop)
    {
        // A pooler answers the greeting itself, and with a number of its own.
        if (await SessionAsync(connection, sql, stop) == connection.ProcessID)
        {
            return new PoolerProbe(false, []);
        }

        return new PoolerProbe(
            await LendsAsync(database, connection, sql, stop), await MissingAsync(database, connection, sql, stop));
    }

    /// <summary>
    /// Whether one connection is seen in two sessions, or two connections, both open, in one. A pooler that lends a
    /// session for as long as the connection lasts does neither.
    /// </summary>
    private static async Task<bool> LendsAsync(
        PostgresDatabase database, NpgsqlConnection connection, SqlFile sql, CancellationToken stop)
    {
        await using var other = await database.ConnectAsync(stop);
        var first = await SessionAsync(connection, sql, stop);
        for (var look = 0; look < LooksMax; look++)
        {
            var again = await SessionAsync(connection, sql, stop);
            if (again != first || await SessionAsync(other, sql, stop) == first)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<int> SessionAsync(NpgsqlConnection connection, SqlFile sql, CancellationToken stop)
    {
        using var batch = new PostgresBatch(sql).Add("session");
        return (await batch.ReadAsync(connection, row => row.GetInt32(0), stop))[0];
    }

    private static async Task<IReadOnlyList<string>> MissingAsync(
        PostgresDatabase database, NpgsqlConnection connection, SqlFile sql, CancellationToken stop)
    {
        // How the pooler keeps its connections alive is set in the pooler.
        var wanted = database.SessionSettings
            .Where(setting => !setting.Name.StartsWith("tcp_", StringComparison.Ordinal)).ToList();
        using var batch = new PostgresBatch(sql).Add("session_settings")
            .Bind(wanted.Select(setting => setting.Name).ToArray());
        var found = await batch.ReadAsync(connection, row => (Name: row.GetString(0), Value: row.GetString(1)), stop);
        return [.. wanted.Except(found).Select(setting => $"{setting.Name} = {setting.Value}")];
    }
}
