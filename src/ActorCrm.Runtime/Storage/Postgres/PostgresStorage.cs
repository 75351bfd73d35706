using System.Collections.Concurrent;
using System.Text;
using Npgsql;

namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>The storage seam on PostgreSQL: what many silos share.</summary>
/// <remarks>
/// <para>
/// A commit is one batch in one round trip, which is also its transaction: check the epochs, count the commit, write.
/// A check that fails raises an error, and the server undoes the batch before anybody hears of it.
/// </para>
/// <para>
/// A commit whose connection was cut is in one of four places: never sent; on its way, in a buffer or a proxy; under
/// way in its backend, perhaps half sent and waiting for the rest; or done. The loop asks which was the last that
/// happened, then does its work again under the number after that. So once it has been told "not yours", the old
/// commit must not happen any more, wherever it is. Three things see to it. Each commit changes the row of its loop
/// only if the row has the number before, so of two commits under one number one happens at most, whatever comes when;
/// that alone would let the old one win after the answer. The question raises the fence in that row, and a commit
/// carries the fence it was sent under: one that arrives after the question finds another fence and is undone. And both
/// change the same row, so a commit that came before the question is waited for, or its backend is ended, and the
/// answer tells how that went. A question whose own answer is lost is asked again; raising the fence twice is harmless.
/// </para>
/// <para>
/// Taking a commit in costs the server about as much as writing it: the documents are read and checked, new rows are
/// made. So the next commit of a loop is sent while one is under way, on another connection. Its new rows, which nobody
/// knows yet, are inserted at once; then it waits for the one before, and only then counts itself and changes what that
/// one may have changed. Each holds a lock under its number from its first statement on, for the next to wait by; one
/// that overtook the one before waits a little for it to come, and is undone if it does not. While the commit before
/// deletes states, new rows wait as well: they may have the keys of those.
/// </para>
/// </remarks>
/// <param name="database">The connections.</param>
/// <param name="migrations">The program's migrations; the runtime's own come first.</param>
/// <param name="clock">For the pauses between attempts to reach the server at the start.</param>
/// <param name="shardCount">How many shards a new database gets; an existing one keeps its number.</param>
public sealed class PostgresStorage(
    PostgresDatabase database, IReadOnlyList<MigrationSet> migrations, TimeProvider clock, int shardCount = 64)
    : IStorage
{
    private static readonly TimeSpan OpenPauseMax = TimeSpan.FromSeconds(2);

    private static readonly SqlFile Sql =
        SqlFile.Load(typeof(PostgresStorage).Assembly, "Storage/Postgres/runtime.sql");

    private static readonly MigrationSet Own =
        new("runtime", typeof(PostgresStorage).Assembly, "Storage/Postgres/Migrations");

    private readonly ConcurrentDictionary<(string SiloId, int Loop), LoopCommits> _loops = new();

    /// <inheritdoc/>
    /// <remarks>Waits for a server that cannot be reached yet, up to its limit.</remarks>
    public async Task<StorageInfo> OpenAsync(CancellationToken stop)
    {
        var all = (IReadOnlyList<Migration>)[.. Own.Read(), .. migrations.SelectMany(set => set.Read())];
        var began = clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            try
            {
                return await WithConnectionAsync(connection => MigrateAsync(connection, all, stop), stop);
            }
            catch (StorageException e) when (PostgresFault.IsSetUp(e))
            {
                throw new StorageException(
                    $"PostgreSQL at {database.Place} refused: {e.Message}. Check the connection string; "
                    + "the database must exist, and the user must own it.",
                    e);
            }
            catch (StorageException e) when (e.IsTransient)
            {
                if (clock.GetElapsedTime(began) > database.Options.OpenTimeout)
                {
                    throw new StorageException(
                        $"PostgreSQL at {database.Place} could not be used for "
                        + $"{database.Options.OpenTimeout.TotalSeconds} seconds. Start it, or check the connection "
                        + $"string. The last error: {e.Message}",
                        e);
                }

                await Task.Delay(pause, clock, stop);
                pause = pause * 2 < OpenPauseMax ? pause * 2 : OpenPauseMax;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ShardEpoch>> ClaimShardsAsync(string siloId, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("shard_claim").Bind(siloId)
            .Add("loop_commit_forget").Bind(siloId).Add("shard_read").Bind(siloId);
        return await ReadAsync(batch, row => new ShardEpoch(row.GetInt32(0), row.GetInt64(1)), stop);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredState>> LoadAsync(
        string grainType, IReadOnlyList<string> keys, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("state_load", grainType).Bind(keys as string[] ?? [.. keys]);
        return await ReadAsync(batch, PostgresRows.State, stop);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredState>> LoadAllAsync(string grainType, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("state_load_all", grainType);
        return await ReadAsync(batch, PostgresRows.State, stop);
    }

    /// <inheritdoc/>
    public async Task CommitAsync(Commit commit, CancellationToken stop)
    {
        var loop = _loops.GetOrAdd((commit.SiloId, commit.Loop), _ => new LoopCommits());
        var questions = loop.Questions;
        using var turn = await loop.TakeTurnAsync(commit.States.Exists(state => state.Doc is null));
        if (loop.Fence is null)
        {
            await turn.BeforeHasEnded;
            _ = loop.Fence ?? await RaiseFenceAsync(loop, commit.SiloId, commit.Loop, stop);
        }

        if (loop.Questions != questions)
        {
            throw new StorageException($"Commit {commit.Number} of loop {commit.Loop} was given up before it was sent.")
            {
                IsTransient = true,
            };
        }

        using var batch = new PostgresBatch(Sql);
        var isBehind = !turn.BeforeHasEnded.IsCompleted;
        PostgresCommit.Fill(batch, commit, loop.Fence!.Value, isBehind, insertsFirst: !turn.BeforeDeletes);
        try
        {
            await WithConnectionAsync(
                async connection =>
                {
                    await turn.BeforeIsSent;
                    var run = batch.RunAsync(connection, stop);
                    turn.Sent();
                    return await run;
                },
                stop);
        }
        catch (StorageException e) when (e.InnerException is PostgresException refused)
        {
            throw Explained(commit, e, refused);
        }
    }

    /// <inheritdoc/>
    public async Task<long> ReadCommitNumberAsync(string siloId, int loop, CancellationToken stop)
    {
        var commits = _loops.GetOrAdd((siloId, loop), _ => new LoopCommits());
        commits.Ask();
        using var evict = new PostgresBatch(Sql).Add("loop_commit_evict").Bind(siloId).Bind(loop);
        await RunAsync(evict, stop);
        return await RaiseFenceAsync(commits, siloId, loop, stop);
    }

    /// <inheritdoc/>
    public Task<DueRows<InboxRow>> ReadInboxAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop) =>
        ReadDueAsync("inbox_read", "inbox_next", shards, now, limit, PostgresRows.Inbox, row => row.DueAt, stop);

    /// <inheritdoc/>
    public async Task AppendInboxAsync(IReadOnlyList<InboxRow> rows, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql);
        PostgresCommit.AppendInbox(batch, rows);
        await RunAsync(batch, stop);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReplyRow>> TakeRepliesAsync(string siloId, int limit, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("reply_take").Bind(siloId).Bind(limit);
        return await ReadAsync(batch, PostgresRows.Reply, stop);
    }

    /// <inheritdoc/>
    public Task<DueRows<ReminderRow>> ReadRemindersAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop) =>
        ReadDueAsync(
            "reminder_read", "reminder_next", shards, now, limit, PostgresRows.Reminder, row => row.DueAt, stop);

    /// <inheritdoc/>
    public async Task<DueRows<EffectRow>> ClaimEffectsAsync(
        string siloId, DateTimeOffset now, DateTimeOffset leaseEnd, int limit, CancellationToken stop)
    {
        using var claim = new PostgresBatch(Sql).Add("effect_claim").Bind(siloId).Bind(now).Bind(leaseEnd).Bind(limit);
        using var next = new PostgresBatch(Sql).Add("effect_next");
        return await WithConnectionAsync(
            async connection =>
            {
                var rows = await claim.ReadAsync(connection, PostgresRows.Effect, stop);
                var due = await next.ReadAsync(connection, PostgresRows.TimeOrNull, stop);
                return new DueRows<EffectRow>(rows, due[0]);
            },
            stop);
    }

    /// <inheritdoc/>
    public async Task<bool> EndEffectAsync(EffectRow effect, InboxRow outcome, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("effect_end").Bind(effect.Id).Bind(effect.Token);
        PostgresCommit.PutInbox(batch, [outcome]);
        try
        {
            await RunAsync(batch, stop);
            return true;
        }
        catch (StorageException e)
            when (e.InnerException is PostgresException { SqlState: PostgresFault.LeaseLost })
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> RetryEffectAsync(
        EffectRow effect, DateTimeOffset dueAt, string error, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("effect_retry").Bind(effect.Id).Bind(effect.Token).Bind(dueAt)
            .BindText(error);
        return await RunAsync(batch, stop) == 1;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetterRow>> ReadDeadLettersAsync(
        string? before, int limit, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("dead_letter_read").BindText(before).Bind(limit);
        return await ReadAsync(batch, PostgresRows.DeadLetter, stop);
    }

    /// <inheritdoc/>
    public Task<InboxRow?> RedriveAsync(string deadLetterId, DateTimeOffset now, CancellationToken stop) =>
        WithConnectionAsync<InboxRow?>(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(stop);
                using var find = new PostgresBatch(Sql).Add("dead_letter_find").Bind(deadLetterId);
                var found = await find.ReadAsync(connection, PostgresRows.DeadLetter, stop);
                if (found is not [var letter])
                {
                    return null;
                }

                var row = new InboxRow(
                    letter.Id, letter.To, letter.Shard, letter.Type, letter.Payload, letter.SentAt, now, Attempts: 0);
                using var move = new PostgresBatch(Sql).Add("dead_letter_delete").Bind(deadLetterId);
                PostgresCommit.PutInbox(move, [row]);
                await move.RunAsync(connection, stop);
                await transaction.CommitAsync(stop);
                return row;
            },
            stop);

    /// <inheritdoc/>
    public async Task WriteSiloMinuteAsync(SiloMinute minute, DateTimeOffset keepFrom, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("silo_history_put").Bind(minute.Minute).Bind(minute.SiloId)
            .BindText(minute.Name).Bind(Encoding.UTF8.GetString(minute.Numbers))
            .Add("silo_history_prune").Bind(keepFrom);
        await database.UseAsync(connection => batch.RunAsync(connection, stop), stop);
    }

    /// <inheritdoc/>
    public async Task<QueueCounts> CountQueuesAsync(CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("queue_counts");
        return (await ReadAsync(batch, PostgresRows.Counts, stop))[0];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StorageException Explained(Commit commit, StorageException e, PostgresException refused) =>
        refused.SqlState switch
        {
            PostgresFault.StaleEpoch => new StaleEpochException(
                $"Silo {commit.SiloId} no longer owns all shards of commit {commit.Number} of loop {commit.Loop}.", e),
            PostgresFault.CommitMissing => new StorageException(
                $"Commit {commit.Number} of loop {commit.Loop} of silo {commit.SiloId} is refused: "
                + "the commit before it is missing, or it happened already.",
                e)
            {
                IsTransient = true,
            },
            PostgresFault.StateConflict => new StorageException(
                $"{refused.MessageText}: somebody else wrote it. One of these: "
                + string.Join(", ", commit.States.Take(3).Select(state => state.Id)) + ".",
                e),
            _ => e,
        };

    private async Task<StorageInfo> MigrateAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> all, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await PostgresMigrator.RunAsync(connection, Sql, all, database.Options, clock, stop);
        var info = await ReadOrCreateClusterAsync(connection, stop);
        using (var raise = new PostgresBatch(Sql).Add("timeline_offset_raise"))
        {
            await raise.RunAsync(connection, stop);
        }

        await transaction.CommitAsync(stop);
        return info;
    }

    private async Task<StorageInfo> ReadOrCreateClusterAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        using var read = new PostgresBatch(Sql).Add("cluster_read");
        var found = await read.ReadAsync(
            connection, row => new StorageInfo(row.GetString(0), row.GetInt32(1), IsNew: false), stop);
        if (found.Count > 0)
        {
            return found[0];
        }

        var created = new StorageInfo(Guid.NewGuid().ToString("n"), shardCount, IsNew: true);
        using var create = new PostgresBatch(Sql).Add("cluster_create").Bind(created.ClusterId).Bind(shardCount)
            .Add("shard_create").Bind(shardCount);
        await create.RunAsync(connection, stop);
        return created;
    }

    /// <summary>Fences off what the loop sent before; returns the number of its last commit.</summary>
    private async Task<long> RaiseFenceAsync(LoopCommits commits, string siloId, int loop, CancellationToken stop)
    {
        using var batch = new PostgresBatch(Sql).Add("loop_commit_read").Bind(siloId).Bind(loop);
        var (number, fence) = (await ReadAsync(batch, row => (row.GetInt64(0), row.GetInt64(1)), stop))[0];
        commits.Fence = fence;
        return number;
    }

    private async Task<DueRows<T>> ReadDueAsync<T>(
        string read, string next, IReadOnlyList<int> shards, DateTimeOffset now, int limit,
        Func<NpgsqlDataReader, T> make, Func<T, DateTimeOffset> dueAt, CancellationToken stop)
    {
        var owned = shards.ToArray();
        using var due = new PostgresBatch(Sql).Add(read).Bind(now).Bind(owned).Bind(limit);
        using var later = new PostgresBatch(Sql).Add(next).Bind(now).Bind(owned);
        return await WithConnectionAsync(
            async connection =>
            {
                var rows = await due.ReadAsync(connection, make, stop);
                return rows.Count == limit
                    ? new DueRows<T>(rows, dueAt(rows[^1]))
                    : new DueRows<T>(rows, (await later.ReadAsync(connection, PostgresRows.TimeOrNull, stop))[0]);
            },
            stop);
    }

    private Task<int> RunAsync(PostgresBatch batch, CancellationToken stop) =>
        WithConnectionAsync(connection => batch.RunAsync(connection, stop), stop);

    private Task<List<T>> ReadAsync<T>(PostgresBatch batch, Func<NpgsqlDataReader, T> make, CancellationToken stop) =>
        WithConnectionAsync(connection => batch.ReadAsync(connection, make, stop), stop);

    private Task<T> WithConnectionAsync<T>(Func<NpgsqlConnection, Task<T>> act, CancellationToken stop) =>
        database.UseAsync(act, stop);
}
