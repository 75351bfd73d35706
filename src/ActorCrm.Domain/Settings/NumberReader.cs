using ActorCrm.Domain.PhoneNumbers;

namespace ActorCrm.Domain.Settings;

/// <summary>
/// Turns what a telephone system or a person writes into E.164 (CS-08), under the settings of the centre.
/// </summary>
/// <param name="defaultRegion">Country of numbers written without one.</param>
/// <param name="extensions">Which texts are internal.</param>
internal sealed class NumberReader(string? defaultRegion, InternalExtensions extensions)
{
    /// <summary>The reader of these settings; an unusable pattern (never saved) falls back to the default.</summary>
    public static NumberReader Of(CallSettings settings) =>
        new(settings.DefaultRegion, Extensions(settings.InternalExtensionPattern) ?? InternalExtensions.Default);

    /// <summary>The extensions of a pattern; null when it is none.</summary>
    public static InternalExtensions? Extensions(string? pattern)
    {
        try
        {
            return string.IsNullOrEmpty(pattern) ? null : InternalExtensions.FromPattern(pattern);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// The number as E.164; null for an extension, a SIP account or any other text. A number written with its country,
    /// in whatever notation, is believed when its length is possible: a call came from it, and numbering plans change
    /// before metadata does. Digits without a country could be anything, so those must be in the plan.
    /// </summary>
    /// <param name="text">What was written; null gives null.</param>
    /// <param name="region">Country of a number written without one; that of the centre when null.</param>
    public string? Read(string? text, string? region = null)
    {
        var result = PhoneNumber.Parse(text, region ?? defaultRegion, extensions);
        return result.IsValid || (result.IsPossible && result.SaysCountry) ? result.Number.ToString() : null;
    }

    /// <summary>Whether a text is an internal extension.</summary>
    public bool IsExtension(string text) =>
        PhoneNumber.Parse(text, defaultRegion, extensions).Status == PhoneNumberStatus.InternalExtension;
}
