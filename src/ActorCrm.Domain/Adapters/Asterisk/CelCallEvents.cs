using System.Globalization;
using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Says a <see cref="CelCall"/> in the normalised events that a call is folded from.</summary>
public static class CelCallEvents
{
    /// <summary>
    /// The events, in order of time. The list replaces the one before it, and its ids stay the same: what changes
    /// with further rows is only what was not known before. While the beginning is missing there are no events, since
    /// nothing is known for certain; the end is said only of a complete call.
    /// </summary>
    /// <param name="call">What the rows say.</param>
    /// <param name="assumeComplete">True when no further row is awaited: the call's rows have been quiet for
    /// long.</param>
    public static IReadOnlyList<CallEvent> Of(CelCall call, bool assumeComplete = false)
    {
        if (call.StartedAt is null && !assumeComplete)
        {
            return [];
        }

        var isOver = call.IsComplete || assumeComplete;
        return
        [
            Event(call, "cel:initiated", CallEventType.Initiated, call.StartedAt ?? call.FirstRowAt, call.MadeBy),
            .. Ringing(call),
            .. Answers(call),
            .. call.Recordings.Select(recording => Event(
                call, $"cel:recording:{recording.Id}", CallEventType.Recording, recording.StartedAt, null)
                with { RecordingUrl = recording.Url }),
            .. isOver ? [Ended(call)] : Array.Empty<CallEvent>(),
        ];
    }

    private static IEnumerable<CallEvent> Ringing(CelCall call) => call.RingingAt is { } at
        ? [Event(call, "cel:ringing", CallEventType.Ringing, at, null)]
        : [];

    private static IEnumerable<CallEvent> Answers(CelCall call)
    {
        if (call.AnsweredAt is not { } at)
        {
            yield break;
        }

        yield return Event(call, "cel:answered:1", CallEventType.Answered, at, call.AnsweredBy);
        foreach (var (index, step) in call.Steps.Index().Skip(1))
        {
            var number = (index + 1).ToString(CultureInfo.InvariantCulture);
            yield return Event(call, $"cel:transferred:{number}", CallEventType.Transferred, step.At, step.Agent);
        }
    }

    private static CallEvent Ended(CelCall call) =>
        Event(call, "cel:ended", CallEventType.Ended, call.EndedAt ?? call.LastRowAt, null)
            with
        { Outcome = call.OutcomeSoFar };

    private static CallEvent Event(
        CelCall call, string id, CallEventType type, DateTimeOffset at, AgentReference? agent) => new(
            id, type, at, call.Direction, call.From, call.To,
            CallerName: Filled(call.FromName),
            Agent: agent,
            CalledName: Filled(call.ToName),
            Dialled: call.Dialled);

    private static string? Filled(string? name) => string.IsNullOrEmpty(name) ? null : name;
}
