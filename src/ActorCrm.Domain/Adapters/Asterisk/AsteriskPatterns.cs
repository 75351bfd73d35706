using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>The compiled patterns of one <see cref="AsteriskSettings"/>.</summary>
internal sealed class AsteriskPatterns(AsteriskSettings settings)
{
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private readonly Regex[] _internal = Compiled([settings.InternalExtensionPattern]);
    private readonly Regex[] _trunk = Compiled(settings.TrunkPatterns);
    private readonly Regex[] _incoming = Compiled(settings.IncomingContextPatterns);
    private readonly Regex[] _outgoing = Compiled(settings.OutgoingContextPatterns);
    private readonly Regex[] _local = Compiled(settings.LocalContextPatterns);
    private readonly Regex[] _voicemail = Compiled(settings.VoicemailContextPatterns);

    public AsteriskSettings Settings => settings;

    public bool IsExtension(string number) => Any(_internal, number);

    public bool IsTrunk(string channelName) => Any(_trunk, channelName);

    public bool IsIncoming(string context) => Any(_incoming, context);

    public bool IsOutgoing(string context) => Any(_outgoing, context);

    public bool IsLocal(string context) => Any(_local, context);

    public bool IsVoicemail(string context) => Any(_voicemail, context);

    public static IEnumerable<AsteriskSettingsError> Errors(string field, IReadOnlyList<string> patterns)
    {
        if (patterns.Count > AsteriskSettings.PatternsMax)
        {
            yield return new(field, "patternsTooMany", $"At most {AsteriskSettings.PatternsMax} patterns are allowed.");
            yield break;
        }

        foreach (var pattern in patterns)
        {
            if (ErrorOf(pattern) is { } why)
            {
                yield return new(field, "patternInvalid", $"'{Shortened(pattern)}' is not a pattern: {why}");
            }
        }
    }

    private static string? ErrorOf(string? pattern)
    {
        if (string.IsNullOrEmpty(pattern) || pattern.Length > AsteriskSettings.PatternLengthMax)
        {
            return $"it has between 1 and {AsteriskSettings.PatternLengthMax} characters.";
        }

        try
        {
            _ = new Regex(pattern, Options);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }
    }

    private static string Shortened(string? pattern) =>
        pattern is { Length: > 60 } ? pattern[..60] + "…" : pattern ?? "";

    private static Regex[] Compiled(IReadOnlyList<string> patterns) =>
        [.. patterns.Select(pattern => new Regex(pattern, Options))];

    private static bool Any(Regex[] patterns, string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Keeps what was compiled for one settings record. It is no part of the record's value, hence equal to any other;
/// and a
/// <c>with</c> copies it, hence it checks whose patterns it holds.
/// </summary>
internal sealed class AsteriskPatternsMemo : IEquatable<AsteriskPatternsMemo>
{
    private AsteriskPatterns? _patterns;

    public AsteriskPatterns Of(AsteriskSettings settings)
    {
        var known = _patterns;
        if (known is null || !ReferenceEquals(known.Settings, settings))
        {
            known = new AsteriskPatterns(settings);
            _patterns = known;
        }

        return known;
    }

    public bool Equals(AsteriskPatternsMemo? other) => other is not null;

    public override bool Equals(object? obj) => obj is AsteriskPatternsMemo;

    public override int GetHashCode() => 0;
}
