using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Access;

/// <summary>
/// Begins, finds and ends sessions. One that was found is believed for <see cref="AccessOptions.SessionCheckInterval"/>
/// before the database is asked again; whether its user is active and under the same stamp, and whether it was used of
/// late, is looked at every time.
/// </summary>
internal sealed class Sessions(
    Users users, SessionUses uses, ReadDatabase database, AccessOptions options, TimeProvider clock)
{
    private const int KnownMax = 10_000;

    private static readonly FeatureSql Sql = FeatureSql.Load("Access/access");

    private readonly ConcurrentDictionary<string, (Session Session, DateTimeOffset ReadAt)> _known =
        new(StringComparer.Ordinal);

    /// <summary>The user whose good session a cookie names; null otherwise.</summary>
    public async Task<User?> FindAsync(SessionCookie cookie, CancellationToken stop)
    {
        if (users.Find(cookie.UserId) is not { Active: true } user)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var hash = cookie.Hash;
        if (!_known.TryGetValue(hash, out var known) || now - known.ReadAt >= options.SessionCheckInterval)
        {
            if (await ReadAsync(cookie, hash, stop) is not { } session)
            {
                _known.TryRemove(hash, out _);
                return null;
            }

            Remember(hash, session, now);
            known = (session, now);
        }

        if (!known.Session.IsGood(user, now) || uses.IsIdle(known.Session, now))
        {
            return null;
        }

        uses.Note(user.Id, known.Session, now);
        return user;
    }

    /// <summary>A user's sessions that are good, the oldest first.</summary>
    public async Task<IReadOnlyList<OpenSession>> ListAsync(User user, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var signIns = await ReadSignInsAsync(user.Id, stop);
        return
        [
            .. (signIns?.Sessions ?? []).Where(session => session.IsGood(user, now) && !uses.IsIdle(session, now))
                .Select(session => new OpenSession(session, uses.LastUse(session))),
        ];
    }

    /// <summary>Ends a session that <see cref="ListAsync"/> gave; on this silo from the answer on.</summary>
    public async Task<AskResult> EndAsync(User user, Session session, string by, CancellationToken stop)
    {
        var result = await users.AskSignInAsync(user.Id, new EndSession(session.Id, by), stop);
        _known.TryRemove(session.Hash, out _);
        return result;
    }

    /// <summary>
    /// Begins a session of a user who gave a password, right or wrong; null when it does not count. The lock and the
    /// count of failures are decided where attempts come one after the other.
    /// </summary>
    public async Task<(AskResult Result, SessionCookie? Cookie, Session? Session)> BeginAsync(
        User user, bool isRight, string? from, CancellationToken stop)
    {
        var (cookie, session) = Make(user, from, null);
        var result = await users.AskSignInAsync(user.Id, new TrySignIn(isRight, session, from), stop);
        return result is AskResult.Answered { Answer: SignInAllowed }
            ? (result, cookie, session)
            : (result, null, null);
    }

    /// <summary>Begins a session of a user for whom an identity provider answered.</summary>
    public async Task<(AskResult Result, SessionCookie? Cookie, Session? Session)> BeginAsync(
        User user, string provider, string? from, CancellationToken stop)
    {
        var (cookie, session) = Make(user, from, provider);
        var result = await users.AskSignInAsync(user.Id, new BeginSession(session, from), stop);
        return result is AskResult.Answered ? (result, cookie, session) : (result, null, null);
    }

    /// <summary>Ends a session; on this silo from the answer on.</summary>
    public async Task<AskResult> EndAsync(SessionCookie cookie, string by, CancellationToken stop)
    {
        var result = await users.AskSignInAsync(cookie.UserId, new EndSession(cookie.SessionId, by), stop);
        _known.TryRemove(cookie.Hash, out _);
        return result;
    }

    /// <summary>How signing in went for all users who ever tried, by user.</summary>
    public async Task<Dictionary<string, SignIns>> ReadSignInsAsync(CancellationToken stop)
    {
        var rows = await new ListQuery(Sql, "sign_ins_all").ReadAsync<StateRow>(database, stop);
        return rows.ToDictionary(
            row => row.Id, row => JsonSerializer.Deserialize(row.Doc, AccessJson.Default.SignIns)!,
            StringComparer.Ordinal);
    }

    /// <summary>How signing in went for one user; null for who never tried.</summary>
    public async Task<SignIns?> ReadSignInsAsync(string userId, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "sign_ins_find").With("id", userId).ReadOneAsync<StateRow>(database, stop);
        return row is null ? null : JsonSerializer.Deserialize(row.Doc, AccessJson.Default.SignIns);
    }

    private (SessionCookie Cookie, Session Session) Make(User user, string? from, string? provider)
    {
        var cookie = SessionCookie.Make(user.Id);
        var now = clock.GetUtcNow();
        return (cookie, new Session(
            cookie.SessionId, cookie.Hash, user.Stamp, now, now + options.SessionLifetime, from, provider));
    }

    private async Task<Session?> ReadAsync(SessionCookie cookie, string hash, CancellationToken stop)
    {
        var signIns = await ReadSignInsAsync(cookie.UserId, stop);
        return Array.Find(
            signIns?.Sessions ?? [],
            session => session.Id == cookie.SessionId && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(session.Hash), Encoding.ASCII.GetBytes(hash)));
    }

    private void Remember(string hash, Session session, DateTimeOffset now)
    {
        // Sessions that ended by themselves are forgotten some time.
        if (_known.Count >= KnownMax)
        {
            _known.Clear();
        }

        _known[hash] = (session, now);
    }
}

/// <summary>A session that is good.</summary>
/// <param name="Session">The session.</param>
/// <param name="UsedAt">When it was used last, UTC.</param>
internal sealed record OpenSession(Session Session, DateTimeOffset UsedAt);
