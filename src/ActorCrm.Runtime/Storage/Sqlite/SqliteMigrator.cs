using Microsoft.Data.Sqlite;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>Brings a database up to the program, or refuses one that a newer program made.</summary>
internal static class SqliteMigrator
{
    public static void Run(SqliteConnection connection, IReadOnlyList<Migration> migrations)
    {
        SqliteDatabase.Run(connection, """
            CREATE TABLE IF NOT EXISTS migration (
              owner TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (owner, number)
            ) STRICT, WITHOUT ROWID
            """);
        foreach (var owner in migrations.GroupBy(migration => migration.Owner))
        {
            RefuseNewer(connection, owner.Key, owner.Count());
        }

        foreach (var migration in migrations)
        {
            Apply(connection, migration);
        }
    }

    private static void RefuseNewer(SqliteConnection connection, string owner, int known)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(number), 0) FROM migration WHERE owner = $owner";
        command.Parameters.AddWithValue("$owner", owner);
        var stored = (long)command.ExecuteScalar()!;
        if (stored > known)
        {
            throw new StorageException(
                $"The database has migration {stored} of '{owner}', this program knows {known}. "
                + "A newer program made it: start that one, or restore an older backup.");
        }
    }

    private static void Apply(SqliteConnection connection, Migration migration)
    {
        // Immediate: a second process that starts meanwhile waits here and then finds the migration done.
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO migration (owner, number, name) VALUES ($owner, $number, $name) ON CONFLICT DO NOTHING
            """;
        command.Parameters.AddWithValue("$owner", migration.Owner);
        command.Parameters.AddWithValue("$number", migration.Number);
        command.Parameters.AddWithValue("$name", migration.Name);
        if (command.ExecuteNonQuery() == 1)
        {
            command.CommandText = migration.Sql;
            command.Parameters.Clear();
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
