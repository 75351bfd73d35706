using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>
/// A value that one record only may have (grain <c>unique_value</c>, see <see cref="UniqueKey"/>): the one place where
/// that is decided.
/// </summary>
/// <param name="Record">Key of the record that has it, or for which it is reserved.</param>
/// <param name="Token">The change that reserved it.</param>
/// <param name="Confirmed">Whether that change happened; until then others wait for how it ends.</param>
public sealed record UniqueValue(string Record, Guid Token, bool Confirmed = false)
{
    /// <summary>The grain type.</summary>
    public const string Type = "unique_value";

    /// <summary>Most changes that wait for one value; those beyond are refused at once.</summary>
    public const int WaitingMax = 1_000;

    /// <summary>Who waits, in the order in which they came; null when nobody does.</summary>
    public ReserveUnique[]? Waiting { get; init; }
}

/// <summary>
/// Reserves a unique value: of a hundred who want it at once, the first gets it, and the others are told who has it.
/// </summary>
public static class UniqueValueGrain
{
    /// <summary>Handles one message.</summary>
    public static UniqueValue? Handle(Turn turn, UniqueValue? state, object message) => message switch
    {
        ReserveUnique reserve => Reserve(turn, state, reserve),
        ConfirmUnique confirm => Confirm(turn, state, confirm),
        ReleaseUnique release => Release(turn, state, release),
        ClaimUnique claim => state ?? new UniqueValue(claim.Record, claim.Token, Confirmed: true),
        _ => throw new InvalidOperationException($"A unique value does not understand {message.GetType().Name}."),
    };

    private static UniqueValue Reserve(Turn turn, UniqueValue? state, ReserveUnique reserve)
    {
        if (state is null || state.Record == reserve.Record)
        {
            // A record that gave it up and wants it again may ask before its release has arrived: the new token
            // makes that release void.
            PassOn(turn, reserve);
            return state?.Token == reserve.Token
                ? state
                : new UniqueValue(reserve.Record, reserve.Token) { Waiting = state?.Waiting };
        }

        var waiting = state.Waiting ?? [];
        if (state.Confirmed || waiting.Length >= UniqueValue.WaitingMax)
        {
            Refuse(turn, reserve, state.Record);
            return state;
        }

        return Array.Exists(waiting, other => other.Token == reserve.Token)
            ? state
            : state with { Waiting = [.. waiting, reserve] };
    }

    private static UniqueValue? Confirm(Turn turn, UniqueValue? state, ConfirmUnique confirm)
    {
        if (state is null || state.Confirmed || !IsHolder(state, confirm.Record, confirm.Token))
        {
            return state;
        }

        foreach (var other in state.Waiting ?? [])
        {
            Refuse(turn, other, state.Record);
        }

        return state with { Confirmed = true, Waiting = null };
    }

    private static UniqueValue? Release(Turn turn, UniqueValue? state, ReleaseUnique release)
    {
        if (state is null || !IsHolder(state, release.Record, release.Token))
        {
            return state;
        }

        if (state.Waiting is not [var next, .. var others])
        {
            return null;
        }

        PassOn(turn, next);
        return new UniqueValue(next.Record, next.Token) { Waiting = others.Length == 0 ? null : others };
    }

    private static bool IsHolder(UniqueValue state, string record, Guid token) =>
        state.Record == record && state.Token == token;

    private static void PassOn(Turn turn, ReserveUnique reserve)
    {
        var next = reserve.Index + 1;
        if (next < reserve.Keys.Length)
        {
            turn.Tell(UniqueKey.Grain(reserve.Keys[next]), reserve with { Index = next });
        }
        else
        {
            turn.Tell(RecordKey.Grain(reserve.Record), new UniqueReserved(reserve.Token, reserve.Keys));
        }
    }

    /// <summary>Tells who asked that another record has the value.</summary>
    internal static void Refuse(Turn turn, ReserveUnique reserve, string holder) =>
        turn.Tell(
            RecordKey.Grain(reserve.Record), new UniqueTaken(reserve.Token, reserve.Keys, reserve.Index, holder));
}
