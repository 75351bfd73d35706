using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Runtime.Grains;

/// <summary>Ids that a re-run makes again: a function of a time and of a text that names the cause.</summary>
public static class StableId
{
    /// <summary>
    /// A UUID of version 7 (RFC 9562): <paramref name="time"/> in milliseconds, then bits of SHA-256 over
    /// <paramref name="cause"/>. The time comes first so that new rows lie beside each other in an index.
    /// </summary>
    public static Guid From(DateTimeOffset time, string cause)
    {
        Span<byte> id = stackalloc byte[16];
        Fill(id, time, cause);
        return new Guid(id, bigEndian: true);
    }

    /// <summary>
    /// As above, for a grain that shall live in the shard of <paramref name="near"/>: what the two tell each other then
    /// stays in one loop, and in one commit. 58 bits of the hash are left to tell ids of one millisecond apart.
    /// </summary>
    public static Guid From(DateTimeOffset time, string cause, GrainId near)
    {
        Span<byte> id = stackalloc byte[16];
        Fill(id, time, cause);
        BinaryPrimitives.WriteUInt16BigEndian(id[14..], near.Place());
        return new Guid(id, bigEndian: true);
    }

    private static void Fill(Span<byte> id, DateTimeOffset time, string cause)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetMaxByteCount(cause.Length);
        var text = length <= 1024 ? stackalloc byte[length] : new byte[length];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(cause, text)], hash);

        BinaryPrimitives.WriteInt64BigEndian(id, Math.Max(0, time.ToUnixTimeMilliseconds()) << 16);
        hash[..10].CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0f) | 0x70);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
    }
}
