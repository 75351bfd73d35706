using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Server.Access.Providers;

/// <summary>
/// What the browser keeps between going to an identity provider and coming back: a secret, and where to go
/// afterwards. State, nonce and the verifier of PKCE follow from the secret, so an answer counts only in the browser
/// that asked, for the provider that it asked, on whichever silo it arrives.
/// </summary>
internal sealed record SignInCookie(string Secret, string Provider, DateTimeOffset BegunAt, string ReturnTo)
{
    /// <summary>How long somebody may take to sign in at the provider.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Name = "actorcrm_sign_in";
    private const int SecretBytes = 32;

    /// <summary>Comes back with the provider's answer.</summary>
    public string State => Derive("state");

    /// <summary>Comes back in the id token.</summary>
    public string Nonce => Derive("nonce");

    /// <summary>Shown only where the code is redeemed (RFC 7636).</summary>
    public string Verifier => Derive("verifier");

    /// <summary>What is shown of the verifier before.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    /// <summary>A new one.</summary>
    public static SignInCookie Make(string provider, string returnTo, DateTimeOffset now) => new(
        RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true), provider, now, returnTo);

    /// <summary>Whether a state is this one's.</summary>
    public bool IsState(string? state) => state is not null && CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(state), Encoding.ASCII.GetBytes(State));

    /// <summary>Reads a request's cookie; false when there is none that is good now.</summary>
    public static bool TryRead(
        HttpRequest request, string provider, DateTimeOffset now, [NotNullWhen(true)] out SignInCookie? cookie)
    {
        cookie = null;
        if (request.Cookies[NameFor(request)]?.Split('.', 4) is [var secret, var name, var begun, var returnTo]
            && secret.Length == SecretBytes * 2
            && secret.All(char.IsAsciiHexDigitLower)
            && name == provider
            && long.TryParse(begun, out var seconds)
            && seconds <= now.ToUnixTimeSeconds() && seconds > (now - Lifetime).ToUnixTimeSeconds()
            && IsReturn(Uri.UnescapeDataString(returnTo)))
        {
            cookie = new SignInCookie(
                secret, name, DateTimeOffset.FromUnixTimeSeconds(seconds), Uri.UnescapeDataString(returnTo));
        }

        return cookie is not null;
    }

    /// <summary>
    /// Whether a text is an address of this host that a browser may be sent to: a path, and nothing that a browser
    /// takes for another host.
    /// </summary>
    public static bool IsReturn(string text) =>
        text.Length is > 0 and <= 500
        && text[0] == '/'
        && !text.StartsWith("//", StringComparison.Ordinal)
        && text.All(c => c is > ' ' and < '\u007f' and not '\\');

    /// <summary>Gives the cookie to the browser.</summary>
    public void Write(HttpResponse response) => response.Cookies.Append(
        NameFor(response.HttpContext.Request),
        $"{Secret}.{Provider}.{BegunAt.ToUnixTimeSeconds()}.{Uri.EscapeDataString(ReturnTo)}",
        Options(response, BegunAt + Lifetime));

    /// <summary>Takes the cookie away: an answer counts once.</summary>
    public static void Remove(HttpResponse response) =>
        response.Cookies.Delete(NameFor(response.HttpContext.Request), Options(response, null));

    /// <summary>Names the provider; no secret finds its way into a log.</summary>
    public override string ToString() => $"…{Provider}";

    private string Derive(string what) => Base64Url.EncodeToString(
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.ASCII.GetBytes($"{what}/{Provider}")));

    private static string NameFor(HttpRequest request) => request.IsHttps ? $"__Host-{Name}" : Name;

    // Lax: the provider sends the browser back by a link, and with a strict cookie it would come without.
    private static CookieOptions Options(HttpResponse response, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        Secure = response.HttpContext.Request.IsHttps,
        Expires = expiresAt,
    };
}
