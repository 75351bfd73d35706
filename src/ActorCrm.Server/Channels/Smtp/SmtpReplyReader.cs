using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Reads answers from a server that may send anything: lines and their number are limited, bytes that are no UTF-8 and
/// control characters become marks, and what does not begin with a code ends the connection.
/// </summary>
internal sealed class SmtpReplyReader(SmtpOptions options)
{
    private readonly byte[] _buffer = new byte[4_096];
    private int _start;
    private int _end;

    /// <summary>Whether nothing was read that is not yet part of an answer.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Reads an answer. Throws <see cref="SmtpBrokenException"/>, or what the stream throws.</summary>
    public async ValueTask<SmtpReply> ReadAsync(Stream stream, CancellationToken stop)
    {
        var lines = new List<string>(1);
        for (var code = 0; ;)
        {
            var (lineCode, isLast, text) = Parse(await LineAsync(stream, stop));
            if (code != 0 && lineCode != code)
            {
                throw new SmtpBrokenException(SmtpCause.Protocol, "the lines of an answer had different codes");
            }

            code = lineCode;
            lines.Add(text);
            if (isLast)
            {
                return new SmtpReply(code, lines);
            }

            if (lines.Count == options.AnswerLinesMax)
            {
                throw new SmtpBrokenException(
                    SmtpCause.Protocol, $"an answer had more than {options.AnswerLinesMax} lines");
            }
        }
    }

    /// <summary>A line without its end; valid until the next is read.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> LineAsync(Stream stream, CancellationToken stop)
    {
        var searched = 0;
        while (true)
        {
            var feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + feed);
                _start += searched + feed + 1;
                return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
            }

            searched = _end - _start;
            if (searched > options.AnswerLineMax)
            {
                throw new SmtpBrokenException(
                    SmtpCause.Protocol, $"a line of an answer had more than {options.AnswerLineMax} bytes");
            }

            Compact();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
            if (read == 0)
            {
                throw new SmtpBrokenException(SmtpCause.ConnectionLost, "the server closed the connection");
            }

            _end += read;
        }
    }

    private void Compact()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }

    private static (int Code, bool IsLast, string Text) Parse(ReadOnlyMemory<byte> memory)
    {
        var line = memory.Span;
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5'
            || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2])
            || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            throw new SmtpBrokenException(SmtpCause.Protocol, "the server sent what is no answer");
        }

        var code = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
        var text = line.Length > 4 ? Encoding.UTF8.GetString(line[4..]) : "";
        return (code, line.Length == 3 || line[3] == ' ', Printable(text));
    }

    private static string Printable(string text) => text.Any(char.IsControl)
        ? string.Create(text.Length, text, (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
            }
        })
        : text;
}
