using Npgsql;

namespace ActorCrm.Server.Hosting;

/// <summary>How PostgreSQL is reached. Holds the password, and so never shows itself.</summary>
public sealed class PostgresSettings
{
    /// <summary>Wait for a connection in seconds, if the connection string names none.</summary>
    private const int ConnectSeconds = 10;

    /// <summary>Wait for the answer to a statement in seconds, if the connection string names none.</summary>
    private const int StatementSeconds = 30;

    /// <summary>
    /// A silo listens on one connection, commits on one a loop and reads on others: with fewer it would wait for
    /// itself.
    /// </summary>
    private const int ConnectionsMin = 6;

    private const string PoolSize = "Maximum Pool Size";

    private readonly NpgsqlConnectionStringBuilder _builder;

    private PostgresSettings(NpgsqlConnectionStringBuilder builder) => _builder = builder;

    /// <summary>The text to connect with; a secret.</summary>
    public string ConnectionString => _builder.ConnectionString;

    /// <summary>Where it is, for people.</summary>
    public string Place => $"{_builder.Host}:{_builder.Port}";

    /// <summary>The database's name.</summary>
    public string Database => _builder.Database ?? User;

    /// <summary>The user's name.</summary>
    public string User => _builder.Username ?? Environment.UserName;

    /// <summary>
    /// Reads a connection string. Throws <see cref="StartException"/> when it cannot be one; the message has none of
    /// its text, which holds a password.
    /// </summary>
    public static PostgresSettings Read(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            // The exception quotes what it cannot read: it is neither told nor kept.
            throw new StartException(
                "ConnectionStrings:Postgres cannot be read. It looks like this: "
                + "Host=localhost;Port=5432;Database=actorcrm;Username=actorcrm;Password=…");
        }

        if (string.IsNullOrWhiteSpace(builder.Host))
        {
            throw new StartException("ConnectionStrings:Postgres names no host: add Host=….");
        }

        if (builder.ShouldSerialize(PoolSize) && builder.MaxPoolSize < ConnectionsMin)
        {
            throw new StartException(
                $"ConnectionStrings:Postgres allows too few connections: {PoolSize} must be {ConnectionsMin} or more, "
                + "or be left out.");
        }

        // Details of errors quote rows, and rows have telephone numbers.
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        return new PostgresSettings(builder);
    }

    /// <summary>A pool of connections that keep no state between two uses.</summary>
    internal NpgsqlDataSource Source(string name, int connectionsMax)
    {
        var builder = new NpgsqlConnectionStringBuilder(_builder.ConnectionString)
        {
            ApplicationName = name,

            // No use of a connection leaves anything behind, and a pooler in between has its own mind about resets.
            NoResetOnClose = true,

            // Reads end after some milliseconds, which compiling them alone would take.
            Options = $"-c jit=off {_builder.Options}".Trim(),
        };
        builder.Timeout = _builder.ShouldSerialize("Timeout") ? _builder.Timeout : ConnectSeconds;
        builder.CommandTimeout =
            _builder.ShouldSerialize("Command Timeout") ? _builder.CommandTimeout : StatementSeconds;
        builder.MaxPoolSize = _builder.ShouldSerialize(PoolSize) ? _builder.MaxPoolSize : connectionsMax;
        return NpgsqlDataSource.Create(builder);
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"PostgreSQL at {Place}, database {Database}";
}
