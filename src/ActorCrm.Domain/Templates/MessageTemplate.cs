using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Templates;

/// <summary>
/// A template of messages (setting grain <c>message_template</c>, key = code; spec/communications.md §2.5).
/// </summary>
/// <param name="Code">Unique; the initials of the name unless somebody says otherwise.</param>
/// <param name="Name">Unique, for people.</param>
/// <param name="Medium">What it is for.</param>
/// <param name="Variants">Its texts by language; one at least.</param>
public sealed record MessageTemplate(
    string Code, string Name, CommunicationMedium Medium, IReadOnlyDictionary<string, TemplateVariant> Variants)
{
    /// <summary>The grain type.</summary>
    public const string Type = "message_template";

    /// <summary>Most languages.</summary>
    public const int VariantsMax = 20;

    /// <summary>Most unrestricted tags.</summary>
    public const int UnrestrictedMax = 50;

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is offered.</summary>
    public bool Effective { get; init; } = true;

    /// <summary>Who may choose it (ids of the network); null: everybody.</summary>
    public string[]? AllowedUnits { get; init; }

    /// <summary>Which way communications made from it go.</summary>
    public CommunicationDirection Direction { get; init; } = CommunicationDirection.Outgoing;

    /// <summary>Id of a category of the settings.</summary>
    public string? Category { get; init; }

    /// <summary>The language of the variant for readers whose language has none; null: the first by name.</summary>
    public string? DefaultLanguage { get; init; }

    /// <summary>Tags whose values are typed when a communication is written.</summary>
    public UnrestrictedTag[] Unrestricted { get; init; } = [];

    /// <summary>Whether notification runs use it: it may have their tags, and no others can.</summary>
    public bool ForRuns { get; init; }

    /// <summary>
    /// Object types of the records that its tags read, computed when it is saved; the contact is not named.
    /// </summary>
    public string[] RelatedEntities { get; init; } = [];

    /// <summary>Raised by each save.</summary>
    public int Version { get; init; }

    /// <summary>When it was saved last, UTC.</summary>
    public DateTimeOffset SavedAt { get; init; }

    /// <summary>Who saved it.</summary>
    public string SavedBy { get; init; } = "";

    /// <summary>The template of a code; null when there is none.</summary>
    public static MessageTemplate? Find(SettingsSnapshot settings, string code) =>
        settings.States.TryGetValue(new GrainId(Type, code), out var state) ? (MessageTemplate)state : null;

    /// <summary>
    /// The variant for a reader: of the language, of the part of its tag that is there, or the default.
    /// </summary>
    public (string Language, TemplateVariant Variant) For(string? language)
    {
        for (var tag = language; !string.IsNullOrEmpty(tag);)
        {
            foreach (var (known, variant) in Variants)
            {
                if (string.Equals(known, tag, StringComparison.OrdinalIgnoreCase))
                {
                    return (known, variant);
                }
            }

            var last = tag.LastIndexOf('-');
            tag = last < 0 ? null : tag[..last];
        }

        var first = DefaultLanguage is { } named && Variants.ContainsKey(named)
            ? named
            : Variants.Keys.Order(StringComparer.Ordinal).First();
        return (first, Variants[first]);
    }
}

/// <summary>The texts of a template in one language.</summary>
/// <param name="Subject">Of an e-mail: one line; null for other media.</param>
/// <param name="Body">HTML for e-mail, plain text for other media.</param>
public sealed record TemplateVariant(string? Subject, string Body);

/// <summary>
/// The names that templates have (grain <c>template_names</c>, key <c>all</c>): the one place where they are unique.
/// </summary>
/// <param name="Names">Names by code.</param>
public sealed record TemplateNames(IReadOnlyDictionary<string, string> Names)
{
    /// <summary>The grain type.</summary>
    public const string Type = "template_names";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "all";

    /// <summary>Most templates.</summary>
    public const int CountMax = 1_000;
}
