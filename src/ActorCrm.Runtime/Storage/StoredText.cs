namespace ActorCrm.Runtime.Storage;

/// <summary>
/// Which texts a database can keep. U+0000 cannot be in a text of PostgreSQL. In a message it passes through, as the
/// JSON escape it is; in the state of an entity it is refused, since columns are made of its texts; in what the runtime
/// itself writes for people to read (why something happened, what an error said) it becomes U+FFFD, so that a failure
/// can always be recorded.
/// </summary>
internal static class StoredText
{
    /// <summary>The text without U+0000.</summary>
    public static string? Clean(string? text) => text?.Replace('\0', '\uFFFD');

    /// <summary>Whether JSON, in UTF-8, has the escape of U+0000 in one of its texts.</summary>
    public static bool HasNul(ReadOnlySpan<byte> json)
    {
        var rest = json;
        while (true)
        {
            var at = rest.IndexOf("\\u0000"u8);
            if (at < 0)
            {
                return false;
            }

            // An even number of backslashes before it: they escape each other, and not this one.
            var before = rest[..at];
            var backslashes = before.Length - before.TrimEnd((byte)'\\').Length;
            if (backslashes % 2 == 0)
            {
                return true;
            }

            rest = rest[(at + 1)..];
        }
    }
}
