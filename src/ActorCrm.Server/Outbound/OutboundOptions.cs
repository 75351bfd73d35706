using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Outbound;

/// <summary>Limits of requests to addresses that users give (section <c>Outbound</c>).</summary>
public sealed class OutboundOptions
{
    /// <summary>
    /// Hosts, as they stand in addresses, that may be reached wherever they are: names or literal addresses, without a
    /// port. For receivers inside the own network. Default: none.
    /// </summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>How long one connection may take to be made. Default: 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections to one host at a time. Default: 16.</summary>
    public int ConnectionsMax { get; set; } = 16;

    /// <summary>Reads the options. Throws <see cref="StartException"/> when they are wrong.</summary>
    public static OutboundOptions From(IConfiguration configuration)
    {
        var options = new OutboundOptions();
        configuration.GetSection("Outbound").Bind(options);
        options.AllowedHosts = [.. options.AllowedHosts.Select(OutboundAddress.NameOf)];
        if (options.AllowedHosts.Any(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
        {
            throw new StartException(
                "Outbound:AllowedHosts must be names or addresses of hosts, without scheme and port, "
                + "such as crm.local.");
        }

        if (options.ConnectTimeout <= TimeSpan.Zero || options.ConnectTimeout > TimeSpan.FromMinutes(1))
        {
            throw new StartException(
                "Outbound:ConnectTimeout must be above 0 and at most 1 minute, such as 00:00:05.");
        }

        return options.ConnectionsMax is >= 1 and <= 1_000
            ? options
            : throw new StartException("Outbound:ConnectionsMax must be 1 to 1000.");
    }

    /// <summary>Whether a host may be reached wherever it is.</summary>
    internal bool Allows(string host) => AllowedHosts.Contains(OutboundAddress.NameOf(host), StringComparer.Ordinal);
}
