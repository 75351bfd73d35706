using System.Buffers;
using System.Text;
using System.Text.Json;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>
/// Puts a <see cref="Commit"/> into one batch: the checks, then new states, changed states, and the other tables in the
/// order of the commit's members, the rows of each in the order of their keys. New states stand before the wait for the
/// commit before, if there is one (<see cref="PostgresStorage"/>).
/// </summary>
internal static class PostgresCommit
{
    /// <summary>
    /// Rows of one statement at most; more are several statements of the batch. Keeps what the server holds in memory
    /// for an array small.
    /// </summary>
    public const int RowsMax = 1024;

    /// <summary>Timeline entries of one transaction: their numbers have 16 bits of the place.</summary>
    public const int EntriesMax = 65535;

    /// <param name="batch">Where it is put.</param>
    /// <param name="commit">What is written.</param>
    /// <param name="fence">The fence of its loop.</param>
    /// <param name="isBehind">Whether the loop's commit before this one is under way.</param>
    /// <param name="insertsFirst">Whether new states need not wait for that one.</param>
    public static void Fill(PostgresBatch batch, Commit commit, long fence, bool isBehind, bool insertsFirst)
    {
        if (commit.Timeline.Count > EntriesMax)
        {
            throw new StorageException(
                $"A commit of {commit.Timeline.Count} timeline entries; {EntriesMax} is the most.");
        }

        if (isBehind)
        {
            batch.Add("loop_commit_follow").Bind(commit.SiloId).Bind(commit.Loop).Bind(commit.Number);
        }

        batch.Add("loop_commit_begin").Bind(commit.SiloId).Bind(commit.Loop).Bind(commit.Number);
        CheckEpochs(batch, commit);
        if (isBehind)
        {
            InsertStates(batch, insertsFirst ? commit.States : []);
            batch.Add("loop_commit_wait").Bind(commit.SiloId).Bind(commit.Loop).Bind(commit.Number);
        }

        batch.Add("loop_commit_put").Bind(commit.SiloId).Bind(commit.Loop).Bind(commit.Number).Bind(fence);
        InsertStates(batch, isBehind && insertsFirst ? [] : commit.States);
        ChangeStates(batch, commit.States);
        AppendTimeline(batch, commit);
        foreach (var ids in commit.InboxDeleted.Order(StringComparer.Ordinal).Chunk(RowsMax))
        {
            batch.Add("inbox_delete").Bind(ids);
        }

        PutInbox(batch, commit.InboxPut);
        WriteReminders(batch, commit.Reminders);
        AppendEffects(batch, commit.Effects);
        AppendReplies(batch, commit.Replies);
        AppendDeadLetters(batch, commit.DeadLetters);
    }

    public static void PutInbox(PostgresBatch batch, IReadOnlyList<InboxRow> rows) =>
        WriteInbox(batch, "inbox_put", rows);

    public static void AppendInbox(PostgresBatch batch, IReadOnlyList<InboxRow> rows) =>
        WriteInbox(batch, "inbox_append", rows);

    private static void WriteInbox(PostgresBatch batch, string statement, IReadOnlyList<InboxRow> rows)
    {
        foreach (var chunk in LastOfEach(rows, row => row.Id))
        {
            batch.Add(statement).Column(chunk, row => row.Id).Column(chunk, row => row.Shard)
                .GrainColumns(chunk, row => row.To).Column(chunk, row => row.Type)
                .JsonColumn(chunk, row => row.Payload).TimeColumn(chunk, row => row.SentAt)
                .TimeColumn(chunk, row => row.DueAt).Column(chunk, row => row.Attempts)
                .TextColumn(chunk, row => row.ReplyTo);
        }
    }

    private static void AppendReplies(PostgresBatch batch, List<ReplyRow> replies)
    {
        foreach (var chunk in LastOfEach(replies, reply => $"{reply.SiloId}/{reply.Id}"))
        {
            batch.Add("reply_append").Column(chunk, reply => reply.SiloId).Column(chunk, reply => reply.Id)
                .TextColumn(chunk, reply => reply.Type)
                .TextColumn(chunk, reply => Encoding.UTF8.GetString(reply.Payload));
        }
    }

    private static void CheckEpochs(PostgresBatch batch, Commit commit)
    {
        var held = commit.Epochs.OrderBy(shard => shard.Shard).ToArray();
        batch.Add("shard_check").Column(held, shard => shard.Shard).Column(held, shard => shard.Epoch);
    }

    private static void InsertStates(PostgresBatch batch, List<StateWrite> states)
    {
        foreach (var table in ByTable(states.Where(state => state is { Doc: not null, Version: 1 })))
        {
            foreach (var chunk in table.OrderBy(state => state.Id.Key, StringComparer.Ordinal).Chunk(RowsMax))
            {
                batch.Add("state_insert", table.Key).Column(chunk, state => state.Id.Key)
                    .Column(chunk, state => state.Shard).Column(chunk, state => state.Version).BindDocs(Docs(chunk));
            }
        }
    }

    private static void ChangeStates(PostgresBatch batch, List<StateWrite> states)
    {
        foreach (var table in ByTable(states.Where(state => state is { Doc: null } or { Version: not 1 })))
        {
            var sorted = table.OrderBy(state => state.Id.Key, StringComparer.Ordinal).ToList();
            WriteDeleted(batch, table.Key, [.. sorted.Where(state => state.Doc is null)]);
            WriteUpdated(batch, table.Key, [.. sorted.Where(state => state.Doc is not null)]);
        }
    }

    private static IEnumerable<IGrouping<string, StateWrite>> ByTable(IEnumerable<StateWrite> states) =>
        states.GroupBy(state => state.Id.Type).OrderBy(type => type.Key, StringComparer.Ordinal);

    private static void WriteDeleted(PostgresBatch batch, string table, StateWrite[] states)
    {
        foreach (var chunk in states.Chunk(RowsMax))
        {
            batch.Add("state_delete", table).Column(chunk, state => state.Id.Key)
                .Column(chunk, state => state.Version);
        }
    }

    private static void WriteUpdated(PostgresBatch batch, string table, StateWrite[] states)
    {
        foreach (var chunk in states.Chunk(RowsMax))
        {
            batch.Add("state_update", table).Column(chunk, state => state.Id.Key)
                .Column(chunk, state => state.Version).BindDocs(Docs(chunk));
        }
    }

    private static byte[][] Docs(StateWrite[] states)
    {
        var docs = new byte[states.Length][];
        for (var i = 0; i < docs.Length; i++)
        {
            docs[i] = states[i].Doc!;
            if (StoredText.HasNul(docs[i]))
            {
                throw new StorageException($"A text in the state of {states[i].Id} has the character U+0000.");
            }
        }

        return docs;
    }

    private static void AppendTimeline(PostgresBatch batch, Commit commit)
    {
        var before = 0L;
        foreach (var chunk in commit.Timeline.Chunk(RowsMax))
        {
            batch.Add("timeline_append").Bind(before).Bind(commit.At.ToUnixTimeMilliseconds())
                .GrainColumns(chunk, entry => entry.Entity).TextColumn(chunk, entry => entry.What)
                .TextColumn(chunk, entry => entry.By).TextColumn(chunk, entry => entry.Rule)
                .TextColumn(chunk, entry => entry.Why).TextColumn(chunk, entry => entry.Call)
                .JsonColumn(chunk, entry => entry.Data is null ? null : DataJson(entry.Data));
            before += chunk.Length;
        }
    }

    private static byte[] DataJson(IReadOnlyList<KeyValuePair<string, string>> data)
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

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteReminders(
        PostgresBatch batch, Dictionary<(GrainId Grain, string Name), ReminderRow?> reminders)
    {
        var sorted = reminders.OrderBy(reminder => reminder.Key.Grain)
            .ThenBy(reminder => reminder.Key.Name, StringComparer.Ordinal).ToList();
        foreach (var chunk in sorted.Where(reminder => reminder.Value is null).Chunk(RowsMax))
        {
            batch.Add("reminder_delete").GrainColumns(chunk, dropped => dropped.Key.Grain)
                .Column(chunk, dropped => dropped.Key.Name);
        }

        foreach (var chunk in sorted.Where(reminder => reminder.Value is not null).Chunk(RowsMax))
        {
            batch.Add("reminder_put").GrainColumns(chunk, put => put.Key.Grain).Column(chunk, put => put.Key.Name)
                .Column(chunk, put => put.Value!.Shard).TimeColumn(chunk, put => put.Value!.DueAt)
                .Column(chunk, put => put.Value!.Type).JsonColumn(chunk, put => put.Value!.Payload);
        }
    }

    private static void AppendEffects(PostgresBatch batch, List<EffectRow> effects)
    {
        foreach (var chunk in effects.OrderBy(effect => effect.Id, StringComparer.Ordinal).Chunk(RowsMax))
        {
            batch.Add("effect_append").Column(chunk, effect => effect.Id).Column(chunk, effect => effect.Shard)
                .GrainColumns(chunk, effect => effect.From).Column(chunk, effect => effect.Kind)
                .Column(chunk, effect => effect.Type).JsonColumn(chunk, effect => effect.Payload)
                .TextColumn(chunk, effect => effect.IdempotencyKey).TimeColumn(chunk, effect => effect.DueAt);
        }
    }

    private static void AppendDeadLetters(PostgresBatch batch, List<DeadLetterRow> letters)
    {
        foreach (var chunk in LastOfEach(letters, letter => letter.Id))
        {
            batch.Add("dead_letter_append").Column(chunk, letter => letter.Id).Column(chunk, letter => letter.Shard)
                .GrainColumns(chunk, letter => letter.To).Column(chunk, letter => letter.Type)
                .JsonColumn(chunk, letter => letter.Payload).TimeColumn(chunk, letter => letter.SentAt)
                .TimeColumn(chunk, letter => letter.FailedAt).Column(chunk, letter => letter.Attempts)
                .TextColumn(chunk, letter => letter.Error);
        }
    }

    /// <summary>The rows by key, in chunks; of those with one key the last: a statement writes a row once.</summary>
    private static IEnumerable<TRow[]> LastOfEach<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string> key)
    {
        var last = new Dictionary<string, TRow>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            last[key(row)] = row;
        }

        return last.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => row.Value).Chunk(RowsMax);
    }
}
