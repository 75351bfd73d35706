namespace ActorCrm.Domain.Templates;

/// <summary>Where a template is used, as far as its tags depend on it.</summary>
/// <param name="Catalogue">The tags there are.</param>
/// <param name="Unrestricted">The unrestricted tags that the template declares.</param>
/// <param name="IsEmail">Whether it is for e-mail: dynamic links are for nothing else.</param>
/// <param name="IsTracked">Whether e-mail tracking is on: dynamic links need it.</param>
/// <param name="IsForRuns">Whether notification runs use it: only they know what notification tags stand for.</param>
public sealed record TemplateUse(
    TagCatalogue Catalogue, IReadOnlyList<UnrestrictedTag> Unrestricted, bool IsEmail, bool IsTracked, bool IsForRuns);

/// <summary>Whether the tags of a template are there and fit where it is used.</summary>
public static class TemplateCheck
{
    /// <summary>Every use of a tag that is unknown or does not fit, in the order of the text.</summary>
    public static IReadOnlyList<TemplateFault> Faults(Template template, TemplateUse use)
    {
        var faults = new List<TemplateFault>();
        foreach (var used in template.Tags)
        {
            if (faults.Count < TemplateLimits.FaultsMax && Fault(used, use) is var (code, message))
            {
                faults.Add(new TemplateFault(code, used.Line, used.Column, message));
            }
        }

        return faults;
    }

    /// <summary>The object types of the records that must be referred to, by name; without the contact.</summary>
    public static IReadOnlyList<string> RelatedEntities(IEnumerable<Template> templates, TagCatalogue catalogue) =>
    [
        .. templates.SelectMany(template => template.Tags)
            .Select(used => catalogue.Find(used.Path)?.Entity)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What keeps these templates from being filled for a communication.</summary>
    /// <param name="templates">Subject and content.</param>
    /// <param name="use">Where they are used.</param>
    /// <param name="referred">Object types of the records that it refers to.</param>
    /// <param name="typed">Values of unrestricted tags, by name.</param>
    public static IReadOnlyList<TemplateFault> Missing(
        IEnumerable<Template> templates, TemplateUse use, IReadOnlySet<string> referred,
        IReadOnlyDictionary<string, string> typed)
    {
        var faults = new List<TemplateFault>();
        foreach (var used in templates.SelectMany(template => template.Tags))
        {
            if (use.Catalogue.Find(used.Path)?.Entity is { } entity && !referred.Contains(entity))
            {
                faults.Add(new TemplateFault(
                    TemplateFaultCode.TagEntityMissing, used.Line, used.Column,
                    $"{used.Path} needs a record of the type {entity} that the communication refers to."));
            }
        }

        foreach (var tag in use.Unrestricted)
        {
            var value = typed.GetValueOrDefault(tag.Name) ?? tag.Default;
            if (tag.Required && string.IsNullOrWhiteSpace(value))
            {
                faults.Add(new TemplateFault(
                    TemplateFaultCode.TagValueMissing, 1, 1, $"{TagNames.Custom}.{tag.Name} needs a value."));
            }
        }

        return faults;
    }

    private static (string Code, string Message)? Fault(UsedTag used, TemplateUse use)
    {
        if (used.Path.IsItem)
        {
            return ItemFault(used, use);
        }

        if (used.Path.Entity == TagNames.Custom)
        {
            return use.Unrestricted.Any(tag => tag.Name == used.Path.Field)
                ? used.IsList ? NoList(used.Path) : null
                : (TemplateFaultCode.UnknownTag, $"The template declares no unrestricted tag {used.Path.Field}.");
        }

        return use.Catalogue.Find(used.Path) switch
        {
            null => (TemplateFaultCode.UnknownTag, $"There is no tag {used.Path}."),
            { Family: TagFamily.Link } when !use.IsEmail =>
                (TemplateFaultCode.TagMedia, $"{used.Path} is a dynamic link, and those are for e-mail only."),
            { Family: TagFamily.Link } when !use.IsTracked =>
                (TemplateFaultCode.TrackingOff,
                    $"{used.Path} is a dynamic link and needs e-mail tracking, which is off."),
            { Family: TagFamily.Notification } when !use.IsForRuns =>
                (TemplateFaultCode.TagOutsideRun, $"Only a notification run knows {used.Path}."),
            { IsList: false } when used.IsList => NoList(used.Path),
            _ => null,
        };
    }

    private static (string Code, string Message)? ItemFault(UsedTag used, TemplateUse use)
    {
        var parts = use.Catalogue.Find(used.Loop!)?.Parts;
        if (used.IsList)
        {
            return NoList(used.Path);
        }

        return used.Path.Entity.Length == 0 || parts?.Contains(used.Path.Field) == true
            ? null
            : (TemplateFaultCode.UnknownTag,
                parts is null
                    ? $"The items of {used.Loop} have no parts: write {TagPath.This}."
                    : $"The items of {used.Loop} have {string.Join(", ", parts)}.");
    }

    private static (string Code, string Message) NoList(TagPath path) =>
        (TemplateFaultCode.TagNoList, $"{path} is no list.");
}
