namespace ActorCrm.Domain.Templates;

/// <summary>Limits of templates. They keep a template from costing more than a message is worth.</summary>
public static class TemplateLimits
{
    /// <summary>Most characters of a template's text.</summary>
    public const int LengthMax = 262_144;

    /// <summary>Most pieces of a template: texts between tags, tags, and blocks.</summary>
    public const int NodesMax = 10_000;

    /// <summary>How deep blocks may be nested.</summary>
    public const int DepthMax = 16;

    /// <summary>Most characters between two braces and the next two.</summary>
    public const int TagLengthMax = 4_000;

    /// <summary>Most steps of a path.</summary>
    public const int PathStepsMax = 4;

    /// <summary>Most pieces that one rendering may write, those of loops each time.</summary>
    public const int StepsMax = 50_000;

    /// <summary>Most characters that one rendering may write.</summary>
    public const int OutputMax = 1_048_576;

    /// <summary>Most faults that are told at once.</summary>
    public const int FaultsMax = 50;
}
