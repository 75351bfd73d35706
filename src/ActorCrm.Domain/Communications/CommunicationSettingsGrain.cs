using System.Globalization;
using System.Net.Mail;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Templates;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Communications;

/// <summary>
/// To <c>communication_settings</c>: replaces them. A secret that is null stays as it was. Reply:
/// <see cref="SettingSaved"/> or <see cref="SettingRefused"/> (<c>communicationSettingsInvalid</c>,
/// <c>versionMismatch</c>).
/// </summary>
/// <param name="Settings">All of them; the version counts for nothing.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands; null: whatever does.</param>
public sealed record SaveCommunicationSettings(CommunicationSettings Settings, string By, int? IfVersion = null);

/// <summary>
/// To <c>communication_settings</c>: one definition is in force from now on, and no other. Reply as for
/// <see cref="SaveCommunicationSettings"/> (<c>communicationDefinitionUnknown</c>).
/// </summary>
public sealed record ActivateCommunicationDefinition(string Code, string By);

/// <summary>The one grain of the settings of communications.</summary>
public static class CommunicationSettingsGrain
{
    /// <summary>Handles one message.</summary>
    public static CommunicationSettings? Handle(Turn turn, CommunicationSettings? state, object message) =>
        message switch
        {
            SaveCommunicationSettings save => Save(turn, state, save),
            ActivateCommunicationDefinition activate => Activate(turn, state, activate),
            _ => throw new InvalidOperationException(
                $"Settings of communications do not understand {message.GetType().Name}."),
        };

    private static CommunicationSettings? Save(
        Turn turn, CommunicationSettings? state, SaveCommunicationSettings save)
    {
        var version = state?.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(SettingFaults.VersionMismatch(expected, version));
            return state;
        }

        var next = WithSecrets(save.Settings, state ?? CommunicationSettings.Empty) with { Version = version };
        string[] faults = [.. CommunicationSettingsFaults.Of(next)];
        if (faults.Length > 0)
        {
            turn.Reply(new SettingRefused("communicationSettingsInvalid", faults, version));
            return state;
        }

        return Store(turn, state, WithNumbers(next, state ?? CommunicationSettings.Empty), save.By);
    }

    private static CommunicationSettings? Activate(
        Turn turn, CommunicationSettings? state, ActivateCommunicationDefinition activate)
    {
        if (state is null || !Array.Exists(state.Definitions, definition => definition.Code == activate.Code))
        {
            turn.Reply(new SettingRefused(
                "communicationDefinitionUnknown", [$"There is no definition with the code '{activate.Code}'."],
                state?.Version ?? 0));
            return state;
        }

        return Store(turn, state, state with
        {
            Definitions = Array.ConvertAll(
                state.Definitions, definition => definition with { Active = definition.Code == activate.Code }),
        }, activate.By);
    }

    private static CommunicationSettings? Store(
        Turn turn, CommunicationSettings? state, CommunicationSettings next, string by)
    {
        if (state is not null && SettingFaults.Same(state, next, CommunicationJson.Default.CommunicationSettings))
        {
            turn.Reply(new SettingSaved(state.Version));
            return state;
        }

        next = next with { Version = (state?.Version ?? 0) + 1 };
        var version = next.Version.ToString(CultureInfo.InvariantCulture);
        turn.Record(new TimelineEntry(turn.Self, "communicationSettingsSaved", by, Why: $"version {version}"));
        turn.Audit("communicationSettingsSaved", by, new() { ["version"] = version });
        turn.Reply(new SettingSaved(next.Version));
        return next;
    }

    private static CommunicationSettings WithSecrets(CommunicationSettings next, CommunicationSettings before) =>
        next with
        {
            Definitions = Array.ConvertAll(next.Definitions, definition =>
            {
                var known = Array.Find(before.Definitions, other => other.Code == definition?.Code);
                return definition is null ? definition! : definition with
                {
                    Email = definition.Email is { Secret: null } email
                        ? email with { Secret = SecretFor(email, known?.Email) }
                        : definition.Email,
                    Sms = definition.Sms is { Secret: null } sms
                        ? sms with { Secret = sms.Address == known?.Sms?.Address ? known.Sms.Secret : null }
                        : definition.Sms,
                };
            }),
        };

    // To another server the password is not sent along: whoever may change settings must not learn it that way.
    private static string? SecretFor(EmailServer email, EmailServer? known) =>
        known is not null && (email.Host, email.Port, email.Security) == (known.Host, known.Port, known.Security)
            ? known.Secret
            : null;

    private static CommunicationSettings WithNumbers(CommunicationSettings next, CommunicationSettings before)
    {
        var last = before.Definitions.Select(definition => Number(definition.Number)).DefaultIfEmpty(0).Max();
        return next with
        {
            Definitions = Array.ConvertAll(next.Definitions, definition => definition with
            {
                Number = Array.Find(before.Definitions, other => other.Code == definition.Code)?.Number
                    ?? $"CD{(++last).ToString("0000", CultureInfo.InvariantCulture)}",
            }),
        };
    }

    private static int Number(string? text) =>
        int.TryParse(text.AsSpan(text is null ? 0 : 2), CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>What is wrong with settings of communications, each fault a sentence that names its place.</summary>
internal static class CommunicationSettingsFaults
{
    private const int NameLengthMax = 100;
    private const int TextLengthMax = 1_000;
    private const int CharactersMax = 262_144;

    public static IEnumerable<string> Of(CommunicationSettings settings)
    {
        if (Array.IndexOf(settings.Definitions, null) >= 0 || Array.IndexOf(settings.Categories, null) >= 0
            || Array.IndexOf(settings.ExternalSystems, null) >= 0)
        {
            return ["Lists have no empty entries."];
        }

        if (settings.Definitions.Length > CommunicationSettings.DefinitionsMax
            || settings.Categories.Length > CommunicationSettings.ListMax
            || settings.ExternalSystems.Length > CommunicationSettings.ListMax)
        {
            return
            [
                $"There are at most {CommunicationSettings.DefinitionsMax} definitions, "
                + $"{CommunicationSettings.ListMax} categories and {CommunicationSettings.ListMax} external systems.",
            ];
        }

        return
        [
            .. Names("definition", settings.Definitions.Select(definition => (definition.Code, definition.Name))),
            .. Names("external system", settings.ExternalSystems.Select(system => (system.Code, system.Name))),
            .. Names("category", settings.Categories.Select(category => (category.Id, category.Name))),
            .. settings.Definitions.Count(definition => definition.Active) > 1
                ? new[] { "One definition is active at most." }
                : [],
            .. settings.Definitions.SelectMany(Definition),
            .. settings.ExternalSystems.Where(system => system.CharactersMax is < 1 or > CharactersMax)
                .Select(system => $"External system '{system.Code}': charactersMax is 1 to {CharactersMax}."),
            .. Business(settings.Business),
        ];
    }

    private static IEnumerable<string> Names(string what, IEnumerable<(string Code, string Name)> all)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var codes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (code, name) in all)
        {
            if (!IsLine(code) || !GrainId.IsKey(code))
            {
                yield return $"Each {what} has a code of 1 to {NameLengthMax} printable characters.";
            }
            else if (!codes.Add(code))
            {
                yield return $"More than one {what} has the code '{code}'.";
            }

            if (!IsLine(name))
            {
                yield return $"The {what} '{code}' has a name of 1 to {NameLengthMax} printable characters.";
            }
            else if (!names.Add(name))
            {
                yield return $"More than one {what} has the name '{name}'.";
            }
        }
    }

    private static IEnumerable<string> Definition(CommunicationDefinition definition)
    {
        var place = $"Definition '{definition.Code}'";
        if (definition.Media is null || Array.IndexOf(definition.Media, null) >= 0
            || definition.Media.DistinctBy(rule => rule.Medium).Count() < definition.Media.Length
            || Array.Exists(definition.Media, rule => rule.CharactersMax is < 1 or > CharactersMax))
        {
            yield return $"{place}: each medium is named once, with charactersMax of 1 to {CharactersMax}.";
        }

        if (definition.Email is { } email)
        {
            if (!IsLine(email.Host) || email.Port is < 1 or > 65_535)
            {
                yield return $"{place}: the e-mail server has a host and a port of 1 to 65535.";
            }

            if (!MailAddress.TryCreate(email.From, out _) || !IsLine(email.FromName ?? "x"))
            {
                yield return $"{place}: 'from' of the e-mail server is an e-mail address.";
            }

            if (email.Secret is not null && email is { User: null })
            {
                yield return $"{place}: an e-mail server with a secret has a user.";
            }
        }

        if (definition.Sms is { } sms && (!IsLine(sms.Address) || !IsLine(sms.Sender)))
        {
            yield return $"{place}: the SMS gateway has an address and a sender.";
        }

        if (definition.Tracking is { } tracking
            && (!TagNames.IsAddress(tracking.BaseUrl ?? "")
                || tracking.BaseUrl!.Contains('?', StringComparison.Ordinal)))
        {
            yield return $"{place}: 'baseUrl' of the tracking is an absolute http or https address.";
        }

        if (definition.Description?.Length > TextLengthMax)
        {
            yield return $"{place}: the description has at most {TextLengthMax} characters.";
        }
    }

    private static IEnumerable<string> Business(BusinessCard? business)
    {
        if (business is null)
        {
            yield break;
        }

        if (business.Language is { } language && LanguageFormat.Find(language) is null)
        {
            yield return
                $"'{language}' is no language that is known here: {string.Join(", ", LanguageFormat.Languages)}.";
        }

        if (business.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            yield return $"'{zone}' is no time zone, such as Europe/Warsaw.";
        }
    }

    private static bool IsLine(string? text) =>
        text is { Length: > 0 and <= NameLengthMax } && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
}
