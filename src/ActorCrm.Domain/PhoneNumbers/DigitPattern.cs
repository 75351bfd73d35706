using System.Text.RegularExpressions;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// A pattern of the metadata for all of a number, over the ASCII digits only. Its regular expression is built when it
/// is first asked for: there are some 2,000 patterns, and a server meets a few dozen.
/// </summary>
/// <remarks>
/// The field is filled without a lock. Two racing threads build equal expressions and one of them is dropped.
/// The patterns are finite (no <c>*</c> and no <c>+</c>), so that backtracking is bounded.
/// </remarks>
internal sealed class DigitPattern(string pattern)
{
    private Regex? _regex;

    /// <summary>True when all of <paramref name="digits"/> is one match.</summary>
    public bool Matches(ReadOnlySpan<char> digits) =>
        (_regex ??= new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant)).IsMatch(digits);
}
