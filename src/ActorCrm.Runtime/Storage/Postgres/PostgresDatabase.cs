using System.Globalization;
using Npgsql;

namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>
/// The connections of the runtime to one PostgreSQL database. What they are set to, each with its reason, is here and
/// in no configuration of the server. What the connection string says itself wins: its time-outs, keep-alives, size of
/// the pool and prepared statements; its <c>Options</c> come last. Only the name of the connections is the silo's own.
/// A pooler that lends connections for a transaction passes no options on: let it ignore them (PgBouncer:
/// <c>ignore_startup_parameters = options</c>) and set them for the role (<c>ALTER ROLE … SET lock_timeout = …</c>);
/// docs/operating.md has all of it. The time-outs of this side hold in any case.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _ownOptions;

    public PostgresDatabase(PostgresOptions options)
    {
        Options = options;
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        _source = NpgsqlDataSource.Create(Settings(options, given));
        _ownOptions = given.Options ?? "";
        Place = $"{given.Host}:{given.Port}, database '{given.Database ?? given.Username}'";
    }

    /// <summary>The settings that it was made with.</summary>
    public PostgresOptions Options { get; }

    /// <summary>Host, port and database, for messages; no secret.</summary>
    internal string Place { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>A connection of the pool. Throws <see cref="StorageException"/> when none can be had.</summary>
    internal async Task<NpgsqlConnection> ConnectAsync(CancellationToken stop)
    {
        try
        {
            return await _source.OpenConnectionAsync(stop);
        }
        catch (Exception e) when (PostgresFault.IsFault(e, stop))
        {
            throw PostgresFault.Of(e);
        }
    }

    /// <summary>
    /// Does something on a connection of the pool; what goes wrong there is a <see cref="StorageException"/>.
    /// </summary>
    internal async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> act, CancellationToken stop)
    {
        await using var connection = await ConnectAsync(stop);
        try
        {
            return await act(connection);
        }
        catch (Exception e) when (PostgresFault.IsFault(e, stop))
        {
            throw PostgresFault.Of(e);
        }
    }

    /// <summary>
    /// What the server is asked to set for each connection, without what the connection string's own options set.
    /// </summary>
    internal IReadOnlyList<(string Name, string Value)> SessionSettings =>
        [.. ServerSettings(Options).Where(setting => !_ownOptions.Contains(setting.Name, StringComparison.Ordinal))];

    private static string Settings(PostgresOptions options, NpgsqlConnectionStringBuilder given)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = options.ApplicationName,

            // Nothing is set for a session after it began, so there is nothing to reset.
            NoResetOnClose = true,
            Options = string.Join(
                ' ',
                ServerSettings(options).Select(setting => $"-c {setting.Name}={setting.Value}").Append(given.Options))
                .Trim(),
        };
        Default("Maximum Pool Size", options.ConnectionsMax);
        Default("Timeout", Seconds(options.ConnectTimeout));
        Default("Command Timeout", Seconds(options.AnswerTimeout));

        // A cut connection is noticed within half a minute even when nothing is being sent.
        Default("Keepalive", 10);
        Default("Tcp Keepalive", true);
        Default("Tcp Keepalive Time", 10);
        Default("Tcp Keepalive Interval", 5);

        // The runtime has few statements and runs them for ever: each is parsed and planned once a connection.
        Default("Max Auto Prepare", 256);
        Default("Auto Prepare Min Usages", 2);
        return settings.ToString();

        void Default(string keyword, object value)
        {
            if (!given.ShouldSerialize(keyword))
            {
                settings[keyword] = value;
            }
        }
    }

    private static (string Name, string Value)[] ServerSettings(PostgresOptions options) =>
        [
            ("lock_timeout", Milliseconds(options.LockTimeout)),
            ("statement_timeout", Milliseconds(options.StatementTimeout)),

            // A silo that stops in the middle of a transaction (frozen, cut off) holds its rows no longer than this,
            ("idle_in_transaction_session_timeout", Milliseconds(options.StatementTimeout)),

            // and a connection cut without a word is given up by the server as soon as by this side.
            ("tcp_keepalives_idle", "10"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "3"),
            ("tcp_user_timeout", Milliseconds(options.AnswerTimeout)),

            // Everything here goes by key. While a table is empty, reading all of it looks cheaper, and such a plan,
            // prepared in the first second, would be used on a million rows in the first minute. Rows that are joined
            // to an array in a loop are also locked in the order of the array, which is the same everywhere.
            ("plan_cache_mode", "force_generic_plan"),
            ("enable_seqscan", "off"),
            ("enable_hashjoin", "off"),
            ("enable_mergejoin", "off"),
            ("jit", "off"),
        ];

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
