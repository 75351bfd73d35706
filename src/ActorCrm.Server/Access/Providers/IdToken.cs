using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ActorCrm.Server.Access.Providers;

/// <summary>Decides whether an id token counts (OpenID Connect Core, 3.1.3.7).</summary>
internal static class IdToken
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    // Signatures that only the provider can make: with a shared secret, or without a signature, others could.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    /// <summary>
    /// Looks at signature, issuer, audience, times and nonce. A key that is not known is asked for once more: providers
    /// change them.
    /// </summary>
    public static async Task<CheckedToken> CheckAsync(
        string token, IdentityProvider provider, ProviderAddresses addresses, string nonce, DateTimeOffset now,
        CancellationToken stop)
    {
        var result = await Handler.ValidateTokenAsync(token, Rules(provider.Options, addresses, now));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException
            && await provider.ReadAgainAsync(stop) is { } again)
        {
            result = await Handler.ValidateTokenAsync(token, Rules(provider.Options, again, now));
        }

        if (!result.IsValid)
        {
            return new CheckedToken(null, Why(result.Exception));
        }

        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(
            ((JsonWebToken)result.SecurityToken).EncodedPayload));
        return Why(payload.RootElement, provider.Options.ClientId, nonce) is { } why
            ? new CheckedToken(null, why)
            : new CheckedToken(ProviderClaims.Read(payload.RootElement, provider.Options), null);
    }

    private static TokenValidationParameters Rules(
        ProviderOptions options, ProviderAddresses addresses, DateTimeOffset now) => new()
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.ClientId,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = addresses.Keys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = Skew,

            // By this server's clock, as all else.
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires is not null && expires > (now - Skew).UtcDateTime
                && !(notBefore > (now + Skew).UtcDateTime),
        };

    private static string Why(Exception? exception) => exception switch
    {
        SecurityTokenInvalidIssuerException => "issuerWrong",
        SecurityTokenInvalidAudienceException => "audienceWrong",
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException
            or SecurityTokenNoExpirationException => "tokenExpired",
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => "signatureWrong",
        _ => "tokenInvalid",
    };

    private static string? Why(JsonElement payload, string clientId, string nonce)
    {
        if (!Is(payload, "nonce", nonce))
        {
            return "nonceWrong";
        }

        // A token that is for others too, or that another client asked for, says for whom it was made.
        var audience = payload.GetProperty("aud");
        var isForMore = audience.ValueKind == JsonValueKind.Array && audience.GetArrayLength() > 1;
        if ((isForMore || payload.TryGetProperty("azp", out _)) && !Is(payload, "azp", clientId))
        {
            return "audienceWrong";
        }

        return payload.TryGetProperty("sub", out var subject) && subject.ValueKind == JsonValueKind.String
            && subject.GetString() is { Length: > 0 and <= 255 } text && !text.Any(char.IsControl)
            ? null
            : "subjectMissing";
    }

    private static bool Is(JsonElement payload, string claim, string expected) =>
        payload.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String
        && value.ValueEquals(expected);
}

/// <summary>What came of looking at a token.</summary>
/// <param name="Claims">What it says; null when it does not count.</param>
/// <param name="Why">Why it does not.</param>
internal sealed record CheckedToken(ProviderClaims? Claims, string? Why);
