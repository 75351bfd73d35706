namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// What a region dials before a number at home (0, 8, a carrier's code), and how the rest is rewritten where it must
/// be: Argentina's mobile 11 15 … is 9 11 … from abroad.
/// </summary>
/// <param name="pattern">Matches the prefix, sometimes together with a part of the number in groups.</param>
/// <param name="rule">What replaces a match with groups, such as <c>9$1</c>; null: the match is dropped.</param>
internal sealed class NationalPrefix(PrefixPattern pattern, string? rule)
{
    /// <summary>Characters that a buffer for <see cref="Strip"/> must have: a text's digits and a rule's.</summary>
    public const int RoomMin = WrittenNumber.TextLengthMax + 16;

    /// <summary>The number without its prefix: a slice of <paramref name="digits"/> or of the buffer.</summary>
    public ReadOnlySpan<char> Strip(ReadOnlySpan<char> digits, Span<char> buffer)
    {
        if (rule is null || !pattern.HasGroups)
        {
            return digits[pattern.Length(digits)..];
        }

        var match = pattern.Match(digits);
        if (!match.Success)
        {
            return digits;
        }

        // The last group tells whether the part to rewrite is there: in "([2-9]\d{6})$|1" it is not after a bare 1.
        var rest = digits[match.Length..];
        if (match.Groups[^1].Length == 0)
        {
            return rest;
        }

        var length = 0;
        for (var at = 0; at < rule.Length; at++)
        {
            if (rule[at] == '$')
            {
                var group = match.Groups[rule[++at] - '0'].ValueSpan;
                group.CopyTo(buffer[length..]);
                length += group.Length;
            }
            else
            {
                buffer[length++] = rule[at];
            }
        }

        rest.CopyTo(buffer[length..]);
        return buffer[..(length + rest.Length)];
    }
}
