namespace ActorCrm.Domain.Criteria;

/// <summary>How much criteria may ask. What is above a limit is refused before anything is read.</summary>
public static class CriteriaLimits
{
    /// <summary>Most bytes of the JSON.</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>Deepest nesting of arrays and objects in the JSON.</summary>
    public const int JsonDepthMax = 64;

    /// <summary>Deepest nesting of <c>all</c>, <c>any</c> and <c>not</c>.</summary>
    public const int DepthMax = 16;

    /// <summary>Most groups and conditions together.</summary>
    public const int NodesMax = 250;

    /// <summary>Most steps of a field's path: three references and the field that the last one leads to.</summary>
    public const int StepsMax = 4;

    /// <summary>
    /// Most references that all paths together follow: each is a query within the query, and a database that plans
    /// hundreds of them is busy for a minute.
    /// </summary>
    public const int ReferencesMax = 20;

    /// <summary>Most values of a list.</summary>
    public const int ValuesMax = 1_000;

    /// <summary>Longest text of a value, in UTF-16 units.</summary>
    public const int TextLengthMax = 1_000;

    /// <summary>Most <c>%</c> of a pattern: a comparison takes longer with each.</summary>
    public const int WildcardsMax = 10;

    /// <summary>Most offsets of a relative time (<c>now-1d+8h</c> has two).</summary>
    public const int OffsetsMax = 4;

    /// <summary>Most faults that one answer names.</summary>
    public const int FaultsMax = 50;
}
