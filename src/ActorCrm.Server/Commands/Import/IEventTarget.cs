using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Commands.Import;

/// <summary>Where an import goes: a server, or the embedded database.</summary>
internal interface IEventTarget : IAsyncDisposable
{
    /// <summary>
    /// Sends whole lines and returns the answer once they are durable; indexes count from the first of them. May be
    /// called while earlier ones are under way. Throws <see cref="ImportException"/> when it is given up.
    /// </summary>
    Task<IngestionAnswer> SendAsync(ReadOnlyMemory<byte> lines, CancellationToken stop);
}

/// <summary>The import cannot go on; the message says why.</summary>
internal sealed class ImportException(string message, Exception? inner = null) : Exception(message, inner);
