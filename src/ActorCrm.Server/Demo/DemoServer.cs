using System.Net;
using System.Net.Sockets;
using ActorCrm.Server.Commands;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Demo;

/// <summary>Where the demonstration's server keeps its data and listens.</summary>
internal static class DemoServer
{
    /// <summary>
    /// The directory of the database, made if it is not there. Throws <see cref="StartException"/> if something is in
    /// it: the demonstration does not mix with anybody's data.
    /// </summary>
    public static string Directory(string? asked)
    {
        if (asked is null)
        {
            return System.IO.Directory.CreateTempSubdirectory("actorcrm-demo-").FullName;
        }

        var path = Path.GetFullPath(asked);
        try
        {
            System.IO.Directory.CreateDirectory(path);
            if (!System.IO.Directory.EnumerateFileSystemEntries(path).Any())
            {
                return path;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The directory '{path}' cannot be used: {e.Message}", e);
        }

        throw new StartException(
            $"The directory '{path}' is not empty, and the demo wants a fresh database: name a new directory, "
            + "or leave --data out for a temporary one. To serve what is in it, start the program without 'demo'.");
    }

    /// <summary>The address to listen on: the asked one, else the default, else any free port.</summary>
    public static string Urls(string? asked) =>
        asked ?? (IsFree(new Uri(ServerOptions.UrlDefault).Port) ? ServerOptions.UrlDefault : "http://127.0.0.1:0");

    /// <summary>
    /// Builds the server: its warnings are shown, its everyday words would only disturb. It never is on a PostgreSQL
    /// that the environment names, for the same reason.
    /// </summary>
    public static ServerApp Build(string directory, string urls) =>
        ServerApp.Build(
            ["--data", directory, "--store", "sqlite", "--urls", urls], TextWriter.Null, Quiet.Logs);

    /// <summary>Where this process reaches the server: it may listen on every address of the machine.</summary>
    public static Uri Reachable(Uri address) =>
        IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
        && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri
            : address;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
