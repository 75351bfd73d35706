using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>
/// The embedded database: one file in a directory that one process owns. Writers use WAL with
/// <c>synchronous=FULL</c>, so that a commit that was answered survives a power cut.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    /// <summary>Name of the file inside the data directory.</summary>
    public const string FileName = "actorcrm.db";

    private readonly FileStream _lock;
    private readonly Action<SqliteConnection>? _prepare;

    static SqliteDatabase()
    {
        // Before the first connection: a connection is used by one thread at a time, and nobody asks SQLite how much
        // memory it uses; the locks for both are a twentieth of a write.
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteDatabase(string directory, FileStream directoryLock, Action<SqliteConnection>? prepare)
    {
        _prepare = prepare;
        FilePath = Path.Combine(directory, FileName);
        _lock = directoryLock;
    }

    /// <summary>The database file.</summary>
    public string FilePath { get; }

    /// <summary>
    /// Takes a directory (made if missing) for this process. Throws <see cref="DataDirectoryInUseException"/> when
    /// another process has it: two writers would fence each other off in turns.
    /// </summary>
    /// <param name="directory">Where the file is.</param>
    /// <param name="prepare">
    /// Makes the functions known that triggers of the migrations call, to each connection that writes.
    /// </param>
    public static SqliteDatabase Open(string directory, Action<SqliteConnection>? prepare = null)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "actorcrm.lock");
        try
        {
            return new SqliteDatabase(
                directory,
                new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None),
                prepare);
        }
        catch (IOException e)
            when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new DataDirectoryInUseException(
                $"Another process uses the data directory '{directory}'. "
                + "Stop it, or choose another directory with --data.",
                e);
        }
    }

    /// <summary>A pooled connection that can only read. Every read sees the last commit.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = FilePath,
            Mode = SqliteOpenMode.ReadOnly,
            DefaultTimeout = 10,
        }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>The connection that writes; there is one.</summary>
    internal SqliteConnection OpenWriter()
    {
        var connection = OpenReadWrite();
        Run(connection, "PRAGMA page_size = 4096");
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = FULL");
        Run(connection, "PRAGMA foreign_keys = ON");
        Run(connection, "PRAGMA busy_timeout = 10000");
        Run(connection, "PRAGMA cache_size = -65536");
        Run(connection, "PRAGMA temp_store = MEMORY");
        Run(connection, "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    /// <summary>
    /// A connection for upkeep beside the one that commits; it waits for that one, and that one waits for it, so its
    /// transactions are short. After <see cref="OpenWriter"/>. Dispose of it.
    /// </summary>
    public SqliteConnection OpenUpkeep()
    {
        var connection = OpenReadWrite();
        Run(connection, "PRAGMA synchronous = FULL");
        Run(connection, "PRAGMA busy_timeout = 10000");
        Run(connection, "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    /// <summary>The connection of the <see cref="SqliteCheckpointer"/>; after <see cref="OpenWriter"/>.</summary>
    internal SqliteConnection OpenCheckpoints()
    {
        var connection = OpenReadWrite();
        Run(connection, "PRAGMA synchronous = FULL");
        Run(connection, "PRAGMA wal_autocheckpoint = 0");
        return connection;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (var connection = new SqliteConnection($"Data Source={FilePath};Mode=ReadOnly"))
        {
            SqliteConnection.ClearPool(connection);
        }

        SqliteConnection.ClearAllPools();
        _lock.Dispose();
    }

    private SqliteConnection OpenReadWrite()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = FilePath,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        connection.Open();
        _prepare?.Invoke(connection);
        return connection;
    }

    internal static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>Another process has the data directory.</summary>
public sealed class DataDirectoryInUseException : Exception
{
    public DataDirectoryInUseException()
    {
    }

    public DataDirectoryInUseException(string message)
        : base(message)
    {
    }

    public DataDirectoryInUseException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
