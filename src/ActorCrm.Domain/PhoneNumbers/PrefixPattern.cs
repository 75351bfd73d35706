using System.Text.RegularExpressions;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// A pattern of the metadata for the beginning of a number. Most are a few digits, which need no regular expression;
/// that of the others is built when it is first asked for, as in <see cref="DigitPattern"/>.
/// </summary>
internal sealed class PrefixPattern(string pattern)
{
    private readonly bool _isLiteral = !pattern.AsSpan().ContainsAnyExceptInRange('0', '9');
    private Regex? _regex;

    /// <summary>True when a match captures something: then the rule that rewrites it matters.</summary>
    public bool HasGroups { get; } = HasCapture(pattern);

    private Regex Regex => _regex ??= new Regex($@"\A(?:{pattern})", RegexOptions.CultureInvariant);

    /// <summary>The length of the match at the start of <paramref name="digits"/>; 0 when there is none.</summary>
    public int Length(ReadOnlySpan<char> digits)
    {
        if (_isLiteral)
        {
            return digits.StartsWith(pattern) ? pattern.Length : 0;
        }

        foreach (var match in Regex.EnumerateMatches(digits))
        {
            return match.Length;
        }

        return 0;
    }

    /// <summary>The match at the start of <paramref name="digits"/> with its groups; it allocates.</summary>
    public Match Match(ReadOnlySpan<char> digits) => Regex.Match(digits.ToString());

    private static bool HasCapture(string pattern)
    {
        for (var at = pattern.IndexOf('('); at >= 0; at = pattern.IndexOf('(', at + 1))
        {
            if (at + 1 < pattern.Length && pattern[at + 1] != '?')
            {
                return true;
            }
        }

        return false;
    }
}
