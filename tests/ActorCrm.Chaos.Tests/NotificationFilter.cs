using System.Buffers.Binary;

namespace ActorCrm.Chaos.Tests;

/// <summary>
/// Takes notifications out of what PostgreSQL sends on one connection. Each of its messages is a letter, a length that
/// counts itself, and the rest.
/// </summary>
internal sealed class NotificationFilter
{
    private const byte Notification = (byte)'A';
    private const int HeaderBytes = 5;

    private readonly byte[] _header = new byte[HeaderBytes];
    private int _headerBytes;
    private int _bodyBytesLeft;
    private bool _isDropped;

    /// <summary>Goes on with the next bytes of the connection.</summary>
    /// <returns>What is left of them, and how many notifications were dropped.</returns>
    public (ReadOnlyMemory<byte> Bytes, int Dropped) Pass(ReadOnlySpan<byte> bytes, bool isDeaf)
    {
        var passed = new List<byte>(bytes.Length + HeaderBytes);
        var dropped = 0;
        while (bytes.Length > 0)
        {
            if (_bodyBytesLeft == 0)
            {
                _header[_headerBytes++] = bytes[0];
                bytes = bytes[1..];
                if (_headerBytes == HeaderBytes)
                {
                    _headerBytes = 0;
                    _bodyBytesLeft = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(1)) - sizeof(int);
                    _isDropped = isDeaf && _header[0] == Notification;
                    dropped += _isDropped ? 1 : 0;
                    passed.AddRange(_isDropped ? [] : _header);
                }

                continue;
            }

            var count = Math.Min(_bodyBytesLeft, bytes.Length);
            if (!_isDropped)
            {
                passed.AddRange(bytes[..count]);
            }

            _bodyBytesLeft -= count;
            bytes = bytes[count..];
        }

        return (passed.ToArray(), dropped);
    }
}
