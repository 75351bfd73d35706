using System.Data.Common;
using Npgsql;

namespace ActorCrm.Server.Hosting;

/// <summary>
/// Reads of PostgreSQL, on connections of their own: however many lists are asked for, commits do not wait for one.
/// </summary>
internal sealed class PostgresReads : ReadDatabase, IAsyncDisposable
{
    /// <summary>
    /// Connections at most; further reads wait for one. A list takes milliseconds, and each connection costs the
    /// database some megabytes.
    /// </summary>
    private const int ConnectionsMax = 20;

    private readonly NpgsqlDataSource _source;

    /// <summary>Connects to nothing yet.</summary>
    public PostgresReads(PostgresSettings settings) => _source = settings.Source("actorcrm reads", ConnectionsMax);

    /// <inheritdoc/>
    public override SqlDialect Dialect => SqlDialect.Postgres;

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <inheritdoc/>
    public override async ValueTask<DbConnection> OpenAsync(CancellationToken stop) =>
        await _source.OpenConnectionAsync(stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
