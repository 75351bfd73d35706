using System.Data.Common;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Stores;

/// <summary>A database of a test's own. What the API promises is tested on each kind of them.</summary>
public abstract class TestStore : IAsyncDisposable
{
    /// <summary>The words of a command line that choose it, once it is made.</summary>
    public abstract IReadOnlyList<string> Args { get; }

    public abstract SqlDialect Dialect { get; }

    /// <summary>Makes it, once; empty but for tables.</summary>
    public abstract Task MakeAsync();

    /// <summary>Another one of the kind.</summary>
    public abstract TestStore Another();

    /// <summary>An open connection beside the server, as a person with a shell has.</summary>
    public abstract DbConnection Open();

    /// <summary>Keeps everybody from committing for as long as the result lives.</summary>
    public abstract DbConnection HoldWrites();

    public abstract ValueTask DisposeAsync();

    protected static DbConnection Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return connection;
    }
}
