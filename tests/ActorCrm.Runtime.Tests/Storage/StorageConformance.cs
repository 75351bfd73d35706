using System.Text;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>What every implementation of the storage seam does. One subclass a database.</summary>
public abstract class StorageConformance(ITestDatabase database) : StorageTests(database)
{
    [Fact]
    public async Task A_state_is_inserted_updated_and_deleted_by_versions()
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));
        await CommitAsync(commit => commit.States.Add(State("a", 2, "two")));
        (await LoadAsync("a"))!.Value.Version.ShouldBe(2);
        Text(await LoadAsync("a")).ShouldContain("two");

        await CommitAsync(commit => commit.States.Add(State("a", 3, null)));
        (await LoadAsync("a")).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_state_that_somebody_else_wrote_is_refused_and_nothing_of_the_commit_remains(long version)
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));

        var e = await Should.ThrowAsync<StorageException>(() => CommitAsync(commit =>
        {
            commit.States.Add(State("b", 1, "b"));
            commit.Timeline.Add(new TimelineEntry(Counting.Id("b"), "made", "test"));
            commit.States.Add(State("a", version, "other"));
        }));

        e.IsTransient.ShouldBeFalse();
        (await LoadAsync("b")).ShouldBeNull();
        Text(await LoadAsync("a")).ShouldContain("one");
    }

    [Fact]
    public async Task A_silo_that_lost_its_shards_cannot_write()
    {
        var old = Epochs;
        await ClaimAsync("silo-2");
        Epochs.Values.ShouldAllBe(epoch => epoch > 1);

        Epochs = old;
        await Should.ThrowAsync<StaleEpochException>(
            () => CommitAsync(commit => commit.States.Add(State("a", 1, "zombie"))));
        (await LoadAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task The_number_of_the_last_commit_is_known_and_not_moved_by_one_that_failed()
    {
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(0);
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));
        await Should.ThrowAsync<StorageException>(() => CommitAsync(commit => commit.States.Add(State("a", 1, "x"))));

        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(1);
        (await Storage.ReadCommitNumberAsync(Silo, 1, CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Keys_and_documents_of_any_text_come_back_as_they_were()
    {
        string[] keys = ["it's", "\"q\"", "ключ/ключ", "🙂", "a%_b", "[1,2]", new string('k', 512)];
        await CommitAsync(commit => commit.States.AddRange(keys.Select(key => State(key, 1, $"doc of {key}"))));

        var found = await Storage.LoadAsync("counter", [.. keys, "missing"], CancellationToken.None);

        found.Select(state => state.Key).Order().ShouldBe(keys.Order());
        Text(found.Single(state => state.Key == "🙂")).ShouldContain("🙂");
        (await Storage.LoadAllAsync("counter", CancellationToken.None)).Count.ShouldBe(keys.Length);
    }

    [Fact]
    public async Task Inbox_rows_come_when_due_oldest_first_and_only_of_the_shards_asked_for()
    {
        await CommitAsync(commit => commit.InboxPut.AddRange(
        [
            Inbox("3", shard: 1, Noon.AddSeconds(2)),
            Inbox("1", shard: 1, Noon),
            Inbox("2", shard: 2, Noon),
            Inbox("4", shard: 1, Noon.AddHours(1)),
        ]));

        var due = await Storage.ReadInboxAsync([1], Noon.AddMinutes(1), 10, CancellationToken.None);
        due.Rows.Select(row => row.Id).ShouldBe(["1", "3"]);
        due.NextDueAt.ShouldBe(Noon.AddHours(1));
        due.Rows[0].ShouldSatisfyAllConditions(
            row => row.To.ShouldBe(Counting.Id("x")),
            row => row.Type.ShouldBe("test.count"),
            row => Encoding.UTF8.GetString(row.Payload).ShouldBe("{\"name\":\"1\"}"),
            row => row.SentAt.ShouldBe(Noon));

        var limited = await Storage.ReadInboxAsync([1, 2], Noon.AddMinutes(1), 2, CancellationToken.None);
        limited.Rows.Select(row => row.Id).ShouldBe(["1", "2"]);
        limited.NextDueAt.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(Noon.AddMinutes(1));

        await CommitAsync(commit =>
        {
            commit.InboxDeleted.Add("1");
            commit.InboxPut.Add(Inbox("3", shard: 1, Noon.AddHours(2)) with { Attempts = 4 });
        });
        (await Storage.ReadInboxAsync([1], Noon.AddMinutes(1), 10, CancellationToken.None)).Rows.ShouldBeEmpty();
        var later = await Storage.ReadInboxAsync([1], Noon.AddHours(3), 10, CancellationToken.None);
        later.Rows.Select(row => (row.Id, row.Attempts)).ShouldBe([("4", 0), ("3", 4)]);
        later.NextDueAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_reminder_is_replaced_by_one_of_its_name_and_dropped()
    {
        var id = Counting.Id("x");
        await CommitAsync(commit => commit.Reminders[(id, "r")] = Reminder(id, "r", Noon));
        await CommitAsync(commit => commit.Reminders[(id, "r")] = Reminder(id, "r", Noon.AddHours(1)));

        var none = await Storage.ReadRemindersAsync([1], Noon.AddMinutes(1), 10, CancellationToken.None);
        none.Rows.ShouldBeEmpty();
        none.NextDueAt.ShouldBe(Noon.AddHours(1));
        var due = await Storage.ReadRemindersAsync([1], Noon.AddHours(1), 10, CancellationToken.None);
        due.Rows.ShouldHaveSingleItem().DueAt.ShouldBe(Noon.AddHours(1));
        (await Storage.ReadRemindersAsync([2], Noon.AddHours(1), 10, CancellationToken.None)).Rows.ShouldBeEmpty();

        await CommitAsync(commit => commit.Reminders[(id, "r")] = null);
        (await Storage.ReadRemindersAsync([1], Noon.AddHours(2), 10, CancellationToken.None)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_effect_is_leased_fenced_retried_and_ended_once()
    {
        await CommitAsync(commit => commit.Effects.Add(Effect("e", "key")));
        await CommitAsync(commit => commit.Effects.Add(Effect("f", "key")));

        var first = (await ClaimEffectsAsync(Noon)).ShouldHaveSingleItem();
        first.Id.ShouldBe("e");
        first.Attempts.ShouldBe(1);
        (await ClaimEffectsAsync(Noon.AddSeconds(30))).ShouldBeEmpty("it is leased");

        var second = (await ClaimEffectsAsync(Noon.AddMinutes(2))).ShouldHaveSingleItem("its lease ended");
        second.Attempts.ShouldBe(2);
        (await Storage.EndEffectAsync(first, Inbox("o1", 1, Noon), CancellationToken.None))
            .ShouldBeFalse("it lost its lease");
        (await Storage.RetryEffectAsync(first, Noon, "x", CancellationToken.None)).ShouldBeFalse();

        (await Storage.RetryEffectAsync(second, Noon.AddHours(1), "x", CancellationToken.None)).ShouldBeTrue();
        (await ClaimEffectsAsync(Noon.AddMinutes(59))).ShouldBeEmpty();
        var third = (await ClaimEffectsAsync(Noon.AddHours(1))).ShouldHaveSingleItem();
        (await Storage.EndEffectAsync(third, Inbox("o2", 1, Noon), CancellationToken.None)).ShouldBeTrue();
        (await Storage.CountQueuesAsync(CancellationToken.None)).ShouldBe(new QueueCounts(1, 0, 0, 0));
    }

    [Fact]
    public async Task A_dead_letter_is_listed_newest_first_and_goes_back_to_the_inbox_once()
    {
        await CommitAsync(commit => commit.DeadLetters.AddRange([Letter("1"), Letter("2"), Letter("3")]));
        (await Storage.ReadDeadLettersAsync(null, 2, CancellationToken.None)).Select(row => row.Id)
            .ShouldBe(["3", "2"]);
        (await Storage.ReadDeadLettersAsync("2", 2, CancellationToken.None)).Select(row => row.Id).ShouldBe(["1"]);

        var row = (await Storage.RedriveAsync("2", Noon.AddHours(1), CancellationToken.None)).ShouldNotBeNull();
        row.Attempts.ShouldBe(0);
        (await Storage.RedriveAsync("2", Noon.AddHours(1), CancellationToken.None)).ShouldBeNull();
        (await Storage.ReadInboxAsync([1], Noon.AddHours(1), 10, CancellationToken.None)).Rows
            .ShouldHaveSingleItem().Id.ShouldBe("2");
        (await Storage.CountQueuesAsync(CancellationToken.None)).DeadLetters.ShouldBe(2);
    }

    [Fact]
    public async Task Opening_again_keeps_the_cluster_and_its_shards()
    {
        var info = await ReopenAsync();
        info.IsNew.ShouldBeFalse();
        info.ShardCount.ShouldBe(64);
        (await ReopenAsync()).ClusterId.ShouldBe(info.ClusterId);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_with_the_remedy()
    {
        await Database.PretendNewerAsync();
        (await Should.ThrowAsync<StorageException>(ReopenAsync)).Message.ShouldContain("newer program");
    }

    [Fact]
    public async Task A_database_of_a_cluster_of_another_name_is_refused_with_both_names()
    {
        var other = await Database.StorageAsync("east");

        var e = await Should.ThrowAsync<StorageException>(() => other.OpenAsync(CancellationToken.None));

        e.IsTransient.ShouldBeFalse();
        e.Message.ShouldContain("the cluster 'actorcrm'");
        e.Message.ShouldContain("the cluster 'east'");
        e.Message.ShouldContain("set Cluster:Name to 'actorcrm'");
        (await ReopenAsync()).IsNew.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_who_write_a_state_at_once_one_is_refused()
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));
        for (var version = 2; version <= 20; version++)
        {
            Commit[] both = [Commit(loop: 1, version - 1), Commit(loop: 2, version - 1)];
            foreach (var commit in both)
            {
                commit.States.Add(State("a", version, $"loop {commit.Loop}"));
                commit.States.Add(State($"{commit.Loop}-{version}", 1, "beside it"));
            }

            var won = await Task.WhenAll(both.Select(HappensAsync));

            won.Count(happened => happened).ShouldBe(1, $"version {version}");
            var winner = won[0] ? 1 : 2;
            Text(await LoadAsync("a")).ShouldBe($"loop {winner}");
            (await LoadAsync($"{winner}-{version}")).ShouldNotBeNull();
            (await LoadAsync($"{3 - winner}-{version}")).ShouldBeNull();

            // The one that was refused does something else under its number, so that both go on.
            both[2 - winner].States.Clear();
            await Storage.CommitAsync(both[2 - winner], CancellationToken.None);
        }
    }

    [Fact]
    public async Task After_a_claim_nothing_is_written_under_the_old_epochs()
    {
        for (var round = 0; round < 10; round++)
        {
            var key = $"round-{round}";
            var last = await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None);
            var writing = Enumerable.Range(1, 8).Select(async i =>
            {
                var commit = Commit(loop: 0, last + i);
                commit.States.Add(State($"{key}-{i}", 1, "x"));
                return await HappensAsync(commit);
            }).ToList();
            var claimed = await Storage.ClaimShardsAsync("other", CancellationToken.None);
            var then = await CountAsync(key);

            var happened = (await Task.WhenAll(writing)).Count(wrote => wrote);

            (await CountAsync(key)).ShouldBe(then);
            happened.ShouldBe(then);
            claimed.ShouldAllBe(shard => shard.Epoch > Epochs[shard.Shard]);
            await ClaimAsync(Silo);
        }
    }

    [Fact]
    public async Task A_commit_of_thousands_of_rows_is_whole()
    {
        const int Rows = 3000;
        await CommitAsync(commit =>
        {
            for (var i = 0; i < Rows; i++)
            {
                commit.States.Add(State($"many-{i:d5}", 1, $"doc {i}"));
                commit.Timeline.Add(new TimelineEntry(Counting.Id($"many-{i:d5}"), "made", "test"));
                commit.InboxPut.Add(Inbox($"m{i:d5}", shard: i % 64, Noon));
                commit.Effects.Add(Effect($"e{i:d5}", $"key {i}"));
                commit.DeadLetters.Add(Letter($"d{i:d5}"));
                commit.Reminders[(Counting.Id($"many-{i:d5}"), "r")] =
                    Reminder(Counting.Id($"many-{i:d5}"), "r", Noon);
            }
        });
        (await CountAsync("many")).ShouldBe(Rows);
        (await Storage.CountQueuesAsync(CancellationToken.None)).ShouldBe(new QueueCounts(Rows, Rows, Rows, Rows));

        await CommitAsync(commit =>
        {
            for (var i = 0; i < Rows; i++)
            {
                commit.States.Add(State($"many-{i:d5}", 2, i % 3 == 0 ? null : "two"));
                commit.InboxDeleted.Add($"m{i:d5}");
                commit.Reminders[(Counting.Id($"many-{i:d5}"), "r")] = null;
            }
        });
        (await CountAsync("many")).ShouldBe(Rows - Rows / 3);
        (await Storage.CountQueuesAsync(CancellationToken.None)).ShouldBe(new QueueCounts(0, 0, Rows, Rows));
    }

    [Fact]
    public async Task One_refused_state_of_a_thousand_undoes_them_all()
    {
        await CommitAsync(commit => commit.States.Add(State("many-00500", 1, "one")));

        await Should.ThrowAsync<StorageException>(() => CommitAsync(commit => commit.States.AddRange(
            Enumerable.Range(0, 1000).Select(i => State($"many-{i:d5}", i == 500 ? 3 : 1, "x")))));

        (await CountAsync("many")).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_put_and_deleted_in_one_commit_is_put()
    {
        await CommitAsync(commit => commit.InboxPut.Add(Inbox("1", shard: 1, Noon)));
        await CommitAsync(commit =>
        {
            commit.InboxDeleted.Add("1");
            commit.InboxPut.Add(Inbox("1", shard: 1, Noon) with { Attempts = 1 });
            commit.InboxPut.Add(Inbox("1", shard: 1, Noon) with { Attempts = 2 });
        });

        (await Storage.ReadInboxAsync([1], Noon, 10, CancellationToken.None)).Rows
            .ShouldHaveSingleItem().Attempts.ShouldBe(2);
    }
}
