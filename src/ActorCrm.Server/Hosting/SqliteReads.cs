using System.Data.Common;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Criteria;

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

    /// <inheritdoc/>
    public override ValueTask<DbConnection> OpenForCriteriaAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var connection = database.OpenReader();
        CriteriaFunctions.AddTo(connection);
        return ValueTask.FromResult<DbConnection>(connection);
    }
}
