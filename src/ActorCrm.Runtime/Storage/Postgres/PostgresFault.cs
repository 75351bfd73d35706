using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>Says of an error of PostgreSQL, or on the way to it, whether trying again can help.</summary>
internal static class PostgresFault
{
    /// <summary>A shard is not held under the epoch of the commit.</summary>
    public const string StaleEpoch = "RT001";

    /// <summary>The commit before is missing.</summary>
    public const string CommitMissing = "RT002";

    /// <summary>A state is not stored in the version before.</summary>
    public const string StateConflict = "RT003";

    /// <summary>The lease of an effect was lost.</summary>
    public const string LeaseLost = "RT004";

    /// <summary>Whether an exception comes from the database or the way to it, not from the caller's stop.</summary>
    public static bool IsFault(Exception e, CancellationToken stop) => e switch
    {
        OperationCanceledException => !stop.IsCancellationRequested,
        NpgsqlException or IOException or SocketException or TimeoutException or EncoderFallbackException
            or ObjectDisposedException => true,
        _ => false,
    };

    public static StorageException Of(Exception e) => e switch
    {
        PostgresException { SqlState: StaleEpoch } => new StaleEpochException(e.Message, e),
        PostgresException refused => new StorageException(
            $"PostgreSQL error {refused.SqlState}: {refused.MessageText}", e)
        {
            IsTransient = IsTransient(refused.SqlState),
        },
        EncoderFallbackException => new StorageException($"A text is not valid UTF-16: {e.Message}", e),
        ObjectDisposedException => new StorageException("The database is closed.", e),
        _ => new StorageException($"PostgreSQL cannot be reached: {Innermost(e)}", e) { IsTransient = true },
    };

    /// <summary>
    /// Codes of the server (appendix A of its manual) that say nothing against the data: the same may succeed later.
    /// </summary>
    public static bool IsTransient(string sqlState) => sqlState switch
    {
        // The next commit is refused only because the one before failed.
        CommitMissing => true,

        // A standby after a failover; a transaction that idled too long; a prepared statement that a pooler lost.
        "25006" or "25P03" or "26000" => true,

        // 08 connection, 28 and 42501 rights that somebody is changing, 40 serialization and deadlock, 53 disk,
        // memory and connections full, 55 locks, 57 shutdown, cancellation and start, 58 system.
        "42501" => true,
        _ => sqlState.Length == 5 && sqlState[..2] is "08" or "28" or "40" or "53" or "55" or "57" or "58",
    };

    /// <summary>
    /// Whether waiting will not help a start: no such database or user, a wrong password, no rights in the schema.
    /// </summary>
    public static bool IsSetUp(StorageException e) =>
        e.InnerException is PostgresException { SqlState: "3D000" or "28000" or "28P01" or "42501" };

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;
}
