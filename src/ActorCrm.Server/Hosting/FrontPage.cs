using System.Reflection;

namespace ActorCrm.Server.Hosting;

/// <summary>What somebody sees who opens the server's address.</summary>
internal static class FrontPage
{
    /// <summary>The program's version.</summary>
    public static string Version { get; } = typeof(FrontPage).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    /// <summary>Maps <c>/</c>; no key is needed.</summary>
    public static void MapFrontPage(this WebApplication app) =>
        app.MapGet("/", () => new ServerCard(
                "ActorCrm", Version, "/docs", "/openapi/v1.json", "/health/ready", "/api/v1"))
            .AllowAnonymous()
            .WithTags("Operation")
            .WithName("getServer")
            .WithSummary("Names the server and says where to go.");
}

/// <summary>The server's name and addresses.</summary>
/// <param name="Name">The program.</param>
/// <param name="Version">Its version.</param>
/// <param name="Docs">A page about the API.</param>
/// <param name="OpenApi">The API's description.</param>
/// <param name="Health">Whether it takes work.</param>
/// <param name="Api">What all addresses of the API begin with.</param>
public sealed record ServerCard(string Name, string Version, string Docs, string OpenApi, string Health, string Api);
