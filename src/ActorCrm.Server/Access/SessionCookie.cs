using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Server.Access;

/// <summary>
/// What the browser of somebody who signed in keeps: the user's id, the session's id and a secret of 256 random bits.
/// The server keeps a hash of the secret only, so who reads the database cannot sign in with it.
/// </summary>
internal sealed record SessionCookie(string UserId, string SessionId, string Secret)
{
    /// <summary>Name of the cookie.</summary>
    public const string Name = "actorcrm_session";

    /// <summary>The header that carries the antiforgery token.</summary>
    public const string AntiforgeryHeader = "X-Antiforgery-Token";

    private const int SecretBytes = 32;

    /// <summary>
    /// The name under https: browsers take a cookie of this prefix from a secure page of this host only.
    /// </summary>
    private const string SecureName = "__Host-" + Name;

    /// <summary>What is stored of the secret.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)));

    /// <summary>
    /// What a page must send along with everything that changes something: it follows from the secret, which no other
    /// page can read.
    /// </summary>
    public string AntiforgeryToken => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), "antiforgery"u8));

    /// <summary>A new one.</summary>
    public static SessionCookie Make(string userId) => new(
        userId, RandomNumberGenerator.GetHexString(16, lowercase: true),
        RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true));

    /// <summary>Whether a request has a cookie of this name, good or not.</summary>
    public static bool IsThere(HttpRequest request) => request.Cookies.ContainsKey(NameFor(request));

    /// <summary>Reads a request's cookie; false when it cannot be one.</summary>
    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out SessionCookie? cookie)
    {
        cookie = null;
        if (request.Cookies[NameFor(request)]?.Split('.') is [var user, var session, var secret]
            && Guid.TryParseExact(user, "D", out _)
            && session.Length == 16
            && secret.Length == SecretBytes * 2
            && secret.All(char.IsAsciiHexDigitLower))
        {
            cookie = new SessionCookie(user, session, secret);
        }

        return cookie is not null;
    }

    /// <summary>Gives the cookie to the browser.</summary>
    public void Write(HttpResponse response, DateTimeOffset expiresAt) => response.Cookies.Append(
        NameFor(response.HttpContext.Request), $"{UserId}.{SessionId}.{Secret}", Options(response, expiresAt));

    /// <summary>Takes the cookie away.</summary>
    public static void Remove(HttpResponse response) =>
        response.Cookies.Delete(NameFor(response.HttpContext.Request), Options(response, null));

    /// <summary>Names the session; a cookie that finds its way into a log by accident shows no secret.</summary>
    public override string ToString() => $"{UserId}.{SessionId}.…";

    private static string NameFor(HttpRequest request) => request.IsHttps ? SecureName : Name;

    private static CookieOptions Options(HttpResponse response, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Strict,
        Secure = response.HttpContext.Request.IsHttps,
        Expires = expiresAt,
    };
}
