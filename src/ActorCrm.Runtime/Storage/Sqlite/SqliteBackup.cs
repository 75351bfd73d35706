using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>
/// Copies the embedded database as it is at one moment, while a server writes to it or not, and puts a copy back. Both
/// throw <see cref="StorageException"/> with what is to be done; neither writes over anything.
/// </summary>
public static class SqliteBackup
{
    private static readonly SqlFile Sql = SqlFile.Load(typeof(SqliteBackup).Assembly, "Storage/Sqlite/backup.sql");

    /// <summary>
    /// Makes a backup: one file, checked, and its manifest. It reads in one transaction, so it sees all of a commit or
    /// nothing, and no writer waits; the log is not folded back into the database meanwhile.
    /// </summary>
    public static BackupManifest Make(string directory, string file, DateTimeOffset now)
    {
        var source = Path.Combine(directory, SqliteDatabase.FileName);
        if (!File.Exists(source))
        {
            throw new StorageException($"There is no database in '{directory}'.");
        }

        RefuseExisting(file, ManifestOf(file));
        var part = $"{file}.part";
        File.Delete(part);
        using (var reader = Open(source, SqliteOpenMode.ReadWrite))
        using (var writer = Open(part, SqliteOpenMode.ReadWriteCreate))
        {
            reader.BackupDatabase(writer);

            // The copy is one file, with nothing beside it.
            Scalar(writer, "PRAGMA journal_mode = DELETE");
        }

        var manifest = Check(part, now);
        Flush(part);
        File.Move(part, file);
        using (var target = File.Create(ManifestOf(file)))
        {
            JsonSerializer.Serialize(target, manifest, BackupJson.Default.BackupManifest);
            target.Flush(flushToDisk: true);
        }

        return manifest;
    }

    /// <summary>Puts a backup into a directory that has no database.</summary>
    /// <param name="file">The backup; its manifest lies beside it.</param>
    /// <param name="directory">Made if missing.</param>
    /// <param name="migrations">What the program knows; the runtime's own are added.</param>
    public static BackupManifest Restore(string file, string directory, IReadOnlyList<MigrationSet> migrations)
    {
        var manifest = Read(file);
        foreach (var (owner, number) in manifest.Migrations)
        {
            var known = migrations.Append(SqliteStorage.Own).FirstOrDefault(set => set.Owner == owner)?.Read().Count;
            if (number > (known ?? 0))
            {
                throw new StorageException(
                    $"The backup has migration {number} of '{owner}', this program knows {known ?? 0}: "
                    + "a newer program made it. Restore it with that one.");
            }
        }

        using var taken = SqliteDatabase.Open(directory);
        RefuseExisting(taken.FilePath, $"{taken.FilePath}-wal", $"{taken.FilePath}-shm");
        var part = $"{taken.FilePath}.part";
        File.Copy(file, part, overwrite: true);
        var found = Check(part, manifest.MadeAt);
        if (found.Sha256 != manifest.Sha256 || !found.Rows.OrderBy(row => row.Key, StringComparer.Ordinal)
            .SequenceEqual(manifest.Rows.OrderBy(row => row.Key, StringComparer.Ordinal)))
        {
            File.Delete(part);
            throw new StorageException("The backup is not what its manifest says: it was changed, or copied in part.");
        }

        Flush(part);
        File.Move(part, taken.FilePath);
        return manifest;
    }

    private static BackupManifest Read(string file)
    {
        if (!File.Exists(file) || !File.Exists(ManifestOf(file)))
        {
            throw new StorageException($"'{file}' and its manifest '{ManifestOf(file)}' are needed.");
        }

        try
        {
            using var source = File.OpenRead(ManifestOf(file));
            return JsonSerializer.Deserialize(source, BackupJson.Default.BackupManifest)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new StorageException($"The manifest '{ManifestOf(file)}' cannot be read: {e.Message}", e);
        }
    }

    private static BackupManifest Check(string file, DateTimeOffset madeAt)
    {
        Dictionary<string, int> migrations;
        Dictionary<string, long> rows;
        string cluster;
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadOnly);
            if (Scalar(connection, "PRAGMA integrity_check") is not "ok")
            {
                throw new StorageException($"The database is damaged: {Scalar(connection, "PRAGMA quick_check")}");
            }

            migrations = All(connection, Sql["backup_migrations"], row => (row.GetString(0), row.GetInt32(1)));
            rows = All(connection, Sql["backup_tables"], row => (row.GetString(0), 0L));
            foreach (var table in rows.Keys.ToArray())
            {
                var count = Sql["backup_rows"].Replace(
                    "{table}", table.Replace("\"", "\"\"", StringComparison.Ordinal), StringComparison.Ordinal);
                rows[table] = (long)Scalar(connection, count)!;
            }

            cluster = (string)Scalar(connection, Sql["backup_cluster"])!;
        }
        catch (SqliteException e)
        {
            throw new StorageException($"'{file}' is no database of this program, or damaged: {e.Message}", e);
        }

        using var stream = File.OpenRead(file);
        return new BackupManifest(
            cluster, madeAt, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)), migrations, rows);
    }

    private static Dictionary<string, TValue> All<TValue>(
        SqliteConnection connection, string sql, Func<SqliteDataReader, (string Key, TValue Value)> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var all = new Dictionary<string, TValue>(StringComparer.Ordinal);
        while (rows.Read())
        {
            var (key, value) = read(rows);
            all.Add(key, value);
        }

        return all;
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        // Settles how SQLite is used in this process before its first connection.
        RuntimeHelpers.RunClassConstructor(typeof(SqliteDatabase).TypeHandle);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 60,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static void RefuseExisting(params string[] files)
    {
        if (Array.Find(files, File.Exists) is { } file)
        {
            throw new StorageException($"'{file}' is there already and is not written over: name another place.");
        }
    }

    private static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static string ManifestOf(string file) => $"{file}.json";
}
