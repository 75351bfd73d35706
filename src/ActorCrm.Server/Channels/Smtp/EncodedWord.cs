using System.Globalization;
using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Encoded words (RFC 2047): text in headers as ASCII. In form Q or B, whichever is shorter; Q with the few characters
/// that may stand in a name too (§5 rule 3).
/// </summary>
internal static class EncodedWord
{
    private const int LengthMax = 75;
    private const string Begin = "=?utf-8?";
    private const string End = "?=";
    private const string PlainMarks = "!*+-/";

    /// <summary>The words for a text; the first has at most <paramref name="firstMax"/> characters.</summary>
    public static IEnumerable<string> Split(string text, int firstMax)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        var quoted = text.EnumerateRunes().Sum(QuotedLength);
        var isQuoted = quoted <= (bytes + 2) / 3 * 4;
        var room = Math.Min(firstMax, LengthMax) - Begin.Length - "Q?".Length - End.Length;
        var (start, length) = (0, 0);
        for (var i = 0; i < text.Length;)
        {
            var rune = Rune.GetRuneAt(text, i);
            var more = isQuoted ? QuotedLength(rune) : rune.Utf8SequenceLength;
            if (length > 0 && length + more > (isQuoted ? room : room / 4 * 3))
            {
                yield return Word(text[start..i], isQuoted);
                room = LengthMax - Begin.Length - "Q?".Length - End.Length;
                (start, length) = (i, 0);
            }

            length += more;
            i += rune.Utf16SequenceLength;
        }

        yield return Word(text[start..], isQuoted);
    }

    private static string Word(string part, bool isQuoted) => isQuoted
        ? $"{Begin}Q?{Quoted(part)}{End}"
        : $"{Begin}B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(part))}{End}";

    private static string Quoted(string part)
    {
        var text = new StringBuilder(part.Length * 3);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in part.EnumerateRunes())
        {
            if (rune.Value == ' ')
            {
                text.Append('_');
            }
            else if (IsPlain(rune))
            {
                text.Append((char)rune.Value);
            }
            else
            {
                foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    text.Append(CultureInfo.InvariantCulture, $"={value:X2}");
                }
            }
        }

        return text.ToString();
    }

    private static int QuotedLength(Rune rune) =>
        rune.Value == ' ' || IsPlain(rune) ? 1 : rune.Utf8SequenceLength * 3;

    private static bool IsPlain(Rune rune) => rune.IsAscii
        && (char.IsAsciiLetterOrDigit((char)rune.Value)
            || PlainMarks.Contains((char)rune.Value, StringComparison.Ordinal));
}
