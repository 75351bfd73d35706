using System.Buffers;
using System.Text.Json;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>Writes a <see cref="Commit"/> inside the writer's transaction.</summary>
internal static class SqliteCommit
{
    public static bool Write(SqliteWriter writer, Commit commit)
    {
        CheckEpochs(writer, commit);
        CountCommit(writer, commit);
        foreach (var state in commit.States)
        {
            WriteState(writer, state);
        }

        AppendTimeline(writer, commit);
        foreach (var id in commit.InboxDeleted)
        {
            writer.Statement("inbox_delete").Bind(id).Run();
        }

        foreach (var row in commit.InboxPut)
        {
            PutInbox(writer, row);
        }

        foreach (var ((grain, name), reminder) in commit.Reminders)
        {
            WriteReminder(writer, grain, name, reminder);
        }

        foreach (var effect in commit.Effects)
        {
            writer.Statement("effect_append").Bind(effect.Id).Bind(effect.Shard).Bind(effect.From).Bind(effect.Kind)
                .Bind(effect.Type).Bind(effect.Payload).Bind(effect.IdempotencyKey).Bind(effect.DueAt).Run();
        }

        foreach (var reply in commit.Replies)
        {
            writer.Statement("reply_append").Bind(reply.SiloId).Bind(reply.Id).Bind(reply.Type).Bind(reply.Payload)
                .Run();
        }

        foreach (var letter in commit.DeadLetters)
        {
            writer.Statement("dead_letter_append").Bind(letter.Id).Bind(letter.Shard).Bind(letter.To).Bind(letter.Type)
                .Bind(letter.Payload).Bind(letter.SentAt).Bind(letter.FailedAt).Bind(letter.Attempts)
                .Bind(StoredText.Clean(letter.Error)).Run();
        }

        return true;
    }

    public static void PutInbox(SqliteWriter writer, InboxRow row) =>
        writer.Statement("inbox_put").Bind(row.Id).Bind(row.Shard).Bind(row.To).Bind(row.Type).Bind(row.Payload)
            .Bind(row.SentAt).Bind(row.DueAt).Bind(row.Attempts).Bind(row.ReplyTo).Run();

    public static void AppendInbox(SqliteWriter writer, InboxRow row) =>
        writer.Statement("inbox_append").Bind(row.Id).Bind(row.Shard).Bind(row.To).Bind(row.Type).Bind(row.Payload)
            .Bind(row.SentAt).Bind(row.DueAt).Bind(row.Attempts).Bind(row.ReplyTo).Run();

    private static void CountCommit(SqliteWriter writer, Commit commit)
    {
        var counted = writer.Statement("loop_commit_put").Bind(commit.SiloId).Bind(commit.Loop).Bind(commit.Number)
            .Run();
        if (counted != 1)
        {
            throw new StorageException(
                $"Commit {commit.Number} of loop {commit.Loop} is refused: the one before is missing.")
            {
                IsTransient = true,
            };
        }
    }

    private static void CheckEpochs(SqliteWriter writer, Commit commit)
    {
        var check = writer.Statement("shard_check");
        foreach (var shard in commit.Epochs)
        {
            var holds = check.Bind(shard.Shard).Bind(shard.Epoch).Read();
            check.Reset();
            if (!holds)
            {
                throw new StaleEpochException(
                    $"Silo {commit.SiloId} no longer owns shard {shard.Shard} under epoch {shard.Epoch}.");
            }
        }
    }

    private static void WriteState(SqliteWriter writer, in StateWrite state)
    {
        if (state.Doc is not null && StoredText.HasNul(state.Doc))
        {
            throw new StorageException($"A text in the state of {state.Id} has the character U+0000.");
        }

        var changed = (state.Doc, state.Version) switch
        {
            (null, _) => writer.StateStatement("state_delete", state.Id.Type).Bind(state.Id.Key)
                .Bind(state.Version).Run(),
            (_, 1) => writer.StateStatement("state_insert", state.Id.Type).Bind(state.Id.Key).Bind(state.Shard)
                .Bind(state.Version).Bind(state.Doc).Run(),
            _ => writer.StateStatement("state_update", state.Id.Type).Bind(state.Id.Key).Bind(state.Version)
                .Bind(state.Doc).Run(),
        };
        if (changed != 1)
        {
            throw new StorageException(
                $"{state.Id} is not stored in version {state.Version - 1}: somebody else wrote it.");
        }
    }

    private static void AppendTimeline(SqliteWriter writer, Commit commit)
    {
        if (commit.Timeline.Count == 0)
        {
            return;
        }

        var append = writer.Statement("timeline_append");
        foreach (var entry in commit.Timeline)
        {
            append.Bind(entry.Entity).Bind(commit.At)
                .Bind(StoredText.Clean(entry.What)).Bind(StoredText.Clean(entry.By))
                .Bind(StoredText.Clean(entry.Rule)).Bind(StoredText.Clean(entry.Why))
                .Bind(StoredText.Clean(entry.Call));
            if (entry.Data is null)
            {
                append.Bind((string?)null);
            }
            else
            {
                append.Bind(DataJson(entry.Data));
            }

            append.Run();
        }
    }

    private static ReadOnlySpan<byte> DataJson(IReadOnlyList<KeyValuePair<string, string>> data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in data)
            {
                json.WriteString(name, StoredText.Clean(value));
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void WriteReminder(SqliteWriter writer, Grains.GrainId grain, string name, ReminderRow? reminder)
    {
        if (reminder is null)
        {
            writer.Statement("reminder_delete").Bind(grain).Bind(name).Run();
            return;
        }

        writer.Statement("reminder_put").Bind(grain).Bind(name).Bind(reminder.Shard).Bind(reminder.DueAt)
            .Bind(reminder.Type).Bind(reminder.Payload).Run();
    }
}
