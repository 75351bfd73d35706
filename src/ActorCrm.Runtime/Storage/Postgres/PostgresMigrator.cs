using System.Globalization;
using Npgsql;

namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>Brings a database up to the program, or refuses one that a newer program made.</summary>
internal static class PostgresMigrator
{
    private const int OldestVersion = 15;

    /// <summary>
    /// Runs what is missing, all in the transaction of <paramref name="connection"/>: a start that dies on the way
    /// leaves the database as it was, and a second silo waits at the lock and then finds the migrations done.
    /// </summary>
    public static async Task RunAsync(
        NpgsqlConnection connection, SqlFile sql, IReadOnlyList<Migration> migrations, PostgresOptions options,
        TimeProvider clock, CancellationToken stop)
    {
        var timeout = options.MigrationTimeout;
        await CheckServerAsync(connection, sql, stop);
        await CheckClockAsync(connection, sql, options.ClockSkewMax, clock, stop);
        var milliseconds = ((long)timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        using (var prepare = new PostgresBatch(sql).Add("migration_times").Bind(milliseconds)
            .Add("migration_lock").Within(timeout))
        {
            await prepare.RunAsync(connection, stop);
        }

        await RefuseStrangersAsync(connection, sql, stop);
        using (var make = new PostgresBatch(sql).Add("migration_table"))
        {
            await make.RunAsync(connection, stop);
        }

        using var read = new PostgresBatch(sql).Add("migration_read");
        var stored = (await read.ReadAsync(connection, row => (Owner: row.GetString(0), Number: row.GetInt32(1)), stop))
            .ToDictionary(found => found.Owner, found => found.Number, StringComparer.Ordinal);
        foreach (var owner in migrations.GroupBy(migration => migration.Owner))
        {
            RefuseNewer(owner.Key, stored.GetValueOrDefault(owner.Key), owner.Count());
        }

        foreach (var migration in migrations)
        {
            if (migration.Number > stored.GetValueOrDefault(migration.Owner))
            {
                await ApplyAsync(connection, sql, migration, timeout, stop);
            }
        }
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, SqlFile sql, CancellationToken stop)
    {
        using var read = new PostgresBatch(sql).Add("server_read");
        var (number, encoding) =
            (await read.ReadAsync(connection, row => (row.GetInt32(0), row.GetString(1)), stop)).Single();
        CheckServer(number, encoding);
    }

    /// <summary>Refuses a server that is too old, and a database that cannot hold every text.</summary>
    /// <param name="number">The server's version as a number, such as 150004.</param>
    /// <param name="encoding">The encoding of the database.</param>
    internal static void CheckServer(int number, string encoding)
    {
        if (number / 10000 < OldestVersion)
        {
            throw new StorageException(
                $"The server is PostgreSQL {number / 10000}; {OldestVersion} or newer is needed. Upgrade it.");
        }

        if (encoding != "UTF8")
        {
            throw new StorageException(
                $"The database's encoding is {encoding}; UTF8 is needed. "
                + "Make it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.");
        }
    }

    private static async Task CheckClockAsync(
        NpgsqlConnection connection, SqlFile sql, TimeSpan skewMax, TimeProvider clock, CancellationToken stop)
    {
        using var read = new PostgresBatch(sql).Add("server_clock");
        var before = clock.GetUtcNow();
        var server = (await read.ReadAsync(
            connection, row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), stop)).Single();
        var after = clock.GetUtcNow();

        // The server read its clock somewhere between the two: a slow answer is no wrong clock.
        var ahead = before - server;
        var behind = server - after;
        if (ahead > skewMax || behind > skewMax)
        {
            var (skew, word) = ahead > behind ? (ahead, "ahead of") : (behind, "behind");
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"This machine's clock is {skew.TotalSeconds:0} s {word} the clock of the PostgreSQL server; at most "
                + $"{skewMax.TotalSeconds:0} s are allowed. Set both right, and keep them so with NTP (chrony)."));
        }
    }

    /// <summary>A database full of somebody else's tables is the wrong one, and is left as it is.</summary>
    private static async Task RefuseStrangersAsync(NpgsqlConnection connection, SqlFile sql, CancellationToken stop)
    {
        using var read = new PostgresBatch(sql).Add("database_strangers");
        var strangers = (await read.ReadAsync(
            connection, row => row.IsDBNull(0) ? null : row.GetString(0), stop)).Single();
        if (strangers is not null)
        {
            throw new StorageException(
                $"Database '{connection.Database}' belongs to another program: it has tables ({strangers}, …) and none "
                + "of ActorCrm's. Make a database for it alone (CREATE DATABASE), or correct Database in the "
                + "connection string.");
        }
    }

    private static void RefuseNewer(string owner, int stored, int known)
    {
        if (stored > known)
        {
            throw new StorageException(
                $"The database has migration {stored} of '{owner}', this program knows {known}. "
                + "A newer program made it: start that one, or restore an older backup.");
        }
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, SqlFile sql, Migration migration, TimeSpan timeout, CancellationToken stop)
    {
        try
        {
            await using var command = new NpgsqlCommand(migration.Sql, connection)
            {
                CommandTimeout = (int)timeout.TotalSeconds,
            };
            await command.ExecuteNonQueryAsync(stop);
        }
        catch (PostgresException e) when (!PostgresFault.IsTransient(e.SqlState))
        {
            throw new StorageException(
                $"Migration {migration.Name} of '{migration.Owner}' failed: {e.SqlState}: {e.MessageText}", e);
        }

        using var add = new PostgresBatch(sql).Add("migration_add")
            .Bind(migration.Owner).Bind(migration.Number).Bind(migration.Name);
        await add.RunAsync(connection, stop);
    }
}
