using Microsoft.Extensions.Logging.Console;

namespace ActorCrm.Server.Hosting;

/// <summary>How logs look on standard output: lines for a person at a terminal, JSON for everything else.</summary>
internal static class ConsoleLogs
{
    /// <summary>The setting that chooses; the framework's own name for it.</summary>
    public const string Setting = "Logging:Console:FormatterName";

    private static readonly string[] Names =
        [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    /// <summary>
    /// The name of the formatter: the configured one, else <c>simple</c> on a terminal and <c>json</c> elsewhere.
    /// Throws <see cref="StartException"/> for a name that there is not.
    /// </summary>
    public static string Formatter(string? configured, bool isTerminal)
    {
        if (string.IsNullOrEmpty(configured))
        {
            return isTerminal ? ConsoleFormatterNames.Simple : ConsoleFormatterNames.Json;
        }

        return Array.Find(Names, name => name.Equals(configured, StringComparison.OrdinalIgnoreCase))
            ?? throw new StartException($"{Setting} must be {string.Join(", ", Names[..^1])} or {Names[^1]}.");
    }

    /// <summary>Replaces all providers by the console.</summary>
    public static void AddConsoleLogs(this WebApplicationBuilder builder)
    {
        var formatter = Formatter(builder.Configuration[Setting], isTerminal: !Console.IsOutputRedirected);
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.FormatterName = formatter);
        builder.Services.Configure<SimpleConsoleFormatterOptions>(simple =>
        {
            simple.SingleLine = true;
            simple.TimestampFormat = "HH:mm:ss ";
        });
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
    }
}
