namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>How the runtime reaches PostgreSQL.</summary>
public sealed class PostgresOptions
{
    /// <summary>Where it is, in Npgsql's form: <c>Host=…;Database=…;Username=…;Password=…</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// What the server's lists show for these connections; the silo's id should be in it. At most 63 bytes are kept.
    /// Default: <c>actorcrm</c>.
    /// </summary>
    public string ApplicationName { get; init; } = "actorcrm";

    /// <summary>
    /// Connections at most. Each loop commits on one at a time; the others read, and claim effects. Default: 16.
    /// </summary>
    public int ConnectionsMax { get; init; } = 16;

    /// <summary>How long a connection may take to be made, or to become free. Default: 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement may wait for a lock. Default: 5 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server may work on one statement. Default: 15 seconds.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long an answer is awaited, which is longer than the server may work: when it passes, the server or the
    /// network is gone. Default: 20 seconds.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a start waits for a server that cannot be reached yet. Default: 1 minute.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far this machine's clock may be off from the server's at a start (Cluster:ClockSkewMax says why). Default: 5
    /// seconds.
    /// </summary>
    public TimeSpan ClockSkewMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long all migrations of a start may take, the wait for another silo's included. Default: 1 hour.
    /// </summary>
    public TimeSpan MigrationTimeout { get; init; } = TimeSpan.FromHours(1);
}
