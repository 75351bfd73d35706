using SQLitePCL;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>Says of an error of SQLite whether trying again can help.</summary>
internal static class SqliteFault
{
    public static StorageException Of(sqlite3 database, int code, string what)
    {
        var message = raw.sqlite3_errmsg(database).utf8_to_string();
        return new StorageException($"SQLite error {code}: {message} ({FirstLine(what)})")
        {
            IsTransient = IsTransient(code),
        };
    }

    private static bool IsTransient(int code) => (code & 0xff) switch
    {
        // Whatever the data is, these say that it could not be written now.
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_NOMEM
            or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_READONLY or raw.SQLITE_INTERRUPT => true,
        _ => false,
    };

    private static string FirstLine(string sql)
    {
        var end = sql.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? sql : sql[..end];
    }
}
