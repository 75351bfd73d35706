using System.Text;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>
/// A loop's commits happen in the order of their numbers, each number once; and which texts can be kept. One subclass
/// a database.
/// </summary>
public abstract class CommitOrderConformance(ITestDatabase database) : StorageTests(database)
{
    [Theory]
    [InlineData(2, 4)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(0, 2)]
    public async Task A_commit_that_is_not_the_next_is_refused_and_does_not_count(int happened, int number)
    {
        for (var i = 1; i <= happened; i++)
        {
            await CommitAsync(commit => commit.States.Add(State($"{i}", 1, "x")));
        }

        var other = Commit(loop: 0, number);
        other.States.Add(State("other", 1, "x"));
        var e = await Should.ThrowAsync<StorageException>(() => Storage.CommitAsync(other, CancellationToken.None));

        e.ShouldNotBeOfType<StaleEpochException>();
        e.IsTransient.ShouldBeTrue("the messages of the commit are not at fault");
        (await LoadAsync("other")).ShouldBeNull();
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(happened);
        await CommitAsync(commit => commit.States.Add(State("next", 1, "x")));
    }

    [Fact]
    public async Task Commits_submitted_together_happen_in_their_order()
    {
        var all = Enumerable.Range(1, 30).Select(number =>
        {
            var commit = Commit(loop: 0, number);
            commit.States.Add(State("a", number, $"{number}"));
            return Storage.CommitAsync(commit, CancellationToken.None);
        });
        await Task.WhenAll(all);

        (await LoadAsync("a"))!.Value.Version.ShouldBe(30);
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(30);
    }

    [Fact]
    public async Task A_state_may_come_again_right_behind_the_commit_that_deletes_it()
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));
        var all = Enumerable.Range(2, 20).Select(number =>
        {
            var commit = Commit(loop: 0, number);
            commit.States.Add(
                number % 2 == 0 ? State("a", 2, "") with { Doc = null } : State("a", 1, $"{number}"));
            return Storage.CommitAsync(commit, CancellationToken.None);
        });
        await Task.WhenAll(all);

        Text(await LoadAsync("a")).ShouldBe("21");
    }

    [Fact]
    public async Task What_was_submitted_after_a_commit_that_fails_fails_as_well()
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "one")));
        var failing = Commit(loop: 0, number: 2);
        failing.States.Add(State("a", 1, "taken"));
        var after = Commit(loop: 0, number: 3);
        after.States.Add(State("b", 1, "x"));

        var results = await Task.WhenAll(HappensAsync(failing), HappensAsync(after));

        results.ShouldBe([false, false]);
        (await Storage.ReadCommitNumberAsync(Silo, 0, CancellationToken.None)).ShouldBe(1);
        (await LoadAsync("b")).ShouldBeNull();
        await CommitAsync(commit => commit.States.Add(State("b", 1, "two")));
    }

    [Fact]
    public async Task Loops_and_silos_count_for_themselves()
    {
        await CommitAsync(commit => commit.States.Add(State("a", 1, "x")));
        var other = Commit(loop: 1, number: 1);
        other.States.Add(State("b", 1, "x"));
        await Storage.CommitAsync(other, CancellationToken.None);
        await ClaimAsync("silo-2");

        var silo = new Commit { SiloId = "silo-2", Loop = 0, Number = 1, At = Noon };
        silo.Epochs.AddRange(Epochs.Select(shard => new ShardEpoch(shard.Key, shard.Value)));
        silo.States.Add(State("a", 2, "x"));
        await Storage.CommitAsync(silo, CancellationToken.None);

        (await Storage.ReadCommitNumberAsync("silo-2", 0, CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task A_nul_character_is_refused_in_a_state_and_kept_in_a_message()
    {
        var e = await Should.ThrowAsync<StorageException>(
            () => CommitAsync(commit => commit.States.Add(State("a", 1, "one\0two"))));
        e.IsTransient.ShouldBeFalse();
        e.Message.ShouldContain("U+0000");
        await CommitAsync(commit => commit.States.Add(State("a", 1, "\\u0000 in six letters")));
        Text(await LoadAsync("a")).ShouldBe("\\u0000 in six letters");

        var payload = "{\"name\":\"one\\u0000two\"}"u8.ToArray();
        await CommitAsync(commit =>
        {
            commit.InboxPut.Add(Inbox("1", shard: 1, Noon) with { Payload = payload });
            commit.DeadLetters.Add(Letter("2") with { Payload = payload, Error = "no\0thing" });
            commit.Timeline.Add(new TimelineEntry(
                Counting.Id("a"), "made", "te\0st", Why: "n\0", Data: [new("name", "one\0two")]));
        });
        var row = (await Storage.ReadInboxAsync([1], Noon, 1, CancellationToken.None)).Rows.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(row.Payload).ShouldBe(Encoding.UTF8.GetString(payload));
        (await Storage.ReadDeadLettersAsync(null, 1, CancellationToken.None)).ShouldHaveSingleItem()
            .Error.ShouldBe("no\uFFFDthing");
    }
}
