using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Templates;

/// <summary>What is wrong with a template that somebody wants to save.</summary>
internal sealed class MessageTemplateCheck(MessageTemplate draft, SettingsSnapshot settings)
{
    private const int NameLengthMax = 100;
    private const int DescriptionLengthMax = 1_000;
    private const int SizeMax = 1_000_000;

    private readonly TagCatalogue _catalogue = TagCatalogue.Of(settings.ObjectTypes);
    private readonly List<PlacedFault> _faults = [];
    private readonly List<Template> _read = [];

    /// <summary>Every fault.</summary>
    public IReadOnlyList<PlacedFault> Faults()
    {
        CheckNames();
        var communications = CommunicationSettings.Of(settings);
        if (draft.Category is { } category && !communications.Categories.Any(known => known.Id == category))
        {
            Add("category", $"There is no category '{category}'.");
        }

        if (draft.Unrestricted is null || Array.IndexOf(draft.Unrestricted, null) >= 0
            || draft.Unrestricted.Length > MessageTemplate.UnrestrictedMax
            || draft.Unrestricted.DistinctBy(tag => tag.Name).Count() < draft.Unrestricted.Length
            || Array.Exists(draft.Unrestricted, tag => TagPath.Read(tag.Name ?? "") is not { Entity: "" }))
        {
            Add(
                "unrestricted",
                $"There are at most {MessageTemplate.UnrestrictedMax} unrestricted tags, each with a name of its own "
                + "of letters, digits and _.");
            return _faults;
        }

        // spec/tags.md §4.5: in a run nobody is there to type.
        if (draft.ForRuns && Array.Exists(draft.Unrestricted, tag => string.IsNullOrEmpty(tag.Default)))
        {
            Add("unrestricted", "In a template for runs each unrestricted tag has a default.");
        }

        CheckVariants(communications);
        return _faults;
    }

    /// <summary>Object types of the records that its tags read. Asked after <see cref="Faults"/>.</summary>
    public IReadOnlyList<string> RelatedEntities() => TemplateCheck.RelatedEntities(_read, _catalogue);

    private void CheckNames()
    {
        if (!IsLine(draft.Name))
        {
            Add("name", $"A template has a name of 1 to {NameLengthMax} printable characters.");
        }
        else if (settings.States.Values.OfType<MessageTemplate>().Any(other =>
            other.Code != draft.Code && string.Equals(other.Name, draft.Name, StringComparison.OrdinalIgnoreCase)))
        {
            Add("name", "Another template has this name.");
        }

        if (!IsLine(draft.Code) || !GrainId.IsKey(draft.Code))
        {
            Add("code", $"A template has a code of 1 to {NameLengthMax} printable characters.");
        }

        if (draft.Description?.Length > DescriptionLengthMax)
        {
            Add("description", $"A description has at most {DescriptionLengthMax} characters.");
        }
    }

    private void CheckVariants(CommunicationSettings communications)
    {
        if (draft.Variants is not { Count: > 0 and <= MessageTemplate.VariantsMax }
            || draft.Variants.Values.Any(variant => variant?.Body is null))
        {
            Add("variants", $"A template has 1 to {MessageTemplate.VariantsMax} variants, each with a body.");
            return;
        }

        if (draft.Variants.Values.Sum(variant => variant.Body.Length + (variant.Subject?.Length ?? 0)) > SizeMax)
        {
            Add("variants", $"All texts of a template together have at most {SizeMax} characters.");
            return;
        }

        if (draft.DefaultLanguage is { } language && !draft.Variants.ContainsKey(language))
        {
            Add("defaultLanguage", "There is no variant in this language.");
        }

        var isEmail = draft.Medium == CommunicationMedium.Email;
        var use = new TemplateUse(
            _catalogue, draft.Unrestricted, isEmail,
            communications.Active?.Tracking is { } tracking && (tracking.Email || tracking.Links), draft.ForRuns);
        foreach (var (name, variant) in draft.Variants)
        {
            if (LanguageFormat.Find(name) is null)
            {
                Add($"variants.{name}", "This language is not known here.");
            }

            if (isEmail == string.IsNullOrWhiteSpace(variant.Subject))
            {
                Add($"variants.{name}.subject", isEmail ? "An e-mail has a subject." : "Only e-mails have a subject.");
            }

            // A link makes no sense in a subject.
            Check($"variants.{name}.subject", variant.Subject ?? "", isHtml: false, use with { IsEmail = false });
            Check($"variants.{name}.body", variant.Body, isEmail, use);
        }
    }

    private void Check(string field, string text, bool isHtml, TemplateUse use)
    {
        var reading = Template.Read(text, isHtml);
        var faults = reading.Template is { } template ? TemplateCheck.Faults(template, use) : reading.Faults;
        foreach (var fault in faults)
        {
            _faults.Add(new PlacedFault(field, fault.Code, fault.Message, fault.Line, fault.Column));
        }

        if (reading.Template is { } read)
        {
            _read.Add(read);
        }
    }

    private void Add(string field, string message) => _faults.Add(new PlacedFault(field, "invalid", message));

    private static bool IsLine(string? text) =>
        text is { Length: > 0 and <= NameLengthMax } && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
}
