using System.Text.Json;
using ActorCrm.Runtime.Grains;
using Microsoft.Data.Sqlite;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>The storage seam on one embedded file.</summary>
/// <param name="database">The directory that this process owns.</param>
/// <param name="migrations">The program's migrations; the runtime's own come first.</param>
/// <param name="shardCount">How many shards a new database gets; an existing one keeps its number.</param>
/// <param name="clusterName">Written into a new database; an existing one of another name is refused.</param>
public sealed class SqliteStorage(
    SqliteDatabase database, IReadOnlyList<MigrationSet> migrations, int shardCount = 64,
    string clusterName = ClusterName.Default) : IStorage
{
    private static readonly SqlFile Sql = SqlFile.Load(typeof(SqliteStorage).Assembly, "Storage/Sqlite/runtime.sql");

    internal static readonly MigrationSet Own =
        new("runtime", typeof(SqliteStorage).Assembly, "Storage/Sqlite/Migrations");

    private readonly Lock _reading = new();
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private SqliteWriter? _writer;
    private SqliteConnection? _reader;

    private SqliteWriter Writer => _writer ?? throw new InvalidOperationException("The storage is not open.");

    /// <inheritdoc/>
    public async Task<StorageInfo> OpenAsync(CancellationToken stop)
    {
        var connection = database.OpenWriter();
        SqliteMigrator.Run(connection, [.. Own.Read(), .. migrations.SelectMany(set => set.Read())]);
        _writer = new SqliteWriter(connection, database.OpenCheckpoints(), Sql);
        _reader = database.OpenReader();
        SqliteDatabase.Run(_reader, "PRAGMA mmap_size = 268435456");
        return await _writer.WriteAsync(ReadOrCreateCluster);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ShardEpoch>> ClaimShardsAsync(string siloId, CancellationToken stop) =>
        Writer.WriteAsync<IReadOnlyList<ShardEpoch>>(writer =>
        {
            writer.Statement("shard_claim").Bind(siloId).Run();
            writer.Statement("loop_commit_forget").Bind(siloId).Run();
            return writer.Statement("shard_read").Bind(siloId)
                .ReadAll(row => new ShardEpoch(row.Int(0), row.Number(1)));
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredState>> LoadAsync(
        string grainType, IReadOnlyList<string> keys, CancellationToken stop) =>
        ReadAsync<IReadOnlyList<StoredState>>(() => Statement("state_load", grainType).Bind(JsonArray(keys))
            .ReadAll(ReadState));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredState>> LoadAllAsync(string grainType, CancellationToken stop) =>
        ReadAsync<IReadOnlyList<StoredState>>(() => Statement("state_load_all", grainType).ReadAll(ReadState));

    /// <inheritdoc/>
    public Task CommitAsync(Commit commit, CancellationToken stop) =>
        Writer.WriteAsync(writer => SqliteCommit.Write(writer, commit));

    /// <inheritdoc/>
    public Task<long> ReadCommitNumberAsync(string siloId, int loop, CancellationToken stop) =>
        Writer.WriteAsync(writer => writer.Statement("loop_commit_read").Bind(siloId).Bind(loop)
            .ReadAll(row => row.Number(0)).FirstOrDefault());

    /// <inheritdoc/>
    public Task<DueRows<InboxRow>> ReadInboxAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop) =>
        ReadAsync(() => ReadDue("inbox_read", "inbox_next", shards, now, limit, ReadInbox, row => row.DueAt));

    /// <inheritdoc/>
    public Task AppendInboxAsync(IReadOnlyList<InboxRow> rows, CancellationToken stop) =>
        Writer.WriteAsync(writer =>
        {
            foreach (var row in rows)
            {
                SqliteCommit.AppendInbox(writer, row);
            }

            return true;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplyRow>> TakeRepliesAsync(string siloId, int limit, CancellationToken stop) =>
        Writer.WriteAsync<IReadOnlyList<ReplyRow>>(writer => writer.Statement("reply_take").Bind(siloId).Bind(limit)
            .ReadAll(row => new ReplyRow(
                row.Text(0), row.Text(1), row.IsNull(2) ? null : row.Text(2), row.Bytes(3))));

    /// <inheritdoc/>
    public Task<DueRows<ReminderRow>> ReadRemindersAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop) =>
        ReadAsync(() => ReadDue("reminder_read", "reminder_next", shards, now, limit, ReadReminder, row => row.DueAt));

    /// <inheritdoc/>
    public Task<DueRows<EffectRow>> ClaimEffectsAsync(
        string siloId, DateTimeOffset now, DateTimeOffset leaseEnd, int limit, CancellationToken stop) =>
        Writer.WriteAsync(writer =>
        {
            var rows = writer.Statement("effect_claim").Bind(siloId).Bind(now).Bind(leaseEnd).Bind(limit)
                .ReadAll(ReadEffect);
            var next = writer.Statement("effect_next").ReadAll(row => row.TimeOrNull(0)).First();
            return new DueRows<EffectRow>(rows, next);
        });

    /// <inheritdoc/>
    public Task<bool> EndEffectAsync(EffectRow effect, InboxRow outcome, CancellationToken stop) =>
        Writer.WriteAsync(writer =>
        {
            var isOurs = writer.Statement("effect_end").Bind(effect.Id).Bind(effect.Token).Run() == 1;
            if (isOurs)
            {
                SqliteCommit.PutInbox(writer, outcome);
            }

            return isOurs;
        });

    /// <inheritdoc/>
    public Task<bool> RetryEffectAsync(EffectRow effect, DateTimeOffset dueAt, string error, CancellationToken stop) =>
        Writer.WriteAsync(writer => writer.Statement("effect_retry").Bind(effect.Id).Bind(effect.Token).Bind(dueAt)
            .Bind(error).Run() == 1);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetterRow>> ReadDeadLettersAsync(
        string? before, int limit, CancellationToken stop) =>
        ReadAsync<IReadOnlyList<DeadLetterRow>>(() => Statement("dead_letter_read").Bind(before).Bind(limit)
            .ReadAll(ReadDeadLetter));

    /// <inheritdoc/>
    public Task<InboxRow?> RedriveAsync(string deadLetterId, DateTimeOffset now, CancellationToken stop) =>
        Writer.WriteAsync(writer =>
        {
            var letter = writer.Statement("dead_letter_find").Bind(deadLetterId).ReadAll(ReadDeadLetter)
                .FirstOrDefault();
            if (letter is null)
            {
                return null;
            }

            var row = new InboxRow(
                letter.Id, letter.To, letter.Shard, letter.Type, letter.Payload, letter.SentAt, now, Attempts: 0);
            writer.Statement("dead_letter_delete").Bind(deadLetterId).Run();
            SqliteCommit.PutInbox(writer, row);
            return row;
        });

    /// <inheritdoc/>
    public Task WriteSiloMinuteAsync(SiloMinute minute, DateTimeOffset keepFrom, CancellationToken stop) =>
        Writer.WriteAsync(writer =>
        {
            writer.Statement("silo_history_put").Bind(minute.Minute).Bind(minute.SiloId).Bind(minute.Name)
                .Bind(minute.Numbers).Run();
            writer.Statement("silo_history_prune").Bind(keepFrom).Run();
            return true;
        });

    /// <inheritdoc/>
    public Task<QueueCounts> CountQueuesAsync(CancellationToken stop) =>
        ReadAsync(() => Statement("queue_counts")
            .ReadAll(row => new QueueCounts(row.Number(0), row.Number(1), row.Number(2), row.Number(3))).First());

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _writer?.Dispose();
        lock (_reading)
        {
            foreach (var statement in _statements.Values)
            {
                statement.Dispose();
            }

            _statements.Clear();
            _reader?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static string JsonArray(IReadOnlyList<string> keys) =>
        JsonSerializer.Serialize(keys, StorageJson.Default.IReadOnlyListString);

    private static StoredState ReadState(SqliteStatement row) => new(row.Text(0), row.Number(1), row.Bytes(2));

    private static InboxRow ReadInbox(SqliteStatement row) => new(
        row.Text(0), new GrainId(row.Text(2), row.Text(3)), row.Int(1), row.Text(4), row.Bytes(5), row.Time(6),
        row.Time(7), row.Int(8), row.IsNull(9) ? null : row.Text(9));

    private static ReminderRow ReadReminder(SqliteStatement row) => new(
        new GrainId(row.Text(0), row.Text(1)), row.Int(3), row.Text(2), row.Time(4), row.Text(5), row.Bytes(6));

    private static EffectRow ReadEffect(SqliteStatement row) => new(
        row.Text(0), new GrainId(row.Text(1), row.Text(2)), row.Int(3), row.Text(4), row.Text(5), row.Bytes(6),
        row.Text(7), row.Time(8), row.Int(9), row.Number(10));

    private static DeadLetterRow ReadDeadLetter(SqliteStatement row) => new(
        row.Text(0), new GrainId(row.Text(2), row.Text(3)), row.Int(1), row.Text(4), row.Bytes(5), row.Time(6),
        row.Time(7), row.Int(8), row.Text(9));

    private StorageInfo ReadOrCreateCluster(SqliteWriter writer)
    {
        var found = writer.Statement("cluster_read")
            .ReadAll(row => (Info: new StorageInfo(row.Text(0), row.Int(1), IsNew: false), Name: row.Text(2)));
        if (found.Count > 0)
        {
            ClusterName.Check(found[0].Name, clusterName);
            return found[0].Info;
        }

        var created = new StorageInfo(Guid.NewGuid().ToString("n"), shardCount, IsNew: true);
        writer.Statement("cluster_create").Bind(created.ClusterId).Bind(shardCount).Bind(clusterName).Run();
        for (var shard = 0; shard < shardCount; shard++)
        {
            writer.Statement("shard_create").Bind(shard).Run();
        }

        return created;
    }

    private DueRows<T> ReadDue<T>(
        string read, string next, IReadOnlyList<int> shards, DateTimeOffset now, int limit,
        Func<SqliteStatement, T> make, Func<T, DateTimeOffset> dueAt)
    {
        var owned = JsonSerializer.Serialize(shards, StorageJson.Default.IReadOnlyListInt32);
        var rows = Statement(read).Bind(now).Bind(owned).Bind(limit).ReadAll(make);
        return rows.Count == limit
            ? new DueRows<T>(rows, dueAt(rows[^1]))
            : new DueRows<T>(rows, Statement(next).Bind(now).Bind(owned).ReadAll(row => row.TimeOrNull(0))
                .FirstOrDefault());
    }

    private SqliteStatement Statement(string name, string table = "")
    {
        var key = $"{name} {table}";
        if (!_statements.TryGetValue(key, out var statement))
        {
            var handle = _reader?.Handle ?? throw new StorageException("The database is closed.");
            statement = new SqliteStatement(handle, Sql[name].Replace("{table}", table, StringComparison.Ordinal));
            _statements.Add(key, statement);
        }

        return statement;
    }

    /// <summary>Reads are short and from memory mostly; they run on the caller's thread, one at a time.</summary>
    private Task<T> ReadAsync<T>(Func<T> read)
    {
        lock (_reading)
        {
            try
            {
                return Task.FromResult(read());
            }
            catch (StorageException e)
            {
                return Task.FromException<T>(e);
            }
        }
    }
}
