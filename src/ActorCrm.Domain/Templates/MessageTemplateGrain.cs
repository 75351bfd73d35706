using System.Globalization;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Templates;

/// <summary>
/// To <c>message_template</c>: makes or replaces it. Reply: <see cref="TemplateSaved"/> or
/// <see cref="TemplateRefused"/>.
/// </summary>
/// <param name="Template">All of it; code, version and what is computed count for nothing.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands, 0 for a new one; null: whatever does.</param>
public sealed record SaveTemplate(MessageTemplate Template, string By, int? IfVersion = null);

/// <summary>To <c>message_template</c>: forget it. Reply as for <see cref="SaveTemplate"/>.</summary>
public sealed record DeleteTemplate(string By, int? IfVersion = null);

/// <summary>
/// To <c>template_names</c>: a template was saved under this name, null: is gone. A name that another one has is given
/// to the one that asks by <see cref="TemplateNameTaken"/> back.
/// </summary>
public sealed record PutTemplateName(string Code, string? Name);

/// <summary>
/// To <c>message_template</c>: another one has its name; it is called by its code in brackets as well now.
/// </summary>
public sealed record TemplateNameTaken(string Name);

/// <summary>The template is as asked; null: it is gone.</summary>
public sealed record TemplateSaved(MessageTemplate? Template);

/// <summary>Nothing was changed.</summary>
/// <param name="Code">
/// <c>templateInvalid</c>, <c>templateNotFound</c>, <c>templatesTooMany</c> or <c>versionMismatch</c>.
/// </param>
/// <param name="Faults">What is wrong, all of it; empty where the code says it.</param>
public sealed record TemplateRefused(string Code, PlacedFault[] Faults);

/// <summary>A fault in a part of a template.</summary>
/// <param name="Field">The part: <c>name</c>, <c>variants.pl.body</c>.</param>
/// <param name="Code">One of <see cref="TemplateFaultCode"/>, or <c>invalid</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Line">Line of the text, from 1; null where no text is at fault.</param>
/// <param name="Column">Character of the line, from 1.</param>
public sealed record PlacedFault(string Field, string Code, string Message, int? Line = null, int? Column = null);

/// <summary>One template of messages.</summary>
public static class MessageTemplateGrain
{
    /// <summary>Handles one message.</summary>
    public static MessageTemplate? Handle(Turn turn, MessageTemplate? state, object message) => message switch
    {
        SaveTemplate save => Save(turn, state, save),
        DeleteTemplate delete => Delete(turn, state, delete),
        TemplateNameTaken taken => state is not null && state.Name == taken.Name
            ? state with { Name = $"{state.Name} ({state.Code})", Version = state.Version + 1 }
            : state,
        _ => throw new InvalidOperationException($"A template does not understand {message.GetType().Name}."),
    };

    private static MessageTemplate? Save(Turn turn, MessageTemplate? state, SaveTemplate save)
    {
        var version = state?.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(new TemplateRefused("versionMismatch", []));
            return state;
        }

        var settings = SettingsSnapshot.Of(turn);
        var next = save.Template with { Code = turn.Self.Key };
        var check = new MessageTemplateCheck(next, settings);
        if (check.Faults() is { Count: > 0 } faults)
        {
            turn.Reply(new TemplateRefused("templateInvalid", [.. faults]));
            return state;
        }

        if (state is null && settings.States.Values.OfType<MessageTemplate>().Count() >= TemplateNames.CountMax)
        {
            turn.Reply(new TemplateRefused("templatesTooMany", []));
            return state;
        }

        next = next with
        {
            RelatedEntities = [.. check.RelatedEntities()],
            Version = version,
            SavedAt = state?.SavedAt ?? turn.Now,
            SavedBy = state?.SavedBy ?? save.By,
        };
        if (state is not null && SettingFaults.Same(state, next, TemplateJson.Default.MessageTemplate))
        {
            turn.Reply(new TemplateSaved(state));
            return state;
        }

        next = next with { Version = version + 1, SavedAt = turn.Now, SavedBy = save.By };
        if (state?.Name != next.Name)
        {
            turn.Tell(Names, new PutTemplateName(next.Code, next.Name));
        }

        turn.Record(new TimelineEntry(
            turn.Self, "templateSaved", save.By,
            Why: string.Create(CultureInfo.InvariantCulture, $"version {next.Version}")));
        turn.Reply(new TemplateSaved(next));
        return next;
    }

    private static MessageTemplate? Delete(Turn turn, MessageTemplate? state, DeleteTemplate delete)
    {
        if (state is null || (delete.IfVersion is { } expected && expected != state.Version))
        {
            turn.Reply(new TemplateRefused(state is null ? "templateNotFound" : "versionMismatch", []));
            return state;
        }

        turn.Tell(Names, new PutTemplateName(state.Code, null));
        turn.Record(new TimelineEntry(turn.Self, "templateDeleted", delete.By));
        turn.Reply(new TemplateSaved(null));
        return null;
    }

    private static readonly GrainId Names = new(TemplateNames.Type, TemplateNames.Key);
}

/// <summary>The names of all templates.</summary>
public static class TemplateNamesGrain
{
    /// <summary>Handles one message.</summary>
    public static TemplateNames? Handle(Turn turn, TemplateNames? state, object message) => message switch
    {
        PutTemplateName put => Put(turn, state, put),
        _ => throw new InvalidOperationException($"Names of templates do not understand {message.GetType().Name}."),
    };

    private static TemplateNames Put(Turn turn, TemplateNames? state, PutTemplateName put)
    {
        var names = new SortedDictionary<string, string>(
            (state?.Names ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal);
        names.Remove(put.Code);
        if (put.Name is { } name)
        {
            // Two that were saved at the same moment: the second sees the first in no snapshot yet.
            if (names.Values.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                turn.Tell(new GrainId(MessageTemplate.Type, put.Code), new TemplateNameTaken(name));
                name = $"{name} ({put.Code})";
            }

            names[put.Code] = name;
        }

        return new TemplateNames(names);
    }
}
