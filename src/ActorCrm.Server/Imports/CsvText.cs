using System.Text;

namespace ActorCrm.Server.Imports;

/// <summary>How reading a record of CSV ended.</summary>
internal enum CsvEnd
{
    /// <summary>A record was read.</summary>
    Record,

    /// <summary>An empty line.</summary>
    Blank,

    /// <summary>The bytes end within the record.</summary>
    Incomplete,

    /// <summary>A quote within a cell that is not quoted, or something behind the closing quote.</summary>
    QuoteMisplaced,

    /// <summary>A cell is not written in the encoding.</summary>
    EncodingInvalid,
}

/// <summary>
/// Reads CSV as RFC 4180 has it, from bytes: the place at which a record begins is known to the byte, so that an import
/// goes on exactly there after a crash. (CsvHelper, which does restore, knows places only by encoding again what it
/// has decoded; that is wrong for bytes which the encoding does not know.) Lines end with LF or CRLF.
/// </summary>
/// <param name="encoding">One in which bytes below 128 are ASCII; throws at bytes that it does not know.</param>
/// <param name="delimiter">Between cells; ASCII.</param>
/// <param name="quote">Around cells; ASCII.</param>
internal sealed class CsvText(Encoding encoding, byte delimiter, byte quote)
{
    /// <summary>Most cells of a record.</summary>
    public const int CellsMax = 1_000;

    private readonly string _quote = ((char)quote).ToString();
    private readonly string _quotes = new((char)quote, 2);

    /// <summary>Reads one record.</summary>
    /// <param name="bytes">Begins with it.</param>
    /// <param name="isLast">Whether the file ends where the bytes do.</param>
    /// <param name="cells">Its cells are added here.</param>
    /// <param name="length">Its bytes, end of line included; of a faulty one, to the end of its first line.</param>
    public CsvEnd Read(ReadOnlySpan<byte> bytes, bool isLast, List<string> cells, out int length)
    {
        length = 0;
        var at = 0;
        while (true)
        {
            var end = at < bytes.Length && bytes[at] == quote
                ? ReadQuoted(bytes, isLast, ref at, cells)
                : ReadPlain(bytes, isLast, ref at, cells);
            if (end is CsvEnd.QuoteMisplaced or CsvEnd.EncodingInvalid)
            {
                length = FirstLine(bytes);
                if (length == 0 && !isLast)
                {
                    return CsvEnd.Incomplete;
                }

                length = length == 0 ? bytes.Length : length;
                return end;
            }

            if (end == CsvEnd.Incomplete)
            {
                return end;
            }

            // Behind a cell stands a delimiter, the end of the line, or the end of the file.
            if (at < bytes.Length && bytes[at] == delimiter)
            {
                at++;
                continue;
            }

            length = at + LineEnd(bytes[at..]);
            return cells is [""] && bytes[0] != quote ? CsvEnd.Blank : CsvEnd.Record;
        }
    }

    /// <summary>The bytes of the first line, its end included; 0 when it does not end here.</summary>
    public static int FirstLine(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte)'\n') + 1;

    private CsvEnd ReadPlain(ReadOnlySpan<byte> bytes, bool isLast, ref int at, List<string> cells)
    {
        var rest = bytes[at..];
        var stop = rest.IndexOfAny(delimiter, (byte)'\n', quote);
        if (stop < 0)
        {
            if (!isLast)
            {
                return CsvEnd.Incomplete;
            }

            stop = rest.Length;
        }
        else if (rest[stop] == quote)
        {
            return CsvEnd.QuoteMisplaced;
        }

        // A CR before the LF, or before the end of the file, belongs to the end of the line.
        var isLineEnd = stop == rest.Length || rest[stop] == '\n';
        var text = rest[..(isLineEnd && stop > 0 && rest[stop - 1] == '\r' ? stop - 1 : stop)];
        at += text.Length;
        return Add(cells, text, isQuoted: false);
    }

    private CsvEnd ReadQuoted(ReadOnlySpan<byte> bytes, bool isLast, ref int at, List<string> cells)
    {
        var start = at + 1;
        var hasQuotes = false;
        var next = start;
        while (true)
        {
            var found = bytes[next..].IndexOf(quote);
            if (found < 0)
            {
                return isLast ? CsvEnd.QuoteMisplaced : CsvEnd.Incomplete;
            }

            var close = next + found;
            if (close + 1 >= bytes.Length && !isLast)
            {
                return CsvEnd.Incomplete;
            }

            if (close + 1 < bytes.Length && bytes[close + 1] == quote)
            {
                hasQuotes = true;
                next = close + 2;
                continue;
            }

            var behind = bytes[(close + 1)..];
            if (behind is [(byte)'\r'] && !isLast)
            {
                return CsvEnd.Incomplete;
            }

            if (behind.Length > 0 && behind[0] != delimiter && LineEnd(behind) == 0)
            {
                return CsvEnd.QuoteMisplaced;
            }

            at = close + 1;
            return Add(cells, bytes[start..close], hasQuotes);
        }
    }

    private CsvEnd Add(List<string> cells, ReadOnlySpan<byte> text, bool isQuoted)
    {
        try
        {
            var cell = encoding.GetString(text);
            cells.Add(isQuoted ? cell.Replace(_quotes, _quote, StringComparison.Ordinal) : cell);
            return CsvEnd.Record;
        }
        catch (DecoderFallbackException)
        {
            return CsvEnd.EncodingInvalid;
        }
    }

    private static int LineEnd(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'\n', ..] => 1,
        [(byte)'\r', (byte)'\n', ..] => 2,
        [(byte)'\r'] => 1,
        _ => 0,
    };
}
