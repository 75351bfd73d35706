using System.Net;
using System.Net.Sockets;

namespace ActorCrm.Server.Outbound;

/// <summary>Finds the addresses of a name. A process boundary: the system's resolver, or what a test says.</summary>
internal interface IHostResolver
{
    /// <summary>The addresses; throws <see cref="SocketException"/> for a name without any.</summary>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken stop);
}

/// <summary>Asks the system.</summary>
internal sealed class SystemResolver : IHostResolver
{
    /// <inheritdoc/>
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken stop) => Dns.GetHostAddressesAsync(host, stop);
}
