using System.Text;
using ActorCrm.Domain.Imports;

namespace ActorCrm.Server.Imports;

/// <summary>
/// Writes CSV as RFC 4180 has it: commas, quotes where they are needed, CRLF. Texts that a spreadsheet would take for a
/// formula get an apostrophe (<see cref="CellText"/>).
/// </summary>
internal sealed class CsvWriter(StringBuilder text)
{
    private static readonly System.Buffers.SearchValues<char> Special =
        System.Buffers.SearchValues.Create(",\"\r\n;\t'");

    private bool _isBehindCell;

    /// <summary>A text that somebody wrote.</summary>
    public CsvWriter Text(string value) => Plain(CellText.Guarded(value));

    /// <summary>A number or another text that no formula can be.</summary>
    public CsvWriter Plain(string value)
    {
        if (_isBehindCell)
        {
            text.Append(',');
        }

        _isBehindCell = true;
        if (value.AsSpan().ContainsAny(Special) || value.StartsWith(' ') || value.EndsWith(' '))
        {
            text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            text.Append(value);
        }

        return this;
    }

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        text.Append("\r\n");
        _isBehindCell = false;
    }
}
