using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// A private key that signs e-mails for a domain, whose public half stands in the DNS under
/// <c>selector._domainkey.domain</c>. RSA: the framework has no Ed25519. Several threads may sign with it.
/// </summary>
internal sealed class DkimKey : IDisposable
{
    /// <summary>Shortest key that signatures may be made with, in bits (RFC 8301 §3.2).</summary>
    public const int BitsMin = 1_024;

    /// <summary>Longest key that verifiers need take, in bits.</summary>
    public const int BitsMax = 4_096;

    private readonly RSAParameters _private;
    private readonly ConcurrentBag<RSA> _idle = [];

    private DkimKey(string domain, string selector, RSA key)
    {
        Domain = domain;
        Selector = selector;
        _private = key.ExportParameters(includePrivateParameters: true);
        DnsRecord = "v=DKIM1; k=rsa; p=" + Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>The domain that answers for the e-mail, in ASCII.</summary>
    public string Domain { get; }

    /// <summary>Which of the domain's keys it is.</summary>
    public string Selector { get; }

    /// <summary>The text that the DNS must have for verifiers.</summary>
    public string DnsRecord { get; }

    /// <summary>
    /// Reads a private key of PKCS#8 or PKCS#1 in PEM. Throws <see cref="ArgumentException"/> that says what is wrong,
    /// without the key.
    /// </summary>
    public static DkimKey FromPem(string domain, string selector, string pem)
    {
        if (EmailAddress.DomainOf(domain) is not { } ascii || ascii.StartsWith('['))
        {
            throw new ArgumentException("The domain of a DKIM key must be a domain.", nameof(domain));
        }

        if (EmailAddress.DomainOf(selector) is not { } label
            || !label.Equals(selector, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                "The selector of a DKIM key must be labels of letters, digits and hyphens.", nameof(selector));
        }

        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize is >= BitsMin and <= BitsMax
                ? new DkimKey(ascii, label, key)
                : throw new ArgumentException($"A DKIM key must have {BitsMin} to {BitsMax} bits.", nameof(pem));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException { ParamName: not nameof(pem) })
        {
            throw new ArgumentException("The DKIM key is no private RSA key in PEM.", nameof(pem), e);
        }
    }

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    public byte[] Sign(ReadOnlySpan<byte> hash)
    {
        // An RSA object is not promised to work for two threads at once; importing a key costs as much as signing.
        if (!_idle.TryTake(out var key))
        {
            key = RSA.Create(_private);
        }

        var signature = key.SignHash(hash.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(key);
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var key))
        {
            key.Dispose();
        }
    }
}
