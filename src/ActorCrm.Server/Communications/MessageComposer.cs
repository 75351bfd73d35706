using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Templates;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Communications;

/// <summary>What came of composing a message.</summary>
/// <param name="Content">What is to be saved; null when there are faults.</param>
/// <param name="Faults">What is wrong; empty when nothing is.</param>
internal sealed record Composed(CommunicationContent? Content, IReadOnlyList<CommunicationFault> Faults);

/// <summary>
/// Makes what is saved out of what somebody wrote: fills in what the template, the contact and the definition say, and,
/// when it is to be completed, replaces the tags (spec/communications.md §2.3, spec/tags.md).
/// </summary>
internal sealed class MessageComposer(SiloHost silo, CommunicationRecords records, TimeProvider clock)
{
    /// <summary>Most compiled texts that are kept; more than that are compiled each time.</summary>
    private const int CompiledMax = 2_000;

    /// <summary>In front of the ids of users where it is said who did something.</summary>
    private const string UserPrefix = "user:";

    private readonly ConcurrentDictionary<(string Text, bool IsHtml), TemplateReading> _compiled = [];
    private (ObjectTypes Types, TagCatalogue Catalogue)? _catalogue;

    /// <summary>The tags there are.</summary>
    public TagCatalogue Catalogue
    {
        get
        {
            var types = ServerSettings.Of(silo).ObjectTypes;
            if (_catalogue is not { } known || known.Types != types)
            {
                _catalogue = known = (types, TagCatalogue.Of(types));
            }

            return known.Catalogue;
        }
    }

    /// <summary>Composes what a request asks for.</summary>
    /// <param name="content">What was written; absent parts are filled in.</param>
    /// <param name="language">Language of the template's text; null: the contact's.</param>
    /// <param name="number">The number that it has.</param>
    /// <param name="isCompleting">Whether tags are replaced.</param>
    /// <param name="user">Who writes; for them there are only records that they see.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<Composed> ComposeAsync(
        CommunicationContent content, string? language, string number, bool isCompleting, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var settings = ServerSettings.Of(silo);
        var communications = CommunicationSettings.Of(settings);
        var faults = new List<CommunicationFault>();
        var viewing = Viewing.Of(user, silo);
        var contact = await records.FindAsync(
            Contact.Type, content.ContactId.ToString(), viewing, stop);
        if (contact is null)
        {
            faults.Add(new("contactId", "referenceUnknown", "There is no such contact."));
        }

        var referred = await ReferredAsync(content, viewing, faults, stop);
        var template = content.Template is { } code ? MessageTemplate.Find(settings, code) : null;
        if (content.Template is not null && template is not { Effective: true })
        {
            faults.Add(new("template", "templateUnknown", "There is no such template, or it is not effective."));
        }

        if (faults.Count > 0)
        {
            return new Composed(null, faults);
        }

        content = WithTemplate(content, template, language ?? contact!.Fields["language"]?.GetValue<string>());
        content = WithAddresses(content, contact!, communications.Active);
        if (!isCompleting)
        {
            return new Composed(content, faults);
        }

        var given = Given(communications, content, number, User(settings, user.Name()));
        var sources = new TagSources(Catalogue, FormatFor(contact!, communications))
        {
            Records = Fields(contact!, referred),
            Given = given,
            Typed = Typed(content, template),
            Title = await TitlesAsync(contact!, viewing, settings, stop),
        };
        return Fill(content, template, communications, sources);
    }

    private async Task<Dictionary<string, ObjectRecord>> ReferredAsync(
        CommunicationContent content, Viewing? viewing, List<CommunicationFault> faults, CancellationToken stop)
    {
        var referred = new Dictionary<string, ObjectRecord>(StringComparer.Ordinal);
        foreach (var (type, id) in content.ReferringTo ?? new Dictionary<string, string>())
        {
            if (await records.FindAsync(type, id, viewing, stop) is { } record)
            {
                referred[type] = record;
            }
            else
            {
                faults.Add(new("referringTo", "referenceUnknown", $"There is no such record of the type '{type}'."));
            }
        }

        return referred;
    }

    // Applying a template copies its values as if they had been typed; what was typed stays.
    private static CommunicationContent WithTemplate(
        CommunicationContent content, MessageTemplate? template, string? language)
    {
        if (template is null)
        {
            return content;
        }

        var (_, variant) = template.For(language);
        return content with
        {
            Category = content.Category ?? template.Category,
            Subject = content.Subject ?? variant.Subject,
            Body = content.Body ?? variant.Body,
        };
    }

    private static CommunicationContent WithAddresses(
        CommunicationContent content, ObjectRecord contact, CommunicationDefinition? definition)
    {
        if (!CommunicationFaults.IsSent(content))
        {
            return content;
        }

        var isEmail = content.Medium == CommunicationMedium.Email;
        return content with
        {
            From = content.From ?? (isEmail ? definition?.Email?.From : definition?.Sms?.Sender),
            To = content.To ?? (isEmail
                ? First(contact.Fields["emails"])
                : First(contact.Fields["mobile"]) ?? First(contact.Fields["phones"])),
        };
    }

    private Composed Fill(
        CommunicationContent content, MessageTemplate? template, CommunicationSettings communications,
        TagSources sources)
    {
        var isEmail = content.Medium == CommunicationMedium.Email;
        var unrestricted = template?.Unrestricted
            ?? [.. sources.Typed.Keys.Select(name => new UnrestrictedTag(name))];
        var use = new TemplateUse(
            sources.Catalogue, unrestricted, isEmail,
            communications.Active?.Tracking is { } tracking && (tracking.Email || tracking.Links), IsForRuns: false);
        var faults = new List<CommunicationFault>();
        var subject = Compile("subject", content.Subject ?? "", isHtml: false, use with { IsEmail = false }, faults);
        var body = Compile("body", content.Body ?? "", isEmail, use, faults);
        if (subject is null || body is null)
        {
            return new Composed(null, faults);
        }

        var types = (content.ReferringTo?.Keys ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var fault in TemplateCheck.Missing([subject, body], use, types, sources.Typed))
        {
            faults.Add(new CommunicationFault(
                fault.Code == TemplateFaultCode.TagValueMissing ? "tagValues" : "body", fault.Code, fault.Message));
        }

        if (faults.Count > 0)
        {
            return new Composed(null, faults);
        }

        var zone = ZoneOf(communications);
        var frame = new RenderFrame(new TagValues(sources), RenderMedium.Line, sources.Format, zone);
        var filledSubject = TemplateRendering.Of(subject, frame);
        var filledBody = TemplateRendering.Of(
            body, frame with { Medium = isEmail ? RenderMedium.Html : RenderMedium.Text });
        if ((filledSubject.Code ?? filledBody.Code) is { } limit)
        {
            return new Composed(null, [new("body", limit, "Filled in, the message is longer than a message may be.")]);
        }

        var html = isEmail ? MessageHtml.Clean(filledBody.Text!) : null;
        return new Composed(content with
        {
            Subject = string.IsNullOrEmpty(content.Subject) ? content.Subject : filledSubject.Text,
            Body = html ?? (content.Body is null ? null : filledBody.Text),
            PlainBody = html is null ? null : MessageHtml.PlainText(html),
        }, []);
    }

    private Template? Compile(
        string field, string text, bool isHtml, TemplateUse use, List<CommunicationFault> faults)
    {
        var reading = _compiled.TryGetValue((text, isHtml), out var known) ? known : Template.Read(text, isHtml);
        if (known is null && _compiled.Count < CompiledMax)
        {
            _compiled.TryAdd((text, isHtml), reading);
        }

        var found = reading.Template is { } template ? TemplateCheck.Faults(template, use) : reading.Faults;
        foreach (var fault in found)
        {
            faults.Add(new CommunicationFault(
                field, fault.Code, $"Line {fault.Line}, column {fault.Column}: {fault.Message}"));
        }

        return found.Count == 0 ? reading.Template : null;
    }

    private Dictionary<string, TagValue> Given(
        CommunicationSettings communications, CommunicationContent content, string number, User? user)
    {
        var category = Array.Find(communications.Categories, known => known.Id == content.Category)?.Name;
        var zone = ZoneOf(communications);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
        return new Dictionary<string, TagValue>(StringComparer.OrdinalIgnoreCase)
        {
            ["communication.number"] = new TagValue.Text(number),
            ["communication.date"] = new TagValue.Day(today),
            ["communication.category"] = Text(category),
            ["user.name"] = Text(user?.Name),
            ["unit.name"] = Text(user?.UnitId),
            ["business.name"] = Text(communications.Business?.Name),
            ["business.phone"] = Text(communications.Business?.Phone),
            ["business.email"] = Text(communications.Business?.Email),
        };
    }

    // Names of records that the contact and the records refer to: its organization, and employees.
    private async Task<Func<string, string, string?>> TitlesAsync(
        ObjectRecord contact, Viewing? viewing, SettingsSnapshot settings, CancellationToken stop)
    {
        var organization = First(contact.Fields["organizationId"]) is { } id
            ? await records.FindAsync(Organization.Type, id, viewing, stop)
            : null;
        return (type, id) => type switch
        {
            Organization.Type => organization?.Id.ToString() == id ? First(organization.Fields["name"]) : null,
            BuiltInTypes.User => settings.Employees.All.FirstOrDefault(employee => employee.CrmUserId == id)?.Name,
            _ => null,
        };
    }

    // A program has no name to sign with.
    private static User? User(SettingsSnapshot settings, string by) =>
        by.StartsWith(UserPrefix, StringComparison.Ordinal)
        && settings.States.TryGetValue(new GrainId(Domain.Access.User.Type, by[UserPrefix.Length..]), out var state)
            ? (User)state
            : null;

    private static TimeZoneInfo ZoneOf(CommunicationSettings communications) =>
        communications.Business?.TimeZone is { } id ? TimeZoneInfo.FindSystemTimeZoneById(id) : TimeZoneInfo.Utc;

    private static LanguageFormat FormatFor(ObjectRecord contact, CommunicationSettings communications) =>
        LanguageFormat.Find(First(contact.Fields["language"]))
        ?? LanguageFormat.Find(communications.Business?.Language)
        ?? LanguageFormat.Default;

    private static Dictionary<string, JsonObject> Fields(
        ObjectRecord contact, Dictionary<string, ObjectRecord> referred)
    {
        var fields = new Dictionary<string, JsonObject>(StringComparer.OrdinalIgnoreCase)
        {
            [Contact.Type] = contact.Fields,
        };
        foreach (var (type, record) in referred)
        {
            fields[TagCatalogue.PrefixOf(type)] = record.Fields;
        }

        return fields;
    }

    private static Dictionary<string, string> Typed(CommunicationContent content, MessageTemplate? template)
    {
        var typed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in template?.Unrestricted ?? [])
        {
            if (tag.Default is { } value)
            {
                typed[tag.Name] = value;
            }
        }

        foreach (var (name, value) in content.TagValues ?? new Dictionary<string, string>())
        {
            typed[name] = value;
        }

        return typed;
    }

    private static TagValue Text(string? text) =>
        string.IsNullOrEmpty(text) ? TagValue.Nothing : new TagValue.Text(text);

    private static string? First(JsonNode? value) => value switch
    {
        JsonArray { Count: > 0 } list => First(list[0]),
        JsonValue single when single.TryGetValue<string>(out var text) => text,
        _ => null,
    };
}
