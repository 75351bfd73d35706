namespace ActorCrm.Domain.Webhooks;

/// <summary>
/// Which events a webhook wants. An event's type is <c>{entity}.{what}</c>, as in the stream of changes:
/// <c>call.callEnded</c>. A pattern is such a type, <c>{entity}.*</c>, or <c>*</c> for all.
/// </summary>
public static class EventPattern
{
    /// <summary>All events.</summary>
    public const string All = "*";

    private const int LengthMax = 200;

    private const string AllOfEntity = ".*";

    /// <summary>Whether a text is a pattern.</summary>
    public static bool IsPattern(string? text)
    {
        if (text == All)
        {
            return true;
        }

        var parts = text?.Split('.');
        return text!?.Length <= LengthMax && parts is [_, _, ..] && parts[..^1].All(IsWord)
            && (parts[^1] == All || IsWord(parts[^1]));
    }

    /// <summary>Whether a pattern covers an event's type.</summary>
    public static bool Matches(string pattern, string type) =>
        pattern == All
        || pattern == type
        || (pattern.EndsWith(AllOfEntity, StringComparison.Ordinal)
            && type.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));

    private static bool IsWord(string part) =>
        part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
