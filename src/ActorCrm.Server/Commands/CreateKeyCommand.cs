using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands;

/// <summary>
/// <c>create-key</c>: makes an API key straight in the database, for whoever lost the first one. Who can
/// read and write the database may do so.
/// </summary>
internal static class CreateKeyCommand
{
    /// <summary>Runs the command; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter console)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        var name = options["name"] ?? throw new StartException("Say what the key is for: --name NAME.");
        var scopes = options["scopes"]
            ?? throw new StartException($"Say what the key may do: --scopes {string.Join(',', ApiScopes.All)}.");

        await using var server = ServerApp.Build(args, console, Quiet.Logs);
        await server.StartSiloAsync();
        var made = await server.Services.GetRequiredService<ApiKeys>().MakeAsync(
            name, scopes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            "commandLine", null, CancellationToken.None);
        if (made.Result is AskResult.Answered { Answer: ApiKeyRefused refused })
        {
            throw new StartException(string.Join(Environment.NewLine, refused.Faults));
        }

        if (made.Stored is not { } key)
        {
            await console.WriteLineAsync($"The key could not be stored: {made.Result}.");
            return ExitCodes.Failed;
        }

        server.Services.GetRequiredService<KeyConsole>().Show(
            $"Key '{key.Name}' ({string.Join(' ', key.Scopes)}). It is shown this once: keep it.", made.Text.Reveal());
        return ExitCodes.Done;
    }
}
