using ActorCrm.Server.Access;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands;

/// <summary><c>audit verify</c>: reads the whole audit log and names the first entry that is broken.</summary>
internal static class AuditCommand
{
    /// <summary>Runs the command; returns its exit code: 1 when the log is broken.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter console)
    {
        if (args.FirstOrDefault() != "verify")
        {
            throw new StartException("Say what to do: audit verify [--data DIR].");
        }

        await using var server = ServerApp.Build(args[1..], console, Quiet.Logs);
        await server.StartSiloAsync();
        var verification = await server.Services.GetRequiredService<AuditLog>().VerifyAsync(CancellationToken.None);
        await console.WriteLineAsync(verification.Fault is { } fault
            ? $"BROKEN. {fault.Sentence} Entries 1 to {verification.Count} are intact; those behind cannot be trusted."
            : $"Intact: {verification.Count} entries.");
        return verification.Fault is null ? ExitCodes.Done : ExitCodes.Failed;
    }
}
