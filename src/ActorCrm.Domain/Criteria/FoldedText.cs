using System.Text;

namespace ActorCrm.Domain.Criteria;

/// <summary>
/// Text without regard to case: each character becomes the small letter of its capital, so that <c>ŁÓDŹ</c> and
/// <c>łódź</c>, <c>ΟΔΟΣ</c> and <c>οδός</c> but for its accent, are the same. One character stays one, whatever the
/// language; accents are kept. PostgreSQL has the same rule as the function <c>criteria_fold</c>.
/// </summary>
public static class FoldedText
{
    /// <summary>The text without regard to case.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            folded.Append(Of(character).ToString());
        }

        return folded.ToString();
    }

    /// <summary>The small letter of a character's capital.</summary>
    public static Rune Of(Rune character) => Rune.ToLowerInvariant(Rune.ToUpperInvariant(character));
}
