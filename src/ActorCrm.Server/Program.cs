using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Providers;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Adapters.Asterisk;
using ActorCrm.Server.Calls;
using ActorCrm.Server.Calls.Ingestion;
using ActorCrm.Server.Calls.Resend;
using ActorCrm.Server.Cluster;
using ActorCrm.Server.Commands;
using ActorCrm.Server.Contacts;
using ActorCrm.Server.DeadLetters;
using ActorCrm.Server.Deals;
using ActorCrm.Server.Forms;
using ActorCrm.Server.Grains;
using ActorCrm.Server.Health;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Objects;
using ActorCrm.Server.OpenApi;
using ActorCrm.Server.Organizations;
using ActorCrm.Server.Outbound;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Records;
using ActorCrm.Server.Settings;
using ActorCrm.Server.Tasks;
using ActorCrm.Server.Telemetry;
using ActorCrm.Server.Timeline;
using ActorCrm.Server.Webhooks;

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
        builder.AddChanges();
        builder.AddResend();
        builder.AddRecords();
        builder.AddOutbound();
        builder.AddWebhooks();
        builder.AddCluster();
        builder.AddTelemetry();
        builder.AddApiDocument();
    }

    /// <summary>Maps every feature's addresses.</summary>
    internal static void MapFeatures(WebApplication app)
    {
        app.UseResponseCompression();
        app.UseProblems();
        app.UseWebSockets();
        app.UseRouting();
        app.UseAccess();
        app.MapFrontPage();
        app.MapApiDocument();
        app.MapHealth();
        app.MapMetrics();

        var api = app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, TextFilter>();
        api.MapSessions();
        api.MapProviders();
        api.MapUsers();
        api.MapApiKeys();
        api.MapAudit();
        api.MapNetwork();
        api.MapDeadLetters();
        api.MapCluster();
        api.MapGrains();
        api.MapCallEvents();
        api.MapFormSubmissions();
        api.MapAsterisk();
        api.MapCalls();
        api.MapContacts();
        api.MapOrganizations();
        api.MapDeals();
        api.MapTasks();
        api.MapRecords();
        api.MapRecordOwners();
        api.MapFormReads();
        api.MapTimeline();
        api.MapChanges();
        api.MapScenario();
        api.MapSettings();
        api.MapObjectTypes();
        api.MapWebhooks();
    }
}
