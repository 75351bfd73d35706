using System.Text.RegularExpressions;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// One pattern of the metadata, over the ASCII digits only. Its regular expression is built when the pattern is first
/// asked for: there are some 2,500 of them and a server meets a few dozen.
/// </summary>
/// <remarks>
/// The fields are filled without a lock. Two racing threads build equal expressions and one of them is dropped.
/// The patterns are finite (no <c>*</c> and no <c>+</c>), so that backtracking over 250 digits is bounded.
/// </remarks>
internal sealed class DigitPattern(string pattern)
{
    private readonly bool _isLiteral = pattern.All(char.IsAsciiDigit);
    private Regex? _whole;
    private Regex? _start;

    /// <summary>True when a match captures something: then its replacement rule matters.</summary>
    public bool HasGroups { get; } = HasCapture(pattern);

    /// <summary>True when all of <paramref name="digits"/> is one match.</summary>
    public bool MatchesWhole(ReadOnlySpan<char> digits)
    {
        _whole ??= new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);
        return _whole.IsMatch(digits);
    }

    /// <summary>The length of the match at the start of <paramref name="digits"/>; 0 when there is none.</summary>
    public int StartLength(ReadOnlySpan<char> digits)
    {
        if (_isLiteral)
        {
            return digits.StartsWith(pattern, StringComparison.Ordinal) ? pattern.Length : 0;
        }

        foreach (var match in Start().EnumerateMatches(digits))
        {
            return match.Length;
        }

        return 0;
    }

    /// <summary>The match at the start of <paramref name="digits"/> with its groups, for which it must allocate.</summary>
    public Match MatchStart(ReadOnlySpan<char> digits) => Start().Match(digits.ToString());

    private Regex Start() => _start ??= new Regex($@"\A(?:{pattern})", RegexOptions.CultureInvariant);

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
