using System.Globalization;
using System.Text;

namespace ActorCrm.Runtime.Grains;

/// <summary>The identity of a virtual actor: which type it is and which one of them.</summary>
/// <remarks>
/// A grain always exists; it is activated on demand. <see cref="Key"/> is 1 to <see cref="KeyLengthMax"/> characters
/// without control characters.
/// </remarks>
public readonly record struct GrainId : IComparable<GrainId>
{
    /// <summary>Longest key, in UTF-16 characters.</summary>
    public const int KeyLengthMax = 512;

    /// <summary>
    /// Makes an identity. Throws <see cref="ArgumentException"/> for an empty, overlong or unprintable key.
    /// </summary>
    public GrainId(string type, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        if (!IsKey(key))
        {
            throw new ArgumentException(
                $"A key of '{type}' has 1 to {KeyLengthMax} printable characters.", nameof(key));
        }

        Type = type;
        Key = key;
    }

    /// <summary>The name of the grain's type, such as <c>call</c>.</summary>
    public string Type { get; }

    /// <summary>Which one; unique within the type.</summary>
    public string Key { get; }

    /// <summary>Whether a text can be a key.</summary>
    public static bool IsKey(string? key)
    {
        if (string.IsNullOrEmpty(key) || key.Length > KeyLengthMax)
        {
            return false;
        }

        for (var i = 0; i < key.Length; i++)
        {
            // Lone surrogates would be stored as U+FFFD, and two different keys would become one row.
            var isPair = char.IsHighSurrogate(key[i]) && i + 1 < key.Length && char.IsLowSurrogate(key[i + 1]);
            if (char.IsControl(key[i]) || (char.IsSurrogate(key[i]) && !isPair))
            {
                return false;
            }

            i += isPair ? 1 : 0;
        }

        return true;
    }

    /// <summary>The shard that a grain lives in: its <see cref="Place"/> modulo the number of shards.</summary>
    public int Shard(int shardCount) => Place() % shardCount;

    /// <summary>
    /// Where a grain lives, whatever the number of shards: the last four digits of a key that is a UUID of version 7,
    /// which <see cref="StableId"/> chooses; otherwise the lower half of FNV-1a over type and key in UTF-8. Stored
    /// rows depend on it, so it never changes.
    /// </summary>
    public ushort Place()
    {
        if (Key is { Length: 36 } && Key[14] == '7' && Guid.TryParseExact(Key, "D", out _))
        {
            return ushort.Parse(Key.AsSpan(32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        Span<byte> buffer = stackalloc byte[256];
        var hash = Fold(Fold(2166136261, Type, buffer), Key, buffer);
        return (ushort)(hash ^ (hash >> 16));
    }

    /// <inheritdoc/>
    public int CompareTo(GrainId other)
    {
        var byType = string.CompareOrdinal(Type, other.Type);
        return byType != 0 ? byType : string.CompareOrdinal(Key, other.Key);
    }

    /// <summary><c>type/key</c>.</summary>
    public override string ToString() => $"{Type}/{Key}";

    public static bool operator <(GrainId left, GrainId right) => left.CompareTo(right) < 0;

    public static bool operator >(GrainId left, GrainId right) => left.CompareTo(right) > 0;

    public static bool operator <=(GrainId left, GrainId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(GrainId left, GrainId right) => left.CompareTo(right) >= 0;

    private static uint Fold(uint hash, string text, Span<byte> buffer)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            Encoding.UTF8.GetEncoder().Convert(rest, buffer, flush: true, out var chars, out var bytes, out _);
            foreach (var value in buffer[..bytes])
            {
                hash = (hash ^ value) * 16777619;
            }

            rest = rest[chars..];
        }

        // A separator that UTF-8 never contains keeps ("a", "bc") and ("ab", "c") apart.
        return (hash ^ 0xff) * 16777619;
    }
}
