using System.Data.Common;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>Looks at a database as a person with a shell would.</summary>
internal static class Schema
{
    public static IReadOnlyList<string> Tables(DbConnection connection, SqlDialect dialect) => Read(
        connection,
        dialect == SqlDialect.Sqlite
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            : "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");

    public static long Count(DbConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }

    public static IReadOnlyList<string> Read(DbConnection connection, string sql)
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
