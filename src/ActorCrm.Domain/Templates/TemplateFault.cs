namespace ActorCrm.Domain.Templates;

/// <summary>What is wrong with a template, and where.</summary>
/// <param name="Code">One of <see cref="TemplateFaultCode"/>.</param>
/// <param name="Line">Line of the text, from 1.</param>
/// <param name="Column">Character of the line, from 1.</param>
/// <param name="Message">For people: what is wrong and what would be right.</param>
public sealed record TemplateFault(string Code, int Line, int Column, string Message);

/// <summary>Codes of faults. They are stable: other programs decide by them.</summary>
public static class TemplateFaultCode
{
    /// <summary>The text is longer than <see cref="TemplateLimits.LengthMax"/>.</summary>
    public const string TooLong = "templateTooLong";

    /// <summary>There are more pieces than <see cref="TemplateLimits.NodesMax"/>.</summary>
    public const string TooManyTags = "tooManyTags";

    /// <summary>Blocks are nested deeper than <see cref="TemplateLimits.DepthMax"/>.</summary>
    public const string TooDeep = "tooDeep";

    /// <summary>Two braces are opened and not closed.</summary>
    public const string TagNotClosed = "tagNotClosed";

    /// <summary>What is between the braces is no tag.</summary>
    public const string TagInvalid = "tagInvalid";

    /// <summary>A block is not ended, or an end has no beginning.</summary>
    public const string BlockUnbalanced = "blockUnbalanced";

    /// <summary>There is no such tag.</summary>
    public const string UnknownTag = "unknownTag";

    /// <summary>The tag has no use in this medium: dynamic links are for e-mail only.</summary>
    public const string TagMedia = "tagMedia";

    /// <summary>The tag is a dynamic link, and e-mail tracking is off.</summary>
    public const string TrackingOff = "trackingOff";

    /// <summary>The tag has no meaning outside of a notification run.</summary>
    public const string TagOutsideRun = "tagOutsideRun";

    /// <summary>The tag's entity is not referred to.</summary>
    public const string TagEntityMissing = "tagEntityMissing";

    /// <summary>An unrestricted tag that is required has no value.</summary>
    public const string TagValueMissing = "tagValueMissing";

    /// <summary>A loop needs a list.</summary>
    public const string TagNoList = "tagNoList";

    /// <summary>An address in the template is no absolute http or https address.</summary>
    public const string LinkInvalid = "linkInvalid";

    /// <summary>Rendering takes more than <see cref="TemplateLimits.StepsMax"/> steps.</summary>
    public const string TooManySteps = "tooManySteps";

    /// <summary>The text would be longer than <see cref="TemplateLimits.OutputMax"/>.</summary>
    public const string OutputTooLong = "outputTooLong";
}
