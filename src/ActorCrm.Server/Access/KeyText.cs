using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Server.Access;

/// <summary>
/// The written form of an API key: <c>ack_</c>, an id of 8, a secret of 28 and a checksum of 6 letters and digits. The
/// secret has 166 random bits; the checksum finds a mistyped key without a lookup, and lets scanners of repositories
/// tell a key from any other text.
/// </summary>
public sealed class KeyText
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "ack_";

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 8;
    private const int SecretLength = 28;
    private const int ChecksumLength = 6;
    private const int BodyEnd = 4 + IdLength + SecretLength;
    private const int Length = BodyEnd + ChecksumLength;

    private static readonly SearchValues<char> DigitSet = SearchValues.Create(Digits);

    private readonly string _text;

    private KeyText(string text) => _text = text;

    /// <summary>The public part, which may be logged and listed.</summary>
    public string Id => _text[Prefix.Length..(Prefix.Length + IdLength)];

    /// <summary>A new key.</summary>
    public static KeyText Make() => Make(RandomNumberGenerator.GetString(Digits, IdLength));

    /// <summary>A new key under a known id of 8 letters and digits; its secret is as random as any.</summary>
    public static KeyText Make(string id)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(id.Length, IdLength);
        var body = Prefix + id + RandomNumberGenerator.GetString(Digits, SecretLength);
        return new KeyText(body + Checksum(body));
    }

    /// <summary>Reads a key; false when it cannot be one.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out KeyText? key)
    {
        key = null;
        if (text is null || text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.AsSpan(Prefix.Length).ContainsAnyExcept(DigitSet)
            || !text.AsSpan(BodyEnd).SequenceEqual(Checksum(text.AsSpan(0, BodyEnd))))
        {
            return false;
        }

        key = new KeyText(text);
        return true;
    }

    /// <summary>The whole key. Shown once, to who made it; never logged.</summary>
    public string Reveal() => _text;

    /// <summary>SHA-256 of the whole key: what is stored.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_text)));

    /// <summary>Whether a stored hash is this key's, in a time that does not depend on where they differ.</summary>
    public bool Matches(string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash()), Encoding.ASCII.GetBytes(hash));

    /// <summary>The id: a key that finds its way into a log by accident shows nothing.</summary>
    public override string ToString() => $"{Prefix}{Id}…";

    private static string Checksum(ReadOnlySpan<char> body)
    {
        var crc = Crc32(body);
        return string.Create(ChecksumLength, crc, static (digits, value) =>
        {
            for (var i = digits.Length - 1; i >= 0; i--)
            {
                digits[i] = Digits[(int)(value % 62)];
                value /= 62;
            }
        });
    }

    /// <summary>CRC-32 of IEEE 802.3, bit by bit: a key is short.</summary>
    private static uint Crc32(ReadOnlySpan<char> ascii)
    {
        var crc = uint.MaxValue;
        foreach (var character in ascii)
        {
            crc ^= character;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
