using System.Net.Mail;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Communications;

/// <summary>
/// What keeps a communication from being saved (spec/communications.md §2.2 to §2.5). Media and length are looked at
/// for drafts too; addresses and texts are wanted when it is completed.
/// </summary>
public static class CommunicationFaults
{
    /// <summary>Longest subject, in characters.</summary>
    public const int SubjectLengthMax = 500;

    /// <summary>Longest body where no rule says less, in characters; HTML with its marks.</summary>
    public const int BodyLengthMax = 1_048_576;

    /// <summary>Longest shared notes, in characters.</summary>
    public const int NotesLengthMax = 32_000;

    /// <summary>Most records that a communication refers to; one of a type.</summary>
    public const int ReferencesMax = 20;

    /// <summary>Most values of unrestricted tags, and the most characters of one.</summary>
    public const int TagValuesMax = 100;

    private const int AddressLengthMax = 254;
    private const int SenderLengthMax = 100;
    private const int ValueLengthMax = 4_000;

    /// <summary>Every fault.</summary>
    /// <param name="content">What is to be saved.</param>
    /// <param name="settings">The settings in force.</param>
    /// <param name="definition">The active definition.</param>
    /// <param name="isCompleting">Whether it is to be completed.</param>
    public static IReadOnlyList<CommunicationFault> Of(
        CommunicationContent content, SettingsSnapshot settings, CommunicationDefinition definition, bool isCompleting)
    {
        var communications = CommunicationSettings.Of(settings);
        var faults = new List<CommunicationFault>();
        CheckMedium(content, communications, definition, faults);
        CheckTexts(content, faults);
        CheckAddresses(content, settings, isCompleting, faults);
        if (content.Category is { } category && !communications.Categories.Any(known => known.Id == category))
        {
            faults.Add(new("category", "categoryUnknown", $"There is no category '{category}'."));
        }

        if (content.ReferringTo is { } referringTo)
        {
            CheckReferences(referringTo, settings, faults);
        }

        return faults;
    }

    /// <summary>Whether an entry is made in the queue: condition Q of §2.3, with A-20.</summary>
    public static bool IsQueued(CommunicationContent content, CommunicationDefinition definition) =>
        IsSent(content) && (content.ExternalSystem is not null || (content.Medium == CommunicationMedium.Email
            ? definition.Email is { Enabled: true }
            : definition.Sms is { Enabled: true }));

    /// <summary>Whether somebody has to send it: outgoing e-mail and SMS.</summary>
    public static bool IsSent(CommunicationContent content) =>
        content is
        {
            Direction: CommunicationDirection.Outgoing,
            Medium: CommunicationMedium.Email or CommunicationMedium.Sms,
        };

    private static void CheckMedium(
        CommunicationContent content, CommunicationSettings settings, CommunicationDefinition definition,
        List<CommunicationFault> faults)
    {
        var rule = Array.Find(definition.Media, rule => rule.Medium == content.Medium);
        if (rule is null || (rule.Direction is { } direction && direction != content.Direction))
        {
            faults.Add(new("medium", "mediumNotAllowed", "The active definition does not allow this medium this way."));
        }

        var system = content.ExternalSystem is { } code
            ? Array.Find(settings.ExternalSystems, system => system.Code == code)
            : null;
        if (content.ExternalSystem is not null && system is null)
        {
            faults.Add(new("externalSystem", "externalSystemUnknown", "There is no such external system."));
        }
        else if (system is not null && !IsSent(content))
        {
            faults.Add(new(
                "externalSystem", "externalSystemUnexpected", "External systems send outgoing e-mails and SMS only."));
        }

        // The smaller of both limits counts.
        var lengthMax = Math.Min(
            Math.Min(rule?.CharactersMax ?? BodyLengthMax, system?.CharactersMax ?? BodyLengthMax), BodyLengthMax);
        var length = (content.PlainBody ?? content.Body)?.Length ?? 0;
        if (length > lengthMax || content.Body?.Length > BodyLengthMax)
        {
            faults.Add(new("body", "tooLong", $"The message has {length} characters, and at most {lengthMax} may be."));
        }
    }

    private static void CheckTexts(CommunicationContent content, List<CommunicationFault> faults)
    {
        if (content.Subject?.Length > SubjectLengthMax)
        {
            faults.Add(new("subject", "tooLong", $"A subject has at most {SubjectLengthMax} characters."));
        }

        if (content.Subject?.Any(char.IsControl) == true)
        {
            faults.Add(new("subject", "notALine", "A subject is one line, without control characters."));
        }

        if (content.SharedNotes?.Length > NotesLengthMax)
        {
            faults.Add(new("sharedNotes", "tooLong", $"Shared notes have at most {NotesLengthMax} characters."));
        }

        if (content.TagValues is { } values
            && (values.Count > TagValuesMax
                || values.Values.Any(value => value is null or { Length: > ValueLengthMax })))
        {
            faults.Add(new(
                "tagValues", "tooLong",
                $"There are at most {TagValuesMax} values of tags, each of at most {ValueLengthMax} characters."));
        }
    }

    // §2.2: both are only for outgoing e-mails and SMS, and wanted there.
    private static void CheckAddresses(
        CommunicationContent content, SettingsSnapshot settings, bool isCompleting, List<CommunicationFault> faults)
    {
        if (!IsSent(content))
        {
            AddUnexpected("from", content.From, faults);
            AddUnexpected("to", content.To, faults);
            return;
        }

        if (isCompleting && content.Body is null or "")
        {
            faults.Add(new("body", "required", "A message that is sent says something."));
        }

        CheckAddress("to", content.To, IsAddress(content, content.To, settings), isCompleting, faults);
        CheckAddress("from", content.From, IsSender(content), isCompleting, faults);
    }

    private static bool IsAddress(CommunicationContent content, string? text, SettingsSnapshot settings) =>
        content.Medium == CommunicationMedium.Email
            ? IsEmail(text)
            : text is not null && settings.ReadNumber(text) == text;

    private static bool IsSender(CommunicationContent content) => content.Medium == CommunicationMedium.Email
        ? IsEmail(content.From)
        : content.From is { Length: > 0 and <= SenderLengthMax } && !content.From.Any(char.IsControl);

    /// <summary>Whether a text is one e-mail address and nothing else: no name, no list.</summary>
    public static bool IsEmail(string? text) =>
        text is { Length: > 0 and <= AddressLengthMax } && MailAddress.TryCreate(text, out var address)
        && address.Address == text && !text.Any(character => char.IsControl(character) || character is ' ' or ',');

    private static void CheckAddress(
        string field, string? text, bool isRight, bool isCompleting, List<CommunicationFault> faults)
    {
        if (string.IsNullOrEmpty(text))
        {
            if (isCompleting)
            {
                faults.Add(new(field, "required", $"An outgoing e-mail or SMS wants '{field}'."));
            }
        }
        else if (!isRight)
        {
            faults.Add(new(
                field, "addressInvalid", "An e-mail wants one e-mail address here, an SMS one number as E.164."));
        }
    }

    private static void AddUnexpected(string field, string? text, List<CommunicationFault> faults)
    {
        if (text is not null)
        {
            faults.Add(new(field, "unexpected", $"Only outgoing e-mails and SMS have '{field}'."));
        }
    }

    private static void CheckReferences(
        IReadOnlyDictionary<string, string> referringTo, SettingsSnapshot settings, List<CommunicationFault> faults)
    {
        if (referringTo.Count > ReferencesMax)
        {
            faults.Add(new("referringTo", "tooMany", $"A communication refers to at most {ReferencesMax} records."));
        }

        foreach (var type in referringTo.Keys.Where(type => settings.ObjectTypes.Find(type) is null))
        {
            faults.Add(new("referringTo", "objectTypeUnknown", $"There is no object type '{type}'."));
        }
    }
}
