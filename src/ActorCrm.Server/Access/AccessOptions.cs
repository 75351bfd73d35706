using ActorCrm.Server.Access.Providers;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Access;

/// <summary>Limits of access (section <c>Access</c>).</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// The limit <c>requests</c>: requests a second of one key or user, twice as many in a burst; those of event
    /// ingestion do not count. A key may have one of its own. 0 for none. Default: 1,000.
    /// </summary>
    public int RequestsPerSecondMax { get; set; } = 1_000;

    /// <summary>
    /// The limit <c>events</c>: requests a second of one key that bring events, forms or rows; a request may bring
    /// many. 0 for none: the server pushes back by itself when it has too much to do. Default: 0.
    /// </summary>
    public int EventRequestsPerSecondMax { get; set; }

    /// <summary>
    /// The limit <c>signInFailures</c>: failed attempts to sign in a minute from one network address. Default: 30.
    /// </summary>
    public int SignInFailuresPerMinuteMax { get; set; } = 30;

    /// <summary>
    /// Passwords that are checked at once; each keeps a processor busy for some tens of milliseconds. Others wait.
    /// Default: 1.
    /// </summary>
    public int PasswordChecksMax { get; set; } = 1;

    /// <summary>How long a session lasts at most. Default: 12 hours.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long a session lasts without a request; 0 for as long as it lasts at most. Default: 2 hours.
    /// </summary>
    public TimeSpan SessionIdleMax { get; set; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How late a sign-out on another silo may be noticed. A changed password, role or user is noticed with the
    /// settings. Default: 5 seconds.
    /// </summary>
    public TimeSpan SessionCheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Shortest password, in characters. Default: 10.</summary>
    public int PasswordLengthMin { get; set; } = 10;

    /// <summary>Identity providers that users may sign in by, by name. Default: none.</summary>
    public IDictionary<string, ProviderOptions> Providers { get; } =
        new Dictionary<string, ProviderOptions>(StringComparer.Ordinal);

    /// <summary>Reads the options. Throws <see cref="StartException"/> when they are wrong.</summary>
    public static AccessOptions From(IConfiguration configuration)
    {
        var options = new AccessOptions();
        try
        {
            configuration.GetSection("Access").Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new StartException(
                $"A setting under 'Access' cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }

        return options.Fault() is { } fault ? throw new StartException(fault) : options;
    }

    private string? Fault() =>
        RequestsPerSecondMax is < 0 or > 1_000_000 ? "Access:RequestsPerSecondMax must be 0 to 1000000."
        : EventRequestsPerSecondMax is < 0 or > 1_000_000 ? "Access:EventRequestsPerSecondMax must be 0 to 1000000."
        : SignInFailuresPerMinuteMax is < 1 or > 100_000 ? "Access:SignInFailuresPerMinuteMax must be 1 to 100000."
        : PasswordChecksMax is < 1 or > 64 ? "Access:PasswordChecksMax must be 1 to 64."
        : SessionLifetime < TimeSpan.FromMinutes(1) || SessionLifetime > TimeSpan.FromDays(90)
            ? "Access:SessionLifetime must be 1 minute to 90 days, such as 12:00:00."
        : SessionIdleMax != TimeSpan.Zero
            && (SessionIdleMax < TimeSpan.FromMinutes(1) || SessionIdleMax > TimeSpan.FromDays(90))
            ? "Access:SessionIdleMax must be 1 minute to 90 days, such as 02:00:00, or 0."
        : SessionCheckInterval < TimeSpan.Zero || SessionCheckInterval > TimeSpan.FromMinutes(5)
            ? "Access:SessionCheckInterval must be 0 to 5 minutes, such as 00:00:05."
        : PasswordLengthMin is < 8 or > 100 ? "Access:PasswordLengthMin must be 8 to 100."
        : Providers.Count > ProviderOptions.CountMax
            ? $"There are {ProviderOptions.CountMax} providers under Access:Providers at most."
        : Providers.Select(provider => provider.Value.Fault(provider.Key)).FirstOrDefault(fault => fault is not null);
}
