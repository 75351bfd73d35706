namespace ActorCrm.Domain.Criteria;

/// <summary>The order of texts in both databases: by code points, as bytes of UTF-8 have it.</summary>
internal static class CodePoints
{
    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            if (left[i] != right[i])
            {
                return Rank(left[i]).CompareTo(Rank(right[i]));
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>
    /// UTF-16 puts pairs of surrogates before U+E000, though they stand for what comes behind U+FFFF.
    /// </summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
