using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Templates;

namespace ActorCrm.Server.Templates;

/// <summary>A template of messages as the API shows it.</summary>
/// <param name="Code">Unique; its address.</param>
/// <param name="Name">Unique, for people.</param>
/// <param name="Description">For people.</param>
/// <param name="Effective">Whether it is offered.</param>
/// <param name="AllowedUnits">Who may choose it; null: everybody.</param>
/// <param name="Direction">Which way communications made from it go.</param>
/// <param name="Medium">What it is for.</param>
/// <param name="Category">Id of a category.</param>
/// <param name="DefaultLanguage">The language for readers whose language has no variant.</param>
/// <param name="Variants">Its texts by language.</param>
/// <param name="Unrestricted">Tags whose values are typed when a communication is written.</param>
/// <param name="ForRuns">Whether notification runs use it.</param>
/// <param name="RelatedEntities">Object types of the records that its tags read; the contact is not named.</param>
/// <param name="SavedAt">When it was saved last.</param>
/// <param name="SavedBy">Who saved it.</param>
/// <param name="Version">Raised by each save.</param>
public sealed record TemplateView(
    string Code,
    string Name,
    string? Description,
    bool Effective,
    string[]? AllowedUnits,
    CommunicationDirection Direction,
    CommunicationMedium Medium,
    string? Category,
    string? DefaultLanguage,
    IReadOnlyDictionary<string, TemplateVariant> Variants,
    UnrestrictedTag[] Unrestricted,
    bool ForRuns,
    string[] RelatedEntities,
    DateTimeOffset SavedAt,
    string SavedBy,
    int Version)
{
    /// <summary>Shows a template.</summary>
    public static TemplateView Of(MessageTemplate template) => new(
        template.Code, template.Name, template.Description, template.Effective, template.AllowedUnits,
        template.Direction, template.Medium, template.Category, template.DefaultLanguage, template.Variants,
        template.Unrestricted, template.ForRuns, template.RelatedEntities, template.SavedAt, template.SavedBy,
        template.Version);
}

/// <summary>Makes or replaces a template.</summary>
/// <param name="Name">Unique, for people.</param>
/// <param name="Medium">What it is for.</param>
/// <param name="Variants">Its texts by language; one at least.</param>
/// <param name="Description">For people.</param>
/// <param name="Effective">Whether it is offered; true when absent.</param>
/// <param name="AllowedUnits">Who may choose it; everybody when absent.</param>
/// <param name="Direction">Which way communications made from it go; outgoing when absent.</param>
/// <param name="Category">Id of a category.</param>
/// <param name="DefaultLanguage">The language for readers whose language has no variant.</param>
/// <param name="Unrestricted">Tags whose values are typed when a communication is written.</param>
/// <param name="ForRuns">Whether notification runs use it.</param>
/// <param name="IfVersion">Refused unless this version stands, 0 for a new one; <c>If-Match</c> does the same.</param>
public sealed record SaveTemplateRequest(
    string? Name,
    CommunicationMedium? Medium,
    Dictionary<string, TemplateVariant>? Variants,
    string? Description = null,
    bool Effective = true,
    string[]? AllowedUnits = null,
    CommunicationDirection? Direction = null,
    string? Category = null,
    string? DefaultLanguage = null,
    UnrestrictedTag[]? Unrestricted = null,
    bool ForRuns = false,
    int? IfVersion = null)
{
    internal MessageTemplate Template(string code) => new(code, Name ?? "", Medium!.Value, Variants ?? [])
    {
        Description = Description,
        Effective = Effective,
        AllowedUnits = AllowedUnits,
        Direction = Direction ?? CommunicationDirection.Outgoing,
        Category = Category,
        DefaultLanguage = DefaultLanguage,
        Unrestricted = Unrestricted ?? [],
        ForRuns = ForRuns,
    };
}

/// <summary>A tag as the API shows it.</summary>
/// <param name="Tag">What is written between the braces.</param>
/// <param name="Family">communication, link, notification or unrestricted.</param>
/// <param name="Entity">Object type of the record that must be referred to; null when none must.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="Example">What it looks like.</param>
/// <param name="List">Whether a loop may go through it.</param>
public sealed record TagView(
    string Tag, TagFamily Family, string? Entity, string Description, string Example, bool List)
{
    /// <summary>Shows a tag.</summary>
    public static TagView Of(Tag tag) =>
        new(tag.Path, tag.Family, tag.Entity, tag.Description, tag.Example, tag.IsList);
}
