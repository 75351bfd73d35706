using System.Data.Common;

namespace ActorCrm.Server.Hosting;

/// <summary>
/// Where lists and searches read: plain SQL on the entity tables, beside the silo. Every read sees the last commit.
/// </summary>
public abstract class ReadDatabase
{
    /// <summary>Which of a feature's files of statements the database understands.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>
    /// Whether other processes write, so that something may be new of which nobody here was told.
    /// </summary>
    public abstract bool IsShared { get; }

    /// <summary>An open, pooled connection, for reading alone. Dispose of it.</summary>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken stop);

    /// <summary>
    /// As <see cref="OpenAsync"/>, for statements with compiled criteria: the database knows their functions.
    /// </summary>
    public virtual ValueTask<DbConnection> OpenForCriteriaAsync(CancellationToken stop) => OpenAsync(stop);
}

/// <summary>The databases, as the names of the files of statements have them.</summary>
public enum SqlDialect
{
    /// <summary><c>feature.sqlite.sql</c>.</summary>
    Sqlite,

    /// <summary><c>feature.postgres.sql</c>.</summary>
    Postgres,
}
