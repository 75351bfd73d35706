using System.Buffers;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>A server's answer: 200 to 599 and its lines without the code.</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>Characters of an answer that are kept as an outcome's text.</summary>
    public const int TextMax = 1_000;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Whether it says that the command was done.</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>Whether it refuses, for now or for ever.</summary>
    public bool IsNegative => Code >= 400;

    /// <summary>Whether the server ends the connection with it (RFC 5321 §3.8).</summary>
    public bool IsClosing => Code == 421;

    /// <summary>
    /// Such as <c>5.1.1</c> (RFC 2034); null when it has none, or one of another class than the code.
    /// </summary>
    public string? EnhancedCode
    {
        get
        {
            var length = Lines[0].AsSpan().IndexOf(' ') is var space and >= 0 ? space : Lines[0].Length;
            var parts = Lines[0][..length].Split('.');
            return parts.Length == 3 && parts[0].Length == 1 && parts[0][0] == '0' + (Code / 100)
                && parts.All(part => part.Length is >= 1 and <= 3 && !part.AsSpan().ContainsAnyExcept(Digits))
                ? Lines[0][..length]
                : null;
        }
    }

    /// <summary>Its lines, without the enhanced code, joined by spaces and cut.</summary>
    public string Text
    {
        get
        {
            var enhanced = EnhancedCode;
            var text = string.Join(' ', Lines.Select(line =>
                enhanced is not null && line.StartsWith(enhanced, StringComparison.Ordinal)
                    ? line[enhanced.Length..].Trim()
                    : line.Trim()));
            return text.Length > TextMax ? text[..TextMax] : text;
        }
    }
}
