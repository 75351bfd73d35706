using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>
/// Moves pages from the log into the database on a thread of its own, while the writer goes on. SQLite's own automatic
/// checkpoint does it inside a commit, which then takes a tenth of a second and more.
/// </summary>
internal sealed class SqliteCheckpointer : IDisposable
{
    /// <summary>Pages of 4 KB in the log at which it begins: 64 MiB.</summary>
    public const int LogPagesMax = 16_000;

    private readonly SqliteConnection _connection;
    private readonly Action _passed;
    private readonly AutoResetEvent _bell = new(false);
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Starts the thread, which sleeps until it is rung.</summary>
    /// <param name="connection">A connection of its own.</param>
    /// <param name="passed">
    /// Called after each pass. What the writer added meanwhile is left, and only the writer can clear the log: nothing
    /// may come in between.
    /// </param>
    public SqliteCheckpointer(SqliteConnection connection, Action passed)
    {
        _connection = connection;
        _passed = passed;
        _thread = new Thread(Work) { IsBackground = true, Name = "sqlite-checkpoint" };
        _thread.Start();
    }

    /// <summary>Asks for a pass.</summary>
    public void Ring() => _bell.Set();

    /// <summary>
    /// Moves what no reader needs any more; returns how many pages are left in the log. A disk that refuses is not
    /// reported here: the log keeps everything, and the next commit fails on the same disk.
    /// </summary>
    public static int Pass(sqlite3 database)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(
            database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var inLog, out var moved);
        return code == raw.SQLITE_OK ? inLog - moved : 0;
    }

    public void Dispose()
    {
        _isStopping = true;
        Ring();
        _thread.Join();
        _connection.Dispose();
        _bell.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _bell.WaitOne();
            if (_isStopping)
            {
                return;
            }

            Pass(_connection.Handle!);
            _passed();
        }
    }
}
