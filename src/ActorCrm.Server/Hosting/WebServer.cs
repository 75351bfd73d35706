using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Server.Hosting;

/// <summary>Kestrel, JSON, compression and logs.</summary>
internal static class WebServer
{
    /// <summary>Largest body that is read whole; streams have no limit.</summary>
    public const long BodyBytesMax = 8L << 20;

    /// <summary>Sets up the web server.</summary>
    public static void AddWebServer(this WebApplicationBuilder builder)
    {
        if (!HasAddress(builder.Configuration))
        {
            builder.WebHost.UseUrls(ServerOptions.UrlDefault);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        });
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        });

        // The default types: JSON and texts. A stream of events or of lines is none of them and goes out as it is made.
        builder.Services.AddResponseCompression();
        AddLogs(builder);
    }

    private static void AddLogs(WebApplicationBuilder builder)
    {
        builder.AddConsoleLogs();

        // The framework's own lines name every address asked for, and addresses may hold phone numbers.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // A start that fails is told in one sentence by the program itself.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    /// <summary>
    /// Where the server listens, several addresses separated by <c>;</c>: as it was told, in the framework's own order
    /// of precedence, or where it does by itself.
    /// </summary>
    internal static string Addresses(IConfiguration configuration)
    {
        string[] named =
        [
            string.Join(';', configuration.GetSection("Kestrel:Endpoints").GetChildren()
                .Select(endpoint => endpoint["Url"]).Where(url => !string.IsNullOrEmpty(url))),
            configuration["urls"] ?? "",
            string.Join(';', Ports("http").Concat(Ports("https"))),
        ];
        return named.FirstOrDefault(addresses => addresses.Length > 0) ?? ServerOptions.UrlDefault;

        IEnumerable<string> Ports(string scheme) =>
            (configuration[$"{scheme}_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(port => $"{scheme}://*:{port}");
    }

    private static bool HasAddress(ConfigurationManager configuration) =>
        !string.IsNullOrEmpty(configuration["urls"])
        || !string.IsNullOrEmpty(configuration["http_ports"])
        || !string.IsNullOrEmpty(configuration["https_ports"])
        || configuration.GetSection("Kestrel:Endpoints").Exists();
}
