using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>
/// Counts wrong passwords of one user, locks, and keeps sessions. Guesses that come at once are counted one after the
/// other here, so none slips through between a look at the lock and the count.
/// </summary>
public static class SignInGrain
{
    // Who gave a wrong password is not known: it need not be the user.
    private const string Nobody = "nobody";

    /// <summary>Handles one message.</summary>
    public static SignIns? Handle(Turn turn, SignIns? state, object message) => message switch
    {
        TrySignIn attempt => Try(turn, state ?? SignIns.None, attempt),
        BeginSession begin => Begin(turn, state ?? SignIns.None, begin.Session, begin.From),
        NoteSessionUse use => Use(state, use),
        EndSession end => End(turn, state, end),
        Unlock unlock => Unlock(turn, state, unlock),
        _ => throw new InvalidOperationException($"Signing in does not understand {message.GetType().Name}."),
    };

    private static SignIns Try(Turn turn, SignIns state, TrySignIn attempt)
    {
        if (state.IsLocked(turn.Now))
        {
            turn.Audit("signInRefused", Nobody, new() { ["why"] = "locked" }, attempt.From);
            turn.Reply(new SignInRefused(state.LockedUntil));
            return state;
        }

        if (!attempt.IsRight)
        {
            return Fail(turn, state, attempt.From);
        }

        if (attempt.Session is { } session)
        {
            var cleared = state with { Failures = 0, FailedAt = null, LockedUntil = null };
            return Begin(turn, cleared, session, attempt.From);
        }

        turn.Reply(new SignInAllowed());
        return state.Failures == 0 ? state : state with { Failures = 0, FailedAt = null };
    }

    private static SignIns Begin(Turn turn, SignIns state, Session session, string? from)
    {
        turn.Reply(new SignInAllowed());
        if (Array.Exists(state.Sessions, known => known.Id == session.Id))
        {
            return state;
        }

        var facts = new Dictionary<string, string> { ["session"] = session.Id };
        if (session.Provider is { } provider)
        {
            facts["provider"] = provider;
        }

        turn.Audit("signedIn", $"user:{turn.Self.Key}", facts, from);
        var open = state.Sessions.Where(known => known.Stamp == session.Stamp && known.ExpiresAt > turn.Now);
        return state with
        {
            SignedInAt = turn.Now,
            Sessions = [.. open.TakeLast(SignIns.SessionsMax - 1), session],
        };
    }

    private static SignIns? Use(SignIns? state, NoteSessionUse use)
    {
        var index = Array.FindIndex(state?.Sessions ?? [], session => session.Id == use.SessionId);

        // Each silo tells of its own requests, so an earlier time may come after a later one.
        if (index < 0 || state!.Sessions[index].LastUse() >= use.At)
        {
            return state;
        }

        Session[] sessions = [.. state.Sessions];
        sessions[index] = sessions[index] with { UsedAt = use.At };
        return state with { Sessions = sessions };
    }

    private static SignIns Fail(Turn turn, SignIns state, string? from)
    {
        var isFresh = state.FailedAt is null || state.FailedAt < turn.Now - SignIns.LockTime;
        var failures = isFresh ? 1 : state.Failures + 1;
        DateTimeOffset? lockedUntil = failures >= SignIns.FailuresMax ? turn.Now + SignIns.LockTime : null;
        turn.Audit("signInRefused", Nobody, new() { ["why"] = "wrongPassword" }, from);
        if (lockedUntil is not null)
        {
            turn.Audit("signInLocked", Nobody, null, from);
        }

        turn.Reply(new SignInRefused(lockedUntil));
        return state with
        {
            Failures = lockedUntil is null ? failures : 0,
            FailedAt = turn.Now,
            LockedUntil = lockedUntil,
        };
    }

    private static SignIns? End(Turn turn, SignIns? state, EndSession end)
    {
        turn.Reply(new SignInAllowed());
        if (state is null || !Array.Exists(state.Sessions, session => session.Id == end.SessionId))
        {
            return state;
        }

        turn.Audit("signedOut", end.By, new() { ["session"] = end.SessionId });
        return state with { Sessions = [.. state.Sessions.Where(session => session.Id != end.SessionId)] };
    }

    private static SignIns? Unlock(Turn turn, SignIns? state, Unlock unlock)
    {
        turn.Reply(new SignInAllowed());
        if (state is null or { Failures: 0, LockedUntil: null })
        {
            return state;
        }

        turn.Audit("signInUnlocked", unlock.By);
        return state with { Failures = 0, FailedAt = null, LockedUntil = null };
    }
}
