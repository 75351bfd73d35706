using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Timeline;

/// <summary>Limits of the stream of changes (section <c>Changes</c>).</summary>
public sealed class ChangeOptions
{
    /// <summary>Clients that may follow at the same time; further ones are answered 429. Default: 1,000.</summary>
    public int ClientsMax { get; set; } = 1_000;

    /// <summary>
    /// Silence after which a comment is sent, so that nobody between takes the stream for dead. Default: 15 seconds.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long entries are collected before the next reading, so that many commits cost one. Default: 50 milliseconds.
    /// </summary>
    public TimeSpan CollectInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How often PostgreSQL is asked while somebody follows: for entries of other silos, and for those that had to
    /// wait for an earlier transaction. Default: 100 milliseconds.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Entries read at a time, and most entries written to a client at a time. Default: 500.</summary>
    public int BatchMax { get; set; } = 500;

    /// <summary>The latest entries, kept in memory for all clients together. Default: 4,096.</summary>
    public int KeptMax { get; set; } = 4_096;

    /// <summary>Reads the options. Throws <see cref="StartException"/> when they are wrong.</summary>
    public static ChangeOptions From(IConfiguration configuration)
    {
        var options = new ChangeOptions();
        configuration.GetSection("Changes").Bind(options);
        if (options.ClientsMax is < 0 or > 100_000)
        {
            throw new StartException("Changes:ClientsMax must be 0 to 100000.");
        }

        if (options.HeartbeatInterval < TimeSpan.FromSeconds(1) || options.HeartbeatInterval > TimeSpan.FromMinutes(5))
        {
            throw new StartException("Changes:HeartbeatInterval must be 1 second to 5 minutes, such as 00:00:15.");
        }

        if (options.CollectInterval < TimeSpan.FromMilliseconds(1)
            || options.CollectInterval > TimeSpan.FromSeconds(10))
        {
            throw new StartException(
                "Changes:CollectInterval must be 1 millisecond to 10 seconds, such as 00:00:00.05.");
        }

        if (options.PollInterval < TimeSpan.FromMilliseconds(1) || options.PollInterval > TimeSpan.FromMinutes(1))
        {
            throw new StartException("Changes:PollInterval must be 1 millisecond to 1 minute, such as 00:00:00.1.");
        }

        return options.BatchMax is >= 1 and <= 10_000 && options.KeptMax >= options.BatchMax
            ? options
            : throw new StartException("Changes:BatchMax must be 1 to 10000, and Changes:KeptMax not below it.");
    }
}
