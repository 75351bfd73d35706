using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Webhooks;

/// <summary>Limits of webhooks (section <c>Webhooks</c>).</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// How long a receiver may take to answer; never longer than an effect may. Default: 15 seconds.
    /// </summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long events are collected before they are handed over, so that many commits cost one. Default: 50
    /// milliseconds.
    /// </summary>
    public TimeSpan CollectInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How often PostgreSQL is asked for events of other silos while there are webhooks. Default: 250 milliseconds.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How often the place in the timeline is moved on while there are no webhooks. Default: 10 seconds.
    /// </summary>
    public TimeSpan IdleInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Entries of the timeline read at a time. Default: 500.</summary>
    public int BatchMax { get; set; } = 500;

    /// <summary>Reads the options. Throws <see cref="StartException"/> when they are wrong.</summary>
    public static WebhookOptions From(IConfiguration configuration)
    {
        var options = new WebhookOptions();
        configuration.GetSection("Webhooks").Bind(options);
        if (options.SendTimeout < TimeSpan.FromMilliseconds(100) || options.SendTimeout > TimeSpan.FromMinutes(1))
        {
            throw new StartException("Webhooks:SendTimeout must be 100 milliseconds to 1 minute, such as 00:00:15.");
        }

        TimeSpan[] intervals = [options.CollectInterval, options.PollInterval, options.IdleInterval];
        if (intervals.Any(interval => interval < TimeSpan.FromMilliseconds(1) || interval > TimeSpan.FromMinutes(1)))
        {
            throw new StartException(
                "Webhooks:CollectInterval, PollInterval and IdleInterval must be 1 millisecond to 1 minute.");
        }

        return options.BatchMax is >= 1 and <= 10_000
            ? options
            : throw new StartException("Webhooks:BatchMax must be 1 to 10000.");
    }
}
