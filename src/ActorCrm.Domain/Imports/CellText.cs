using System.Text;

namespace ActorCrm.Domain.Imports;

/// <summary>
/// Texts of cells that a spreadsheet would take for a formula. An apostrophe before them makes them texts; one more is
/// put before those that begin so already, so that nothing is lost on the way there and back.
/// </summary>
public static class CellText
{
    private const char Guard = '\'';

    /// <summary>The text as it is written into a file.</summary>
    public static string Guarded(string text) => LooksLikeFormula(text) ? $"{Guard}{text}" : text;

    /// <summary>The text that <see cref="Guarded"/> wrote.</summary>
    public static string Unguarded(string text) =>
        text is [Guard, ..] && LooksLikeFormula(text) ? text[1..] : text;

    /// <summary>Values of a list as one text.</summary>
    public static string Join(IEnumerable<string> values, char separator) => string.Join(separator, values.Select(
        value => value.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace($"{separator}", $@"\{separator}", StringComparison.Ordinal)));

    /// <summary>The values that <see cref="Join"/> wrote; a backslash before anything else is a backslash.</summary>
    public static IReadOnlyList<string> Split(string text, char separator)
    {
        var values = new List<string>();
        var value = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == '\\' || text[i + 1] == separator))
            {
                value.Append(text[++i]);
            }
            else if (text[i] == separator)
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
            {
                value.Append(text[i]);
            }
        }

        values.Add(value.ToString());
        return values;
    }

    private static bool LooksLikeFormula(string text)
    {
        var rest = text.AsSpan().TrimStart(Guard);
        return !rest.IsEmpty && rest[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }
}
