using System.Buffers;

namespace ActorCrm.Server.Ingestion;

/// <summary>
/// Cuts a stream into lines. A line that is too long is stepped over as it comes, without being kept.
/// </summary>
internal sealed class LineReader(int lineBytesMax)
{
    private readonly byte[] _scratch = new byte[lineBytesMax];
    private bool _skipping;

    /// <summary>Lines read so far, blank ones included.</summary>
    public long LinesRead { get; private set; }

    /// <summary>
    /// Adds the lines of a buffer to a batch until it has <paramref name="linesMax"/>; returns what is left.
    /// </summary>
    /// <param name="buffer">Bytes that were not taken yet.</param>
    /// <param name="isLast">True when no more bytes follow: then the last line needs no end.</param>
    /// <param name="batch">Where the lines go.</param>
    /// <param name="linesMax">Most lines to take.</param>
    /// <param name="now">The server's time.</param>
    public ReadOnlySequence<byte> Take(
        ReadOnlySequence<byte> buffer, bool isLast, IngestionBatch batch, int linesMax, DateTimeOffset now)
    {
        while (batch.Count < linesMax && !buffer.IsEmpty)
        {
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                TakeLine(buffer.Slice(0, end), batch, now);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            else if (isLast)
            {
                TakeLine(buffer, batch, now);
                return buffer.Slice(buffer.End);
            }
            else if (_skipping || buffer.Length > lineBytesMax)
            {
                _skipping = true;
                return buffer.Slice(buffer.End);
            }
            else
            {
                return buffer;
            }
        }

        return buffer;
    }

    private void TakeLine(in ReadOnlySequence<byte> line, IngestionBatch batch, DateTimeOffset now)
    {
        var index = LinesRead++;
        if (_skipping || line.Length > lineBytesMax)
        {
            _skipping = false;
            batch.AddRefused(index, EventCode.EventTooLarge.Fault($"A line has {lineBytesMax} bytes at most."));
            return;
        }

        var bytes = line.FirstSpan;
        if (!line.IsSingleSegment)
        {
            line.CopyTo(_scratch);
            bytes = _scratch.AsSpan(0, (int)line.Length);
        }

        if (index == 0 && bytes.StartsWith(JsonItems.ByteOrderMark))
        {
            bytes = bytes[JsonItems.ByteOrderMark.Length..];
        }

        bytes = bytes.Trim(" \t\r"u8);
        if (!bytes.IsEmpty)
        {
            batch.Add(index, bytes, now);
        }
    }
}
