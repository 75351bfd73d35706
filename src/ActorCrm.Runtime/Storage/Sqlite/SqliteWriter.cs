using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>
/// The one thread that writes. SQLite has one writer at a time anyway; a thread of its own keeps its waits for the disk
/// away from the threads that run turns and answer requests.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int RequestsMax = 1024;

    private readonly BlockingCollection<Action> _requests = new(RequestsMax);
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private readonly SqlFile _sql;
    private readonly SqliteCheckpointer _checkpointer;
    private readonly Thread _thread;
    private int _logPages;
    private bool _isCheckpointing;

    /// <summary>Starts the thread.</summary>
    /// <param name="connection">Writes.</param>
    /// <param name="checkpoints">Moves pages from the log into the database meanwhile.</param>
    /// <param name="sql">The runtime's statements.</param>
    public SqliteWriter(SqliteConnection connection, SqliteConnection checkpoints, SqlFile sql)
    {
        _connection = connection;
        _sql = sql;
        _checkpointer = new SqliteCheckpointer(checkpoints, ClearLog);
        _thread = new Thread(Work) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    private sqlite3 Handle => _connection.Handle
        ?? throw new StorageException("The database is closed.") { IsTransient = false };

    /// <summary>A prepared statement of the runtime's file; only inside <see cref="WriteAsync"/>.</summary>
    public SqliteStatement Statement(string name) => Statement(name, name, "");

    /// <summary>A prepared statement on an entity table; only inside <see cref="WriteAsync"/>.</summary>
    public SqliteStatement StateStatement(string name, string table) => Statement($"{name} {table}", name, table);

    /// <summary>Runs <paramref name="write"/> in one transaction on the writer's thread.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteWriter, T> write)
    {
        // Continuations must not run on the writer's thread: it would stop writing meanwhile.
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _requests.Add(() => Run(write, done));
        }
        catch (InvalidOperationException e)
        {
            done.SetException(new StorageException("The database is closed.", e));
        }

        return done.Task;
    }

    public void Dispose()
    {
        _requests.CompleteAdding();
        _thread.Join();
        _checkpointer.Dispose();
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
        _requests.Dispose();
    }

    private void Work()
    {
        foreach (var request in _requests.GetConsumingEnumerable())
        {
            request();
        }
    }

    private void Run<T>(Func<SqliteWriter, T> write, TaskCompletionSource<T> done)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            var result = write(this);
            Execute("COMMIT");
            done.SetResult(result);
            CountLog();
        }
        catch (Exception e)
        {
            Rollback();
            done.SetException(
                e as StorageException ?? new StorageException(e.Message, e) { IsTransient = e is SqliteException });
        }
    }

    /// <summary>Has the log emptied when it is long.</summary>
    private void CountLog()
    {
        raw.sqlite3_db_status(Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        _logPages += pages;
        if (_logPages >= SqliteCheckpointer.LogPagesMax && !_isCheckpointing)
        {
            _isCheckpointing = true;
            _checkpointer.Ring();
        }
    }

    /// <summary>Moves the last pages between two commits; the next commit then begins the log anew.</summary>
    private void ClearLog()
    {
        try
        {
            _requests.Add(() =>
            {
                _logPages = SqliteCheckpointer.Pass(Handle);
                _isCheckpointing = false;
            });
        }
        catch (InvalidOperationException)
        {
            // The writer stops; closing the last connection empties the log.
        }
    }

    private void Rollback()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Reset();
        }

        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    private void Execute(string sql)
    {
        var code = raw.sqlite3_exec(Handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFault.Of(Handle, code, sql);
        }
    }

    private SqliteStatement Statement(string key, string name, string table)
    {
        if (!_statements.TryGetValue(key, out var statement))
        {
            statement = new SqliteStatement(Handle, _sql[name].Replace("{table}", table, StringComparison.Ordinal));
            _statements.Add(key, statement);
        }

        return statement;
    }
}
