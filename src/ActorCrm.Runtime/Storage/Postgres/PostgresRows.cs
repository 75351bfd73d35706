using System.Text;
using ActorCrm.Runtime.Grains;
using Npgsql;

namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>Rows as the seam has them; columns in the order of the statements.</summary>
internal static class PostgresRows
{
    public static StoredState State(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt64(1), Bytes(row, 2));

    public static InboxRow Inbox(NpgsqlDataReader row) => new(
        row.GetString(0), new GrainId(row.GetString(2), row.GetString(3)), row.GetInt32(1), row.GetString(4),
        Bytes(row, 5), Time(row, 6), Time(row, 7), row.GetInt32(8), row.IsDBNull(9) ? null : row.GetString(9));

    public static ReplyRow Reply(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2),
        Encoding.UTF8.GetBytes(row.GetString(3)));

    public static ReminderRow Reminder(NpgsqlDataReader row) => new(
        new GrainId(row.GetString(0), row.GetString(1)), row.GetInt32(3), row.GetString(2), Time(row, 4),
        row.GetString(5), Bytes(row, 6));

    public static EffectRow Effect(NpgsqlDataReader row) => new(
        row.GetString(0), new GrainId(row.GetString(1), row.GetString(2)), row.GetInt32(3), row.GetString(4),
        row.GetString(5), Bytes(row, 6), row.GetString(7), Time(row, 8), row.GetInt32(9), row.GetInt64(10));

    public static DeadLetterRow DeadLetter(NpgsqlDataReader row) => new(
        row.GetString(0), new GrainId(row.GetString(2), row.GetString(3)), row.GetInt32(1), row.GetString(4),
        Bytes(row, 5), Time(row, 6), Time(row, 7), row.GetInt32(8), row.GetString(9));

    public static QueueCounts Counts(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));

    public static DateTimeOffset? TimeOrNull(NpgsqlDataReader row) => row.IsDBNull(0) ? null : Time(row, 0);

    private static byte[] Bytes(NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    private static DateTimeOffset Time(NpgsqlDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
