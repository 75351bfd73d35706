using System.Text;
using System.Text.Unicode;
using ActorCrm.Domain.Imports;

namespace ActorCrm.Server.Imports;

/// <summary>Finds out how a file is written.</summary>
internal static class FileEncodings
{
    /// <summary>Countries whose files, when they are not in UTF-8, are likely in Windows-1250.</summary>
    private static readonly string[] CentralEurope = ["PL", "CZ", "SK", "HU", "SI", "HR", "RO", "BA", "AL", "RS", "ME"];

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>The encoding of a name; <see cref="DecoderFallbackException"/> at bytes it does not know.</summary>
    public static Encoding Strict(string name) => name == ImportEncodings.Utf8
        ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
        : CodePagesEncodingProvider.Instance.GetEncoding(
            name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>The same, but unknown bytes become U+FFFD: for showing a row that is at fault.</summary>
    public static Encoding Lenient(string name) =>
        name == ImportEncodings.Utf8 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(name)!;

    /// <summary>What a file is in that has no mark and is no UTF-8.</summary>
    public static string Guess(string? region) =>
        CentralEurope.Contains(region, StringComparer.OrdinalIgnoreCase)
            ? ImportEncodings.Windows1250
            : ImportEncodings.Windows1252;

    /// <summary>The sign that stands most often in the first line outside of quotes.</summary>
    public static char Delimiter(ReadOnlySpan<byte> beginning)
    {
        Span<int> counts = stackalloc int[Delimiters.Length];
        counts.Clear();
        var isQuoted = false;
        foreach (var sign in beginning)
        {
            if (sign == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (sign == '\n' && !isQuoted)
            {
                break;
            }
            else if (!isQuoted && Array.IndexOf(Delimiters, (char)sign) is >= 0 and var index)
            {
                counts[index]++;
            }
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        return Delimiters[best];
    }
}

/// <summary>Looks whether a stream of bytes is UTF-8, whatever the pieces it comes in.</summary>
internal sealed class Utf8Check
{
    private readonly byte[] _rest = new byte[4];
    private int _restLength;

    /// <summary>Whether it has been so far.</summary>
    public bool IsValid { get; private set; } = true;

    /// <summary>Looks at the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (IsValid && _restLength > 0 && bytes.Length > 0)
        {
            _rest[_restLength++] = bytes[0];
            bytes = bytes[1..];
            var status = Rune.DecodeFromUtf8(_rest.AsSpan(0, _restLength), out _, out _);
            IsValid = status != System.Buffers.OperationStatus.InvalidData;
            _restLength = status == System.Buffers.OperationStatus.Done ? 0 : _restLength;
        }

        if (!IsValid || bytes.IsEmpty || Utf8.IsValid(bytes))
        {
            return;
        }

        // A character that is cut off at the end is no fault yet.
        for (var cut = 1; cut < 4 && cut <= bytes.Length; cut++)
        {
            var tail = bytes[^cut..];
            if (Rune.DecodeFromUtf8(tail, out _, out _) == System.Buffers.OperationStatus.NeedMoreData
                && Utf8.IsValid(bytes[..^cut]))
            {
                tail.CopyTo(_rest);
                _restLength = cut;
                return;
            }
        }

        IsValid = false;
    }

    /// <summary>Whether it was to the end.</summary>
    public bool End() => IsValid && _restLength == 0;
}
