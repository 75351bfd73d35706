using System.Buffers;
using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Writes headers, folded at 76 where they have spaces (RFC 5322 §2.2.3); what is not plain ASCII becomes encoded words
/// (RFC 2047), none of which splits a character. What it is given has been checked: it holds no line breaks.
/// </summary>
internal sealed class HeaderWriter
{
    /// <summary>A token longer than this is encoded where that is possible, so that lines stay within 76.</summary>
    private const int PlainTokenMax = 70;

    /// <summary>A quoted name longer than this is encoded instead, since it cannot be folded safely.</summary>
    private const int QuotedMax = 60;

    private static readonly SearchValues<char> QuotedMarks = SearchValues.Create("()<>[]:;@\\,.\"");

    private readonly StringBuilder _text = new();
    private int _column;
    private bool _hasToken;

    /// <summary>A header of tokens that must stay as they are, such as addresses of the web.</summary>
    public void Tokens(string name, string value)
    {
        Begin(name);
        foreach (var token in value.Split(' '))
        {
            Token(token);
        }

        End();
    }

    /// <summary>A header of free text.</summary>
    public void Text(string name, string value)
    {
        Begin(name);
        if (value.Length > 0)
        {
            Words(value, IsPlain(value));
        }

        End();
    }

    /// <summary>A header of one mailbox.</summary>
    public void Mailbox(string name, EmailAddress address, string? display)
    {
        Begin(name);
        if (string.IsNullOrEmpty(display))
        {
            Token(address.ToString());
        }
        else
        {
            Phrase(display);
            Token($"<{address}>");
        }

        End();
    }

    /// <summary>All headers, each with its line end.</summary>
    public override string ToString() => _text.ToString();

    private void Begin(string name)
    {
        _text.Append(name).Append(':');
        _column = name.Length + 1;
        _hasToken = false;
    }

    private void End() => _text.Append("\r\n");

    /// <summary>One token behind a space; on a new line if it does not fit and this line has one already.</summary>
    private void Token(string token)
    {
        if (_hasToken && _column + 1 + token.Length > MimeLimits.FoldAt)
        {
            _text.Append("\r\n");
            _column = 0;
        }

        _text.Append(' ').Append(token);
        _column += token.Length + 1;
        _hasToken = true;
    }

    private void Phrase(string name)
    {
        var plain = IsPlain(name);
        if (!plain || name.AsSpan().IndexOfAny(QuotedMarks) < 0)
        {
            Words(name, plain);
            return;
        }

        var quoted = $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        if (quoted.Length <= QuotedMax)
        {
            Token(quoted);
        }
        else
        {
            Words(name, plain: false);
        }
    }

    private void Words(string text, bool plain)
    {
        if (plain)
        {
            foreach (var word in text.Split(' '))
            {
                Token(word);
            }

            return;
        }

        // A space goes before each; the first shares its line with the header's name.
        foreach (var word in EncodedWord.Split(text, MimeLimits.FoldAt - _column - 1))
        {
            Token(word);
        }
    }

    /// <summary>Whether a text may stand as it is and comes out of folding and unfolding as it was.</summary>
    private static bool IsPlain(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text[0] != ' ' && text[^1] != ' '
        && !text.Contains("=?", StringComparison.Ordinal)
        && text.Split(' ').All(word => word.Length is > 0 and <= PlainTokenMax);
}
