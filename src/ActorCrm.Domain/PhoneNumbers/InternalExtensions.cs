using System.Text.RegularExpressions;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>Which texts name a telephone inside the organisation, so that no client is ever matched by them.</summary>
public sealed class InternalExtensions
{
    /// <summary>Two to six digits and nothing else.</summary>
    public const string PatternDefault = @"^\d{2,6}$";

    /// <summary>A longer pattern is refused. In UTF-16 units.</summary>
    public const int PatternLengthMax = 200;

    private const int DefaultDigitsMin = 2;
    private const int DefaultDigitsMax = 6;

    private readonly Regex? _pattern;

    private InternalExtensions(string patternText, Regex? pattern)
    {
        Pattern = patternText;
        _pattern = pattern;
    }

    /// <summary>Those of <see cref="PatternDefault"/>.</summary>
    public static InternalExtensions Default { get; } = new(PatternDefault, null);

    /// <summary>The regular expression.</summary>
    public string Pattern { get; }

    /// <summary>
    /// Takes a .NET regular expression from the settings. It is matched in linear time whatever it says, so that a
    /// bad one cannot hold up the calls.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The pattern is longer than <see cref="PatternLengthMax"/>, is no regular expression, or has what linear
    /// matching excludes: look-around, back-references, atomic groups.
    /// </exception>
    public static InternalExtensions FromPattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        if (pattern == PatternDefault)
        {
            return Default;
        }

        if (pattern.Length > PatternLengthMax)
        {
            throw new ArgumentException($"A pattern has at most {PatternLengthMax} characters.", nameof(pattern));
        }

        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return new InternalExtensions(pattern, regex);
        }
        catch (NotSupportedException error)
        {
            throw new ArgumentException(
                "The pattern cannot be matched in linear time: it has look-around, back-references or atomic groups.",
                nameof(pattern),
                error);
        }
    }

    /// <summary>True when <paramref name="text"/>, with no spaces around it, is an internal extension.</summary>
    public bool Include(ReadOnlySpan<char> text)
    {
        if (_pattern is not null)
        {
            return _pattern.IsMatch(text);
        }

        // The default is asked for every call, so it is written out. As in the pattern, a digit is one of any script.
        if (text.Length is < DefaultDigitsMin or > DefaultDigitsMax)
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsDigit(character))
            {
                return false;
            }
        }

        return true;
    }
}
