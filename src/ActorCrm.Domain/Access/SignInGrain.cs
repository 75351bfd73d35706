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

        turn.Reply(new SignInAllowed());
        if (attempt.Session is not { } session)
        {
            return state.Failures == 0 ? state : state with { Failures = 0, FailedAt = null };
        }

        if (Array.Exists(state.Sessions, known => known.Id == session.Id))
        {
            return state;
        }

        turn.Audit("signedIn", $"user:{turn.Self.Key}", new() { ["session"] = session.Id }, attempt.From);
        var open = state.Sessions.Where(known => known.Stamp == session.Stamp && known.ExpiresAt > turn.Now);
        return new SignIns(0, null, null, turn.Now, [.. open.TakeLast(SignIns.SessionsMax - 1), session]);
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
