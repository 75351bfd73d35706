using ActorCrm.Server.Access;
using ActorCrm.Server.Adapters.Asterisk;
using ActorCrm.Server.Calls.Ingestion;
using ActorCrm.Server.Commands;
using ActorCrm.Server.Forms;
using ActorCrm.Server.Health;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Problems;

return await CommandLine.RunAsync(args);

/// <summary>The table of contents: which features the server has.</summary>
internal static partial class Program
{
    /// <summary>Registers every feature.</summary>
    internal static void AddFeatures(WebApplicationBuilder builder, TextWriter console)
    {
        builder.AddWebServer();
        builder.AddSilo();
        builder.AddAccess(console);
        builder.AddIngestion();
    }

    /// <summary>Maps every feature's addresses.</summary>
    internal static void MapFeatures(WebApplication app)
    {
        app.UseProblems();
        app.UseWebSockets();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapHealth();

        var api = app.MapGroup("/api/v1");
        api.MapApiKeys();
        api.MapCallEvents();
        api.MapFormSubmissions();
        api.MapAsterisk();
    }
}
