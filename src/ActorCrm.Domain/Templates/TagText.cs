using System.Globalization;
using System.Text;

namespace ActorCrm.Domain.Templates;

/// <summary>What stands between two pairs of braces, read from left to right.</summary>
internal sealed class TagText(string text)
{
    private static readonly (string Sign, TagComparison Comparison)[] Comparisons =
    [
        ("==", TagComparison.Equal),
        ("!=", TagComparison.NotEqual),
        ("<=", TagComparison.LessOrEqual),
        (">=", TagComparison.GreaterOrEqual),
        ("<", TagComparison.Less),
        (">", TagComparison.Greater),
    ];

    private int _next;

    /// <summary>Whether nothing but spaces is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpaces();
            return _next == text.Length;
        }
    }

    /// <summary>Goes past a sign if it comes next.</summary>
    public bool Take(string sign)
    {
        SkipSpaces();
        if (!text.AsSpan(_next).StartsWith(sign, StringComparison.Ordinal))
        {
            return false;
        }

        _next += sign.Length;
        return true;
    }

    /// <summary>Goes past a word if it comes next and ends there.</summary>
    public bool TakeWord(string word)
    {
        SkipSpaces();
        var end = _next + word.Length;
        if (!text.AsSpan(_next).StartsWith(word, StringComparison.Ordinal)
            || (end < text.Length && IsOfPath(text[end])))
        {
            return false;
        }

        _next = end;
        return true;
    }

    /// <summary>The path that comes next; null when none does.</summary>
    public TagPath? TakePath()
    {
        SkipSpaces();
        var end = _next;
        while (end < text.Length && IsOfPath(text[end]))
        {
            end++;
        }

        var path = TagPath.Read(text[_next..end]);
        _next = path is null ? _next : end;
        return path;
    }

    /// <summary>The comparison that comes next; null when none does.</summary>
    public TagComparison? TakeComparison()
    {
        foreach (var (sign, comparison) in Comparisons)
        {
            if (Take(sign))
            {
                return comparison;
            }
        }

        return null;
    }

    /// <summary>
    /// The text in quotes that comes next; null when none does. A backslash takes the next character as it is.
    /// </summary>
    public string? TakeQuoted()
    {
        SkipSpaces();
        if (_next == text.Length || text[_next] is not ('"' or '\''))
        {
            return null;
        }

        var quote = text[_next];
        var quoted = new StringBuilder();
        for (var i = _next + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                _next = i + 1;
                return quoted.ToString();
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            quoted.Append(text[i]);
        }

        return null;
    }

    /// <summary>What a tag is compared with: a text in quotes, a number, <c>true</c> or <c>false</c>.</summary>
    public string? TakeOperand()
    {
        if (TakeQuoted() is { } quoted)
        {
            return quoted;
        }

        SkipSpaces();
        var end = _next;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        var operand = text[_next..end];
        if (operand is not ("true" or "false")
            && !decimal.TryParse(operand, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        _next = end;
        return operand;
    }

    /// <summary>Everything that is left, without spaces around it.</summary>
    public string TakeRest()
    {
        var rest = text[_next..].Trim();
        _next = text.Length;
        return rest;
    }

    private static bool IsOfPath(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.';

    private void SkipSpaces()
    {
        while (_next < text.Length && char.IsWhiteSpace(text[_next]))
        {
            _next++;
        }
    }
}
