using System.Globalization;
using ActorCrm.Domain;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Templates;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Hosting;

/// <summary>Registers the silo and its database. Nothing is opened before the host starts.</summary>
public static class SiloHosting
{
    /// <summary>All grain types and messages of the server.</summary>
    public static GrainCatalog Catalog()
    {
        var catalog = new GrainCatalog();
        CallsDomain.AddTo(catalog);
        RecordsDomain.AddTo(catalog);
        TemplatesDomain.AddTo(catalog);
        CommunicationsDomain.AddTo(catalog);
        AccessDomain.AddTo(catalog);
        AsteriskDomain.AddTo(catalog);
        WebhooksDomain.AddTo(catalog);
        ImportsDomain.AddTo(catalog);
        return catalog;
    }

    /// <summary>Registers database, silo, and the service that starts and stops it.</summary>
    public static void AddSilo(this WebApplicationBuilder builder)
    {
        var options = ServerOptions.From(builder.Configuration);
        var siloOptions = Read<SiloOptions>(builder.Configuration, "Silo", read => read.Validate());
        var clusterOptions = Read<ClusterOptions>(builder.Configuration, "Cluster", read => read.Validate());
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(siloOptions);
        builder.Services.AddSingleton(clusterOptions);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStore(options, clusterOptions);
        builder.Services.AddSingleton(services => new SiloHost(
            Catalog(),
            services.GetRequiredService<Store>().MakeStorage(),
            siloOptions,
            services.GetServices<IEffectExecutor>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SiloHost>>(),
            services.GetRequiredService<Store>().MakeCluster(),
            clusterOptions)
        {
            Card = Card(builder.Configuration),
        });
        builder.Services.AddSingleton<SiloService>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SiloService>());

        // The web server's stop and the silo's drain share this time, one after the other.
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = (options.StopPatience * 2) + TimeSpan.FromSeconds(5));
    }

    /// <summary>What the silo says of itself to others.</summary>
    private static SiloCard Card(ConfigurationManager configuration) => new(
        "",
        "",
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}"),
        WebServer.Addresses(configuration),
        typeof(SiloHosting).Assembly.GetName().Version?.ToString(3) ?? "");

    private static TOptions Read<TOptions>(
        ConfigurationManager configuration, string section, Func<TOptions, IReadOnlyList<string>> validate)
        where TOptions : new()
    {
        var options = new TOptions();
        try
        {
            configuration.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new StartException(
                $"A setting under '{section}' cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }

        var faults = validate(options);
        return faults.Count == 0 ? options : throw new StartException(string.Join(Environment.NewLine, faults));
    }
}
