using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;
using ActorCrm.Domain.Tests.Worlds;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>
/// The state of a call and of everything it makes is a function of the set of its events: whatever the order, and
/// however often each comes. A failure names the seed; put it into <see cref="Seeds"/> to have it again.
/// </summary>
public sealed class OrderOfEventsTests
{
    // The single ones found faults once.
    private static readonly int[] Seeds = [.. Enumerable.Range(1, 300), 2748];

    private static readonly int[] FreshSeeds = [.. Enumerable.Range(0, 30).Select(_ => Random.Shared.Next())];

    private static readonly string[] Types =
    [
        Call.Type, Contact.Type, Organization.Type, Deal.Type, CrmTask.Type,
    ];

    [Fact]
    public void Every_permutation_of_up_to_six_events_gives_the_same_state()
    {
        foreach (var seed in Seeds.Concat(FreshSeeds))
        {
            // Six events have 720 orders; most stories have fewer, so that many stories fit.
            var story = new CallStory(seed, eventsMax: seed % 8 == 0 ? 6 : 5);
            var expected = Play(story, story.Events);
            foreach (var order in Permutations(story.Events))
            {
                var actual = Play(story, order);
                Same(actual, expected, seed, story, order);
            }
        }
    }

    [Fact]
    public void Shuffles_of_long_calls_with_repeated_events_give_the_same_state()
    {
        foreach (var seed in Seeds.Concat(FreshSeeds))
        {
            var story = new CallStory(seed, eventsMax: 12);
            var expected = Play(story, story.Events);
            var chance = new Random(seed);
            for (var run = 0; run < 60; run++)
            {
                CallEvent[] order = [.. story.Events, .. story.Events.Where(_ => chance.Next(2) == 0)];
                chance.Shuffle(order);
                Same(Play(story, order), expected, seed, story, order);
            }
        }
    }

    [Fact]
    public void Messages_between_grains_that_overtake_each_other_give_the_same_state()
    {
        foreach (var seed in Seeds.Concat(FreshSeeds))
        {
            var story = new CallStory(seed, eventsMax: 12);
            var expected = Play(story, story.Events);
            for (var run = 0; run < 40; run++)
            {
                var world = story.Centre.World.Fork(new Random(seed + run));
                foreach (var callEvent in story.Events)
                {
                    // Each from its own sender: any order, and in the middle of what earlier ones started.
                    world.Send(
                        CallCentre.CallId("c1"),
                        new RecordCallEvent(CallCentre.Source, "c1", callEvent),
                        $"adapter {callEvent.Id}");
                }

                Same(Rest(world, story), expected, seed, story, story.Events);
            }
        }
    }

    [Fact]
    public void A_call_replaced_as_a_whole_is_the_same_as_one_told_event_by_event()
    {
        foreach (var seed in Seeds)
        {
            var story = new CallStory(seed, eventsMax: 12);
            var expected = Play(story, story.Events);
            var world = story.Centre.World.Fork();
            for (var known = 1; known <= story.Events.Length; known++)
            {
                world.Ask(
                    CallCentre.CallId("c1"),
                    new ReplaceCallEvents(CallCentre.Source, "c1", story.Events[..known]));
            }

            Same(Rest(world, story), expected, seed, story, story.Events);
        }
    }

    [Fact]
    public void The_stories_reach_every_trigger_and_every_reason_to_have_no_client()
    {
        var calls = Seeds.Select(seed => new CallStory(seed, eventsMax: 12)).Select(story =>
        {
            Play(story, story.Events, out var world);
            return world.State<Call>(CallCentre.CallId("c1"))!;
        }).ToList();

        calls.SelectMany(call => call.Decision?.Triggers ?? []).Distinct().Order()
            .ShouldBe(Enum.GetValues<Trigger>()[..9]);
        calls.Select(call => call.NoClient).OfType<NoClientReason>().Distinct().Order()
            .ShouldBe(Enum.GetValues<NoClientReason>().Except([NoClientReason.DirectionUnknown]));
        calls.ShouldAllBe(call => call.Phase == CallPhase.Ended && call.Awaiting == null);
    }

    private static string Play(CallStory story, CallEvent[] order) => Play(story, order, out _);

    private static string Play(CallStory story, CallEvent[] order, out GrainWorld world)
    {
        world = story.Centre.World.Fork();
        foreach (var callEvent in order)
        {
            world.Ask(CallCentre.CallId("c1"), new RecordCallEvent(CallCentre.Source, "c1", callEvent));
        }

        return Rest(world, story);
    }

    /// <summary>The state when every timer has fired.</summary>
    private static string Rest(GrainWorld world, CallStory story)
    {
        world.Advance(TimeSpan.FromHours(9));

        // Where a call's events contradict each other about the client's number, another client's contact may have
        // been asked on the way. That it was is remembered, so that the call that made it does not take it back.
        var json = world.Json(Types);
        return story.IsContradictory
            ? json.Replace("\"shared\":true", "\"shared\":false", StringComparison.Ordinal)
            : json;
    }

    private static void Same(string actual, string expected, int seed, CallStory story, CallEvent[] order)
    {
        if (actual == expected)
        {
            return;
        }

        string[] was = actual.Split('\n');
        string[] should = expected.Split('\n');
        throw new ShouldAssertException(
            $"""
            seed {seed}, {story}
            order {string.Join(' ', order.Select(e => $"{e.Id}:{e.Type}"))}
            should be {string.Join("\n          ", should.Except(was))}
            but was   {string.Join("\n          ", was.Except(should))}
            """);
    }

    private static IEnumerable<CallEvent[]> Permutations(CallEvent[] events)
    {
        if (events.Length <= 1)
        {
            yield return events;
            yield break;
        }

        for (var i = 0; i < events.Length; i++)
        {
            CallEvent[] rest = [.. events.AsSpan(0, i), .. events.AsSpan(i + 1)];
            foreach (var tail in Permutations(rest))
            {
                yield return [events[i], .. tail];
            }
        }
    }
}
