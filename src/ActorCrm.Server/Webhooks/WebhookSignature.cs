using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Server.Webhooks;

/// <summary>Secrets and signatures of Standard Webhooks.</summary>
internal static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";

    private const int SecretBytes = 32;

    /// <summary>A new secret: <c>whsec_</c> and base64 of 32 random bytes.</summary>
    public static string NewSecret() =>
        SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>
    /// The value of <c>webhook-signature</c>: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, one for each secret.
    /// </summary>
    public static string Of(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret =>
            $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))}"));
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[SecretPrefix.Length..]);
}
