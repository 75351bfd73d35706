using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace ActorCrm.Server.Reads;

/// <summary>A statement was ended because it took longer than it may.</summary>
public sealed class QueryTooSlowException(Exception inner)
    : Exception("A statement was ended because it took longer than it may.", inner);

/// <summary>Reads that end in time, in the database too, and when nobody waits for them any more.</summary>
internal static class LimitedReads
{
    /// <summary>
    /// Reads rows. Throws <see cref="QueryTooSlowException"/> when it takes too long.
    /// </summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="text">The statement.</param>
    /// <param name="values">Its parameters.</param>
    /// <param name="timeMax">How long it may take; whole seconds.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<IReadOnlyList<TRow>> ReadAsync<TRow>(
        DbConnection connection, string text, object values, TimeSpan timeMax, CancellationToken stop)
    {
        try
        {
            using var limit = connection is SqliteConnection sqlite ? new SqliteLimit(sqlite, timeMax, stop) : null;
            var rows = await connection.QueryAsync<TRow>(new CommandDefinition(
                text, values, commandTimeout: (int)Math.Ceiling(timeMax.TotalSeconds), cancellationToken: stop));
            return rows.AsList();
        }
        catch (DbException e) when (IsEnded(e))
        {
            stop.ThrowIfCancellationRequested();
            throw new QueryTooSlowException(e);
        }
    }

    // Npgsql asks the server to end a statement that takes too long, and waits for it.
    private static bool IsEnded(DbException failure) => failure
        is SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT }
        or NpgsqlException { InnerException: TimeoutException }
        or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>SQLite asks every few thousand steps of its machine whether it shall go on.</summary>
    private sealed class SqliteLimit : IDisposable
    {
        private const int StepsBetween = 4_000;

        private readonly SqliteConnection _connection;

        public SqliteLimit(SqliteConnection connection, TimeSpan timeMax, CancellationToken stop)
        {
            _connection = connection;
            var clock = TimeProvider.System;
            var startedAt = clock.GetTimestamp();
            raw.sqlite3_progress_handler(
                connection.Handle, StepsBetween,
                _ => stop.IsCancellationRequested || clock.GetElapsedTime(startedAt) > timeMax ? 1 : 0, null);
        }

        public void Dispose() => raw.sqlite3_progress_handler(_connection.Handle, 0, null, null);
    }
}
