using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Access.Providers;

/// <summary>Finds, or makes, the user whom an identity provider names, and begins the session.</summary>
internal sealed class ProviderSignIn(Users users, Sessions sessions, SiloHost silo, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Begins a session of whom the provider names.</summary>
    public async Task<SignedInUser> BeginAsync(
        IdentityProvider provider, ProviderClaims claims, string? from, CancellationToken stop)
    {
        var known = Find(provider.Name, claims);
        if (Refusal(provider.Options, claims, known) is { } why)
        {
            return new SignedInUser(null, why, null);
        }

        var unit = UnitOf(claims);
        var result = known is null
            ? await users.CreateAsync(
                claims.Login!, claims.Name!, claims.Role!, unit, provider.Name, claims.Subject, stop)
            : await users.AskAsync(
                known.Id, new AdoptIdentity(provider.Name, claims.Subject, claims.Name, claims.Role, unit), stop);
        if (result is not AskResult.Answered { Answer: UserStored { User: var user } })
        {
            return result is AskResult.Answered { Answer: UserRefused refused }
                ? new SignedInUser(null, refused.Code, null)
                : new SignedInUser(null, null, result);
        }

        if (!await IsThereAsync(user.Id, stop))
        {
            return new SignedInUser(null, null, new AskResult.Unknown());
        }

        var (begun, cookie, session) = await sessions.BeginAsync(user, provider.Name, from, stop);
        return cookie is null
            ? new SignedInUser(null, null, begun)
            : new SignedInUser(cookie, null, null, session!.ExpiresAt);
    }

    /// <summary>
    /// Who signed in as this subject before; else the user with the login whom somebody told to sign in by this
    /// provider. A user of whom that was not said is never taken over by a login.
    /// </summary>
    private User? Find(string provider, ProviderClaims claims)
    {
        var ours = users.All.Where(user => user.Provider == provider).ToList();
        return ours.Find(user => user.Subject == claims.Subject)
            ?? ours.Find(user => user.Subject is null && user.Login == claims.Login);
    }

    private string? Refusal(ProviderOptions options, ProviderClaims claims, User? known) =>
        options.RoleClaim is not null && claims.Role is null ? "roleUnknown"
        : known is { Active: false } ? "userInactive"
        : known is not null ? null
        : claims.Login is null ? "loginInvalid"
        : users.FindByLogin(claims.Login) is not null ? "loginTaken"
        : options.CreateUsers ? null
        : "userUnknown";

    // One that the network does not have is none; without a claim the unit is given here.
    private string? UnitOf(ProviderClaims claims)
    {
        if (claims.UnitIds is not { } ids)
        {
            return null;
        }

        var network = new NetworkMap(Network.Of(ServerSettings.Of(silo)));
        return ids.FirstOrDefault(id => network.Find(id) is { GroupId: { } }) ?? "";
    }

    // A user who was just made is on the way from the login to a place of its own.
    private async Task<bool> IsThereAsync(string id, CancellationToken stop)
    {
        var startedAt = clock.GetTimestamp();
        while (users.Find(id) is null)
        {
            if (clock.GetElapsedTime(startedAt) > Patience)
            {
                return false;
            }

            await Task.Delay(Pause, clock, stop);
        }

        return true;
    }
}

/// <summary>What came of signing somebody in.</summary>
/// <param name="Cookie">Of the session; null when there is none.</param>
/// <param name="Why">Why somebody may not sign in, as the audit says it.</param>
/// <param name="Unanswered">What was not answered.</param>
/// <param name="ExpiresAt">When the session ends.</param>
internal sealed record SignedInUser(
    SessionCookie? Cookie, string? Why, AskResult? Unanswered, DateTimeOffset ExpiresAt = default);
