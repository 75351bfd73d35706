using System.Buffers;
using ActorCrm.Server.Calls.Ingestion;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Commands.Import;

/// <summary>The database, opened for the import alone.</summary>
internal sealed class SiloTarget : IEventTarget
{
    private readonly ServerApp _server;

    private SiloTarget(ServerApp server) => _server = server;

    /// <summary>Opens the database that the arguments name.</summary>
    public static async Task<SiloTarget> OpenAsync(string[] args, TextWriter console, CancellationToken stop)
    {
        var server = ServerApp.Build(args, console, Quiet.Logs);
        await server.StartSiloAsync(stop);
        return new SiloTarget(server);
    }

    /// <inheritdoc/>
    public async Task<IngestionAnswer> SendAsync(ReadOnlyMemory<byte> lines, CancellationToken stop)
    {
        var limits = _server.Services.GetRequiredService<IngestionLimits>();
        var ingestor = _server.Services.GetRequiredService<Ingestor>();
        var now = _server.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var batch = new CallEventBatch();
        new LineReader(limits.EventBytesMax).Take(
            new ReadOnlySequence<byte>(lines), isLast: true, batch, linesMax: int.MaxValue, now);
        return await ingestor.CommitWindowAsync(batch, stop) == IngestionEnd.Done
            ? batch.Answer
            : throw new ImportException("The silo stopped.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
