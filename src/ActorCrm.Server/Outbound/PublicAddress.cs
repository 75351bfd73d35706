using System.Net;
using System.Net.Sockets;

namespace ActorCrm.Server.Outbound;

/// <summary>
/// Which IP addresses belong to a host of the public Internet: the special-purpose registries of IANA (RFC 6890 and
/// what
/// came after) read as a list of what is refused. An address that carries another one is judged by that.
/// </summary>
internal static class PublicAddress
{
    // This network, private, shared (CGNAT), loopback, link-local, protocol assignments, documentation, 6to4 relays and
    // AMT, benchmarks, multicast, reserved and broadcast.
    private static readonly IPNetwork[] RefusedV4 = Parse(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    /// <summary>What is given out to hosts of the Internet; everything else is special.</summary>
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    // Protocol assignments (Teredo, benchmarks, ORCHID), documentation, 6to4, AS112, documentation.
    private static readonly IPNetwork[] RefusedV6 = Parse(
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    /// <summary>The well-known prefix of NAT64: the last four bytes are the address that is meant.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address is that of a host on the public Internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Is(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !RefusedV4.Any(network => network.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
        {
            return false;
        }

        if (Nat64.Contains(address))
        {
            return Is(Embedded(address));
        }

        return GlobalV6.Contains(address)
            && !RefusedV6.Any(network => network.Contains(address))
            && !(IsIsatap(address) && !Is(Embedded(address)));
    }

    /// <summary>
    /// ISATAP (RFC 5214): an interface id of <c>0000:5efe</c> or <c>0200:5efe</c> and an IPv4 address.
    /// </summary>
    private static bool IsIsatap(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }

    private static IPAddress Embedded(IPAddress address) => new(address.GetAddressBytes().AsSpan(12, 4));

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(text => IPNetwork.Parse(text))];
}
