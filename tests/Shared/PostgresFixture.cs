using ActorCrm.Tests;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace ActorCrm.Tests;

/// <summary>
/// The one PostgreSQL of a test assembly, for what does not depend on fsync. Started by the first test that asks for
/// it, so that a run without such tests does not pay for it.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private PostgresServer? _server;

    /// <summary>The server.</summary>
    public async Task<PostgresServer> ServerAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _server ??= await PostgresServer.StartAsync(durable: false);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _starting.Dispose();
    }
}
