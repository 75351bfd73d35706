using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Tests.Worlds;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>The fold by itself, against a second, slower reading of the same set.</summary>
public sealed class CallFactsTests
{
    [Fact]
    public void The_facts_are_those_that_a_reading_with_queries_finds()
    {
        var seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(seeds, seed =>
        {
            var events = new CallStory(seed, eventsMax: 12).Events;
            var folded = CallFacts.Of(CallEvents.SetOf([.. events, .. events]));
            var sorted = events
                .OrderBy(e => e.At).ThenBy(e => e.Type).ThenBy(e => e.Id, StringComparer.Ordinal).ToList();

            folded.Direction.ShouldBe(sorted.Select(e => e.Direction).FirstOrDefault(d => d is not null));
            folded.From.ShouldBe(sorted.Select(e => e.From).FirstOrDefault(f => f is not null));
            folded.StartedAt.ShouldBe(sorted.Min(e => e.At));
            folded.LastAt.ShouldBe(sorted.Max(e => e.At));
            var connected = sorted.Where(e => e.Type is CallEventType.Answered or CallEventType.Transferred).ToList();
            folded.AnsweredAt.ShouldBe(connected.FirstOrDefault()?.At);
            var named = connected.LastOrDefault(e => e.Agent is not null)?.Agent;
            (named is null || folded.LastAnswerer == named).ShouldBeTrue();
            var ends = sorted.Where(e => e.Type == CallEventType.Ended).ToList();
            folded.EndedAt.ShouldBe(ends.LastOrDefault()?.At);
            folded.Outcome.ShouldBe(ends.LastOrDefault(e => e.Outcome is not null)?.Outcome);
            (folded.Recordings ?? []).ShouldBe(sorted.Select(e => e.RecordingUrl).OfType<string>().Distinct());
            folded.Utm?.Source.ShouldBe(sorted.Select(e => e.Utm?.Source).FirstOrDefault(s => s is not null));
            return true;
        }));
    }

    [Theory]
    [InlineData("pbx", "c1", true)]
    [InlineData("PBX.1_a-b", "anything / goes", true)]
    [InlineData("", "c1", false)]
    [InlineData("p bx", "c1", false)]
    [InlineData("pbx/", "c1", false)]
    [InlineData("pbx", "", false)]
    [InlineData("pbx", "c\n1", false)]
    public void A_source_has_letters_digits_and_three_signs_and_an_id_is_printable(string source, string id, bool fits)
    {
        CallKey.TryCall(source, id, out var call).ShouldBe(fits);
        (fits ? call.Key : "").ShouldBe(fits ? $"{source}/{id}" : "");
        CallKey.TryForm(source, id, out _).ShouldBe(fits);
    }

    [Fact]
    public void Too_long_a_source_or_id_is_none()
    {
        CallKey.TryCall(new string('s', 65), "c", out _).ShouldBeFalse();
        CallKey.TryCall("s", new string('c', 201), out _).ShouldBeFalse();
    }
}
