using Microsoft.Data.Sqlite;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>Looks at a database as a person with a shell would.</summary>
internal static class Schema
{
    public static IReadOnlyList<string> Tables(SqliteConnection connection) => Read(
        connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");

    public static long Count(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    public static IReadOnlyList<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
