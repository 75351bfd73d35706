namespace ActorCrm.Server.Hosting;

/// <summary>Where the server keeps its data and how long it takes to stop.</summary>
public sealed class ServerOptions
{
    /// <summary>Where requests are taken when neither <c>--urls</c> nor another setting says so.</summary>
    public const string UrlDefault = "http://127.0.0.1:5080";

    /// <summary>
    /// Directory of the embedded database: <c>--data DIR</c> or the environment's <c>ACTORCRM_DATA</c>. Default:
    /// <c>./actorcrm-data</c>.
    /// </summary>
    public string Data { get; set; } = "./actorcrm-data";

    /// <summary>
    /// PostgreSQL, if it is chosen: <c>ConnectionStrings:Postgres</c> or the environment's <c>ACTORCRM_POSTGRES</c>.
    /// Default: none; the embedded database in <see cref="Data"/>. <c>--store sqlite</c> chooses the embedded one
    /// whatever the environment says.
    /// </summary>
    public PostgresSettings? Postgres { get; private set; }

    /// <summary>
    /// How long a stop waits for work that was taken (<c>Server:StopPatience</c>). Default: 20 seconds.
    /// </summary>
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Reads the options. Throws <see cref="StartException"/> when they are wrong.</summary>
    public static ServerOptions From(IConfiguration configuration)
    {
        var options = new ServerOptions();
        configuration.GetSection("Server").Bind(options);
        options.Data = configuration["data"] ?? configuration["ACTORCRM_DATA"] ?? options.Data;
        options.Postgres = ReadPostgres(configuration);
        if (string.IsNullOrWhiteSpace(options.Data))
        {
            throw new StartException(
                "The data directory is empty: give --data DIR, or leave it out for ./actorcrm-data.");
        }

        if (options.StopPatience < TimeSpan.Zero || options.StopPatience > TimeSpan.FromHours(1))
        {
            throw new StartException("Server:StopPatience must be between 0 and 1 hour, such as 00:00:20.");
        }

        return options;
    }

    private static PostgresSettings? ReadPostgres(IConfiguration configuration)
    {
        var text = configuration.GetConnectionString("Postgres") ?? configuration["ACTORCRM_POSTGRES"];
        return (configuration["store"], text) switch
        {
            ("sqlite", _) or (null, null) => null,
            (null or "postgres", { } given) when !string.IsNullOrWhiteSpace(given) => PostgresSettings.Read(given),

            // Whoever meant PostgreSQL must not find an empty embedded database instead.
            (null or "postgres", _) => throw new StartException(
                "The connection string of PostgreSQL is empty: set ConnectionStrings:Postgres or ACTORCRM_POSTGRES, "
                + "or choose the embedded database with --store sqlite."),
            _ => throw new StartException("--store must be sqlite or postgres."),
        };
    }
}

/// <summary>
/// The server cannot start as asked; the message says what to change. Exit code <see cref="ExitCodes.Usage"/>.
/// </summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What the process says when it ends.</summary>
public static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Done = 0;

    /// <summary>The work failed.</summary>
    public const int Failed = 1;

    /// <summary>Something must be asked differently: an option is wrong, or the data directory is in use.</summary>
    public const int Usage = 2;

    /// <summary>The silo gave up; a restart may help.</summary>
    public const int SiloFailed = 3;
}
