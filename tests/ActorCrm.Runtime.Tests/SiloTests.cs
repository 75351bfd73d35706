using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Sqlite;

namespace ActorCrm.Runtime.Tests;

public sealed class SiloTests
{
    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        await using var silo = await Silo.StartAsync();
        (await silo.AskAsync("a", new Count("x"))).ShouldBe("counted");

        await silo.RestartAsync();

        (await silo.AskAsync("a", new Count("x"))).ShouldBe("again");
        (await silo.ReadAsync("a"))!.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Grains_tell_each_other_within_a_loop_and_across_loops(int loops)
    {
        await using var silo = await Silo.StartAsync(silo => silo.Options.Loops = loops);
        var others = Enumerable.Range(0, 40).Select(i => $"other{i}").ToArray();

        await silo.AskAsync("first", new Count("x", others));

        foreach (var other in others)
        {
            (await silo.UntilAsync(other, counter => counter.Count > 0)).Names.ShouldBe([$"x>{other}"]);
        }

        (await silo.Storage.CountQueuesAsync(CancellationToken.None)).Inbox.ShouldBe(0);
    }

    [Fact]
    public async Task Many_callers_at_once_are_each_answered_once_and_none_is_lost()
    {
        await using var silo = await Silo.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4000)
            .Select(i => silo.AskAsync($"grain{i % 50}", new Count($"name{i % 2000}"))));

        answers.Count(answer => (string?)answer == "counted").ShouldBe(2000);
        answers.Count(answer => (string?)answer == "again").ShouldBe(2000);
    }

    [Fact]
    public async Task Messages_of_one_caller_to_one_grain_keep_their_order()
    {
        await using var silo = await Silo.StartAsync();
        var names = Enumerable.Range(0, 500).Select(i => i.ToString("d4", null)).ToArray();

        await silo.Host.AskManyAsync([.. names.Select(name => new Outgoing(Counting.Id("a"), new Count(name)))]);

        (await silo.ReadAsync("a"))!.Names.ShouldBe(names);
    }

    [Fact]
    public async Task A_message_that_always_fails_becomes_a_dead_letter_and_its_neighbours_go_on()
    {
        await using var silo = await Silo.StartAsync();
        var results = await silo.Host.AskManyAsync(
        [
            new Outgoing(Counting.Id("a"), new Count("before")),
            new Outgoing(Counting.Id("a"), new Break("because")),
            new Outgoing(Counting.Id("a"), new Count("after")),
        ]);

        results[0].ShouldBeOfType<AskResult.Answered>();
        results[1].ShouldBeOfType<AskResult.DeadLettered>().Error.ShouldBe("because");
        results[2].ShouldBeOfType<AskResult.Answered>();
        (await silo.ReadAsync("a"))!.Names.ShouldBe(["before", "after"]);
        var letter = (await silo.Host.ReadDeadLettersAsync(null, 10, CancellationToken.None)).ShouldHaveSingleItem();
        letter.Attempts.ShouldBe(5);
        letter.Error.ShouldContain("because");
    }

    [Fact]
    public async Task A_told_message_that_fails_is_tried_again_from_the_inbox_and_can_be_redriven_when_mended()
    {
        await using var silo = await Silo.StartAsync();
        var result = await silo.Host.AskAsync(Counting.Id("a"), new BreakUntilMended("late"));
        var id = result.ShouldBeOfType<AskResult.DeadLettered>().DeadLetterId;

        silo.Fuse.IsMended = true;
        (await silo.Host.RedriveAsync(id, CancellationToken.None)).ShouldBeTrue();

        (await silo.UntilAsync("a", counter => counter.Count == 1)).Names.ShouldBe(["late"]);
        (await silo.Host.RedriveAsync(id, CancellationToken.None)).ShouldBeFalse();
        (await silo.Storage.CountQueuesAsync(CancellationToken.None)).ShouldBe(new QueueCounts(0, 0, 0, 0));
    }

    [Fact]
    public async Task A_state_that_the_database_refuses_fails_alone()
    {
        await using var silo = await Silo.StartAsync();
        var messages = Enumerable.Range(0, 30).Select(i => new Outgoing(
            Counting.Id($"g{i}"), i == 17 ? new Poison() : new Count("x"))).ToList();

        var results = await silo.Host.AskManyAsync(messages).WaitAsync(TimeSpan.FromSeconds(30));

        results[17].ShouldBeOfType<AskResult.DeadLettered>().Error.ShouldContain("a_count_is_not_negative");
        results.Where((_, i) => i != 17).ShouldAllBe(result => result is AskResult.Answered);
        (await silo.ReadAsync("g17")).ShouldBeNull();
        (await silo.ReadAsync("g16"))!.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reminder_fires_once_also_after_a_restart_and_a_dropped_one_never()
    {
        await using var silo = await Silo.StartAsync();
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await silo.AskAsync("a", new CountAt("kept", soon));
        await silo.AskAsync("a", new CountAt("dropped", soon));
        await silo.AskAsync("a", new CountAt("dropped", soon, Drop: true));

        await silo.RestartAsync();

        await silo.UntilAsync("a", counter => counter.Count == 1);
        (await silo.AskAsync("a", new Count("after"))).ShouldBe("counted");
        (await silo.ReadAsync("a"))!.Names.ShouldBe(["kept", "after"]);
        (await silo.Storage.CountQueuesAsync(CancellationToken.None)).Reminders.ShouldBe(0);
    }

    [Fact]
    public async Task An_effect_is_tried_until_it_is_done_and_its_outcome_comes_back_once()
    {
        var echo = new Echo { Failures = 2 };
        await using var silo = await Silo.StartAsync(silo => silo.Executors.Add(echo));
        await silo.AskAsync("a", new CountByEffect("key"));
        await silo.AskAsync("a", new CountByEffect("key"));

        (await silo.UntilAsync("a", counter => counter.Count > 0)).Names.ShouldBe(["key:key"]);
        echo.Tries.ShouldBe(3);
        (await silo.Storage.CountQueuesAsync(CancellationToken.None)).Effects.ShouldBe(0);
    }

    [Fact]
    public async Task An_effect_that_nobody_does_is_given_up_and_its_grain_is_told()
    {
        await using var silo = await Silo.StartAsync(silo => silo.Options.NewerMax = TimeSpan.Zero);
        await silo.AskAsync("a", new CountByEffect("key"));

        var counter = await silo.UntilAsync("a", counter => counter.Count > 0);
        counter.Names[0].ShouldContain("Nothing here does effects of kind 'echo'");
    }

    [Fact]
    public async Task A_grain_whose_table_is_missing_fails_alone()
    {
        await using var silo = await Silo.StartAsync();

        var results = await silo.Host.AskManyAsync(
        [
            new Outgoing(Counting.Id("a"), new Count("x")),
            new Outgoing(new GrainId("homeless", "b"), new Count("x")),
            new Outgoing(Counting.Id("c"), new Count("x")),
        ]).WaitAsync(TimeSpan.FromSeconds(30));

        results[0].ShouldBeOfType<AskResult.Answered>();
        results[1].ShouldBeOfType<AskResult.DeadLettered>().Error.ShouldContain("no such table");
        results[2].ShouldBeOfType<AskResult.Answered>();
    }

    [Fact]
    public async Task A_forgotten_grain_has_no_row_and_starts_over()
    {
        await using var silo = await Silo.StartAsync();
        await silo.AskAsync("a", new Count("x"));
        await silo.AskAsync("a", new Forget());
        (await silo.ReadAsync("a")).ShouldBeNull();

        await silo.AskAsync("a", new Count("y"));
        await silo.RestartAsync();

        (await silo.ReadAsync("a"))!.Names.ShouldBe(["y"]);
        await silo.AskAsync("b", new Forget());
        (await silo.ReadAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task Memory_is_bounded_and_evicted_grains_come_back()
    {
        await using var silo = await Silo.StartAsync(silo => silo.Options.ActivationsMax = 10);
        for (var round = 0; round < 2; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => silo.AskAsync($"g{i}", new Count($"r{round}"))));
        }

        silo.Host.Activations.ShouldBeLessThanOrEqualTo(10);
        (await silo.ReadAsync("g299"))!.Names.ShouldBe(["r0", "r1"]);
        (await silo.ReadAsync("g0"))!.Names.ShouldBe(["r0", "r1"]);
    }

    [Fact]
    public async Task A_full_queue_refuses_callers_with_a_time_to_wait_and_takes_nothing_of_them()
    {
        await using var silo = await Silo.StartAsync(silo =>
        {
            silo.Options.QueueLengthMax = 20;
            silo.Options.TakeMax = 10;
        });

        var results = await silo.Host.AskManyAsync(
            [.. Enumerable.Range(0, 21).Select(i => new Outgoing(Counting.Id("a"), new Count($"{i}")))]);

        results.ShouldAllBe(result => result is AskResult.Overloaded);
        (await silo.ReadAsync("a")).ShouldBeNull();
        (await silo.AskAsync("a", new Count("x"))).ShouldBe("counted");
        silo.Host.QueueLength.ShouldBe(0);
    }

    [Fact]
    public async Task Stopping_finishes_what_was_taken_and_refuses_the_rest()
    {
        await using var silo = await Silo.StartAsync();
        var taken = Enumerable.Range(0, 500).Select(i => silo.Host.AskAsync(Counting.Id($"g{i}"), new Count("x")))
            .ToList();
        await silo.Host.StopAsync(TimeSpan.FromSeconds(30));

        (await Task.WhenAll(taken)).ShouldAllBe(result => result is AskResult.Answered);
        (await silo.Host.AskAsync(Counting.Id("late"), new Count("x"))).ShouldBeOfType<AskResult.Stopping>();
    }

    [Fact]
    public async Task Settings_are_seen_by_who_was_answered()
    {
        await using var silo = await Silo.StartAsync();
        silo.Host.Settings.ShouldBe(0);

        await silo.Host.AskAsync(new GrainId("dial", "one"), new Count("x"));
        silo.Host.Settings.ShouldBe(1);

        await silo.RestartAsync();
        silo.Host.Settings.ShouldBe(1);
    }

    [Fact]
    public async Task A_rehearsal_tells_what_would_happen_and_writes_nothing()
    {
        await using var silo = await Silo.StartAsync();
        await silo.AskAsync("a", new Count("real"));

        var rehearsal = await silo.Host.RehearseAsync(
            [
                new Outgoing(Counting.Id("a"), new Count("played", ["b"])),
                new Outgoing(Counting.Id("c"), new CountAt("later", TimeProvider.System.GetUtcNow().AddHours(1))),
            ],
            TimeSpan.FromHours(2),
            CancellationToken.None);

        ((Counter)rehearsal.Changed[Counting.Id("a")]).Names.ShouldBe(["real", "played"]);
        ((Counter)rehearsal.Changed[Counting.Id("b")]).Names.ShouldBe(["played>b"]);
        ((Counter)rehearsal.Changed[Counting.Id("c")]).Names.ShouldBe(["later"]);
        rehearsal.Timeline.Count.ShouldBe(3);
        (await silo.ReadAsync("a"))!.Names.ShouldBe(["real"]);
        (await silo.ReadAsync("b")).ShouldBeNull();
    }

    [Fact]
    public async Task A_directory_in_use_is_refused_with_the_remedy()
    {
        var directory = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));
        using (SqliteDatabase.Open(directory))
        {
            Should.Throw<DataDirectoryInUseException>(() => SqliteDatabase.Open(directory)).Message
                .ShouldContain("--data");
        }

        await Task.CompletedTask;
        SqliteDatabase.Open(directory).Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
