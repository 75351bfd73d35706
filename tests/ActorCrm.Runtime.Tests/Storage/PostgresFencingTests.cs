using System.Diagnostics;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>
/// Commits whose connection is cut at the worst moment. Whatever the loop was told about one stays true, however long
/// its bytes were on the way.
/// </summary>
public sealed class PostgresFencingTests : StorageTests
{
    private readonly PostgresTestDatabase _database;

    public PostgresFencingTests(PostgresFixture postgres)
        : this(new PostgresTestDatabase(postgres))
    {
    }

    private PostgresFencingTests(PostgresTestDatabase database)
        : base(database) => _database = database;

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_known_to_have_happened()
    {
        await using var proxy = await ThroughProxyAsync();
        proxy.HoldAnswers(afterBytes: 0);
        var cut = HappensAsync(Write("a", 2, "two"));
        await proxy.AnswerHeldAsync();
        proxy.CutClients();

        (await cut).ShouldBeFalse();
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(2);
        Text(await LoadAsync("a")).ShouldBe("two");
    }

    [Fact]
    public async Task A_commit_that_arrives_after_the_question_is_refused()
    {
        await using var proxy = await ThroughProxyAsync();
        proxy.HoldRequests(afterBytes: 0);
        var cut = HappensAsync(Write("late", 1, "late"));
        await proxy.RequestsHeldAsync(1);
        proxy.CutClients();

        (await cut).ShouldBeFalse();
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(1);
        proxy.ReleaseRequests();
        await proxy.ServerAnswersAsync();

        (await LoadAsync("late")).ShouldBeNull("its number is not taken yet, and still it is too late");
        await Storage.CommitAsync(Write("a", 2, "again"), CancellationToken.None);
        Text(await LoadAsync("a")).ShouldBe("again");
    }

    [Fact]
    public async Task A_commit_half_sent_is_ended_by_the_question()
    {
        await using var proxy = await ThroughProxyAsync();
        var half = Write("half", 1, new string('h', 1_000_000));
        proxy.HoldRequests(afterBytes: 300_000);
        var cut = HappensAsync(half);
        await proxy.RequestsHeldAsync(1);
        await LoopRowIsLockedAsync();
        proxy.CutClients();
        (await cut).ShouldBeFalse();

        var asked = Stopwatch.StartNew();
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(1);
        asked.Elapsed.ShouldBeLessThan(new PostgresOptions { ConnectionString = "" }.LockTimeout);

        await Storage.CommitAsync(Write("a", 2, "again"), CancellationToken.None);
        (await LoadAsync("half")).ShouldBeNull();
    }

    [Fact]
    public async Task A_commit_that_waits_for_a_lock_is_refused_once_it_was_asked_for()
    {
        await using var proxy = await ThroughProxyAsync();
        await using var blocker = await _database.ConnectAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new NpgsqlCommand("SELECT epoch FROM shard FOR UPDATE", blocker, transaction))
        {
            await block.ExecuteNonQueryAsync();
        }

        var cut = HappensAsync(Write("late", 1, "late"));
        await UntilAsync("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        proxy.CutClients();
        (await cut).ShouldBeFalse();

        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(1);
        await transaction.RollbackAsync();
        await UntilAsync(
            "SELECT count(*) = 0 FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()");
        (await LoadAsync("late")).ShouldBeNull();
    }

    [Fact]
    public async Task A_claim_waits_for_the_commits_that_were_checked_before_it()
    {
        await Storage.CommitAsync(Write("a", 1, "one"), CancellationToken.None);
        await using var blocker = await _database.ConnectAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new NpgsqlCommand("SELECT id FROM counter FOR UPDATE", blocker, transaction))
        {
            await block.ExecuteNonQueryAsync();
        }

        var checkedBefore = Storage.CommitAsync(Write("a", 2, "two"), CancellationToken.None);
        await UntilAsync("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        var claim = _database.ScalarAsync("UPDATE shard SET epoch = epoch + 1");
        await UntilAsync("SELECT count(*) = 2 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        claim.IsCompleted.ShouldBeFalse();

        await transaction.RollbackAsync();
        await checkedBefore;
        await claim;
        await Should.ThrowAsync<StaleEpochException>(
            () => Storage.CommitAsync(Write("a", 3, "three"), CancellationToken.None));
        Text(await LoadAsync("a")).ShouldBe("two");
    }

    [Fact]
    public async Task A_new_state_waits_for_the_commit_that_deletes_the_one_before_it()
    {
        await Storage.CommitAsync(Write("a", 1, "one"), CancellationToken.None);
        await using var blocker = await _database.ConnectAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new NpgsqlCommand("SELECT id FROM counter FOR UPDATE", blocker, transaction))
        {
            await block.ExecuteNonQueryAsync();
        }

        var delete = Commit(loop: 0, number: 2);
        delete.States.Add(State("a", 2, "") with { Doc = null });
        var deleted = Storage.CommitAsync(delete, CancellationToken.None);
        await UntilAsync("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        var insert = Commit(loop: 0, number: 3);
        insert.States.Add(State("a", 1, "again"));
        var inserted = Storage.CommitAsync(insert, CancellationToken.None);
        await UntilAsync("SELECT count(*) = 2 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");

        await transaction.RollbackAsync();
        await deleted;
        await inserted;
        Text(await LoadAsync("a")).ShouldBe("again");
    }

    [Fact]
    public async Task A_commit_that_waited_for_a_claim_is_refused()
    {
        await using var claimer = await _database.ConnectAsync();
        await using var transaction = await claimer.BeginTransactionAsync();
        await using (var claim = new NpgsqlCommand("UPDATE shard SET epoch = epoch + 1", claimer, transaction))
        {
            await claim.ExecuteNonQueryAsync();
        }

        var waiting = Storage.CommitAsync(Write("a", 1, "one"), CancellationToken.None);
        await UntilAsync("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
        await transaction.CommitAsync();

        await Should.ThrowAsync<StaleEpochException>(() => waiting);
        (await LoadAsync("a")).ShouldBeNull();
    }

    /// <summary>From here on the storage goes through a proxy; one commit is done on its connection.</summary>
    private async Task<TcpProxy> ThroughProxyAsync()
    {
        var proxy = new TcpProxy(_database.Port);
        var builder = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = proxy.Port };
        Storage = await _database.StorageAsync(new PostgresOptions { ConnectionString = builder.ToString() });
        await Storage.CommitAsync(Write("a", 1, "one"), CancellationToken.None);
        return proxy;
    }

    private Commit Write(string key, int version, string text)
    {
        var commit = Commit(loop: 0, key == "a" ? version : 2);
        commit.States.Add(State(key, version, text));
        return commit;
    }

    private async Task LoopRowIsLockedAsync()
    {
        while (true)
        {
            try
            {
                await _database.ScalarAsync("SELECT number FROM loop_commit FOR UPDATE NOWAIT");
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                return;
            }
        }
    }

    private async Task UntilAsync(string condition)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _database.ScalarAsync($"{condition} AND datname = current_database()") is not true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, timeout.Token);
        }
    }
}
