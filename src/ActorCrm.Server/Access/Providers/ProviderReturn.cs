using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Access.Providers;

/// <summary>What the provider sent along with the browser.</summary>
/// <param name="Code">To be redeemed.</param>
/// <param name="State">What the browser was sent there with.</param>
/// <param name="Error">Why there is no code.</param>
/// <param name="Issuer">Who sent it, where the provider says so (RFC 9207).</param>
/// <param name="RedirectAddress">The address that it came to.</param>
internal sealed record ReturnedCode(
    string? Code, string? State, string? Error, string? Issuer, string RedirectAddress);

/// <summary>Takes browsers in that come back from an identity provider. Each refusal is told to the audit.</summary>
internal sealed class ProviderReturn(
    ProviderSignIn signIn, SignInLimits limits, AuditLog audit, TimeProvider clock)
{
    private const int CodeLengthMax = 4_000;

    /// <summary>
    /// Begins a session and gives where to go; or the problem. Throws <see cref="ProviderDownException"/>.
    /// </summary>
    public async Task<(string? ReturnTo, ProblemResult? Problem)> HandleAsync(
        HttpContext http, IdentityProvider provider, ReturnedCode returned, CancellationToken stop)
    {
        var place = SignInLimits.Place(http.Connection.RemoteIpAddress);
        if (limits.Refusal(place) is { } tooOften)
        {
            return (null, tooOften);
        }

        var now = clock.GetUtcNow();
        var isOurs = SignInCookie.TryRead(http.Request, provider.Name, now, out var cookie);
        SignInCookie.Remove(http.Response);
        var (claims, why) = isOurs && cookie!.IsState(returned.State)
            ? await RedeemAsync(provider, returned, cookie, now, stop)
            : new CheckedToken(null, "stateWrong");
        var from = http.Connection.RemoteIpAddress?.ToString();
        var result = claims is null
            ? new SignedInUser(null, why, null)
            : await signIn.BeginAsync(provider, claims, from, stop);
        if (result.Cookie is { } session)
        {
            session.Write(http.Response, result.ExpiresAt);
            return (cookie!.ReturnTo, null);
        }

        if (result.Unanswered is { } unanswered)
        {
            return (null, ProblemResult.Of(unanswered));
        }

        limits.Failed(place);
        var told = await audit.AppendAsync(
            "signInRefused", "nobody", null, from,
            new() { ["why"] = result.Why!, ["provider"] = provider.Name }, stop);
        return (null, told is AskResult.Answered
            ? Problem.Of(ProblemCode.ProviderSignInRefused, Detail(result.Why!))
            : ProblemResult.Of(told));
    }

    private static async Task<CheckedToken> RedeemAsync(
        IdentityProvider provider, ReturnedCode returned, SignInCookie cookie, DateTimeOffset now,
        CancellationToken stop)
    {
        if (returned.Issuer is not null && returned.Issuer != provider.Options.Issuer)
        {
            return new CheckedToken(null, "issuerWrong");
        }

        if (returned.Error is not null || returned.Code is not { Length: > 0 and <= CodeLengthMax } code)
        {
            return new CheckedToken(null, "refusedByProvider");
        }

        var addresses = await provider.ReadAsync(stop);
        var token = await provider.RedeemAsync(addresses, code, cookie.Verifier, returned.RedirectAddress, stop);
        return token is null
            ? new CheckedToken(null, "codeRefused")
            : await IdToken.CheckAsync(token, provider, addresses, cookie.Nonce, now, stop);
    }

    // Of who is known to the provider, what an administrator has to do; of all else, that it has to be begun anew.
    private static string Detail(string why) => why switch
    {
        "userUnknown" => "Nobody made a user for you here; ask an administrator.",
        "userInactive" => "Your user is not active any more; ask an administrator.",
        "roleUnknown" => "The provider names no role for you that is known here; ask an administrator.",
        "loginTaken" or "loginInvalid" or "identityTaken" =>
            "The login that the provider names cannot be yours here; ask an administrator.",
        _ => "Begin again; if that does not help, the audit says why.",
    };
}
