using System.Data.Common;
using ActorCrm.Runtime.Storage.Sqlite;

namespace ActorCrm.Server.Hosting;

/// <summary>Reads of the embedded database; a connection cannot write.</summary>
internal sealed class SqliteReads(SqliteDatabase database) : ReadDatabase
{
    /// <inheritdoc/>
    public override SqlDialect Dialect => SqlDialect.Sqlite;

    /// <inheritdoc/>
    public override bool IsShared => false;

    /// <inheritdoc/>
    public override ValueTask<DbConnection> OpenAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return ValueTask.FromResult<DbConnection>(database.OpenReader());
    }
}
