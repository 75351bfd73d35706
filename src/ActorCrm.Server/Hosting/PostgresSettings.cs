using Npgsql;

namespace ActorCrm.Server.Hosting;

/// <summary>How PostgreSQL is reached. Holds the password, and so never shows itself.</summary>
public sealed class PostgresSettings
{
    /// <summary>Longest wait for a connection, in seconds.</summary>
    private const int ConnectSecondsMax = 10;

    /// <summary>Longest wait for the answer to a statement, in seconds.</summary>
    private const int StatementSecondsMax = 30;

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

        // Details of errors quote rows, and rows have telephone numbers.
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        builder.Timeout = Math.Min(builder.Timeout, ConnectSecondsMax);
        return new PostgresSettings(builder);
    }

    /// <summary>A pool of connections that keep no state between two uses.</summary>
    internal NpgsqlDataSource Source(string name, int connectionsMax)
    {
        var builder = new NpgsqlConnectionStringBuilder(_builder.ConnectionString)
        {
            ApplicationName = name,
            MaxPoolSize = connectionsMax,
            CommandTimeout = StatementSecondsMax,

            // No use of a connection leaves anything behind, and a pooler in between has its own mind about resets.
            NoResetOnClose = true,
        };
        return NpgsqlDataSource.Create(builder);
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"PostgreSQL at {Place}, database {Database}";
}
