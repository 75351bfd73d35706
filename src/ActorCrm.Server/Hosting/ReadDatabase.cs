using System.Data.Common;
using ActorCrm.Runtime.Storage.Sqlite;

namespace ActorCrm.Server.Hosting;

/// <summary>
/// Where lists and searches read: plain SQL on the entity tables, beside the silo. Every read sees the last commit.
/// </summary>
public sealed class ReadDatabase(SqliteDatabase database)
{
    /// <summary>An open, pooled connection that can only read. Dispose of it.</summary>
    public ValueTask<DbConnection> OpenAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return ValueTask.FromResult<DbConnection>(database.OpenReader());
    }
}
