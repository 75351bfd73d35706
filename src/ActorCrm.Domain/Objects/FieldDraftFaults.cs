using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Objects;

/// <summary>What is wrong with a field that somebody wants to define, each fault a sentence that names it.</summary>
internal static partial class FieldDraftFaults
{
    /// <summary>Checks everything but the name.</summary>
    /// <param name="draft">The field.</param>
    /// <param name="name">Its name, short enough to be shown.</param>
    /// <param name="isType">Whether there is an object type of a name.</param>
    /// <param name="faults">Where faults are added.</param>
    public static void Check(FieldDraft draft, string name, Func<string, bool> isType, List<string> faults)
    {
        CheckLabel(draft.Label, $"Field '{name}'", faults);
        if (draft.Kind is not { } kind)
        {
            faults.Add($"Field '{name}': 'kind' is missing.");
            return;
        }

        CheckOptions(draft.Options, kind, name, faults);
        CheckTarget(draft.Target, kind, name, isType, faults);
        CheckMaxLength(draft, kind, name, faults);
        if (draft.Many == true && kind is (FieldKind.LongText or FieldKind.Boolean or FieldKind.MultiSelect))
        {
            faults.Add($"Field '{name}': a {Word(kind)} has no list of values.");
        }

        if (draft.Unique == true && kind is (FieldKind.LongText or FieldKind.Boolean or FieldKind.MultiSelect))
        {
            faults.Add($"Field '{name}': a {Word(kind)} cannot be unique.");
        }

        if (draft.Indexed == true
            && (draft.Many == true || kind is FieldKind.LongText or FieldKind.MultiSelect or FieldKind.File))
        {
            faults.Add($"Field '{name}': only one short value can be indexed.");
        }

        if (draft is { Required: true, Creatable: false })
        {
            faults.Add($"Field '{name}': what is required has to be creatable.");
        }
    }

    /// <summary>Checks the texts of a label.</summary>
    public static void CheckLabel(IReadOnlyDictionary<string, string>? label, string what, List<string> faults)
    {
        if (label is null)
        {
            return;
        }

        if (label.Count > ObjectTypeLimits.LanguagesMax)
        {
            faults.Add($"{what}: a label has at most {ObjectTypeLimits.LanguagesMax} languages.");
            return;
        }

        foreach (var (language, text) in label)
        {
            if (!Language().IsMatch(language))
            {
                faults.Add($"{what}: the languages of a label are codes such as en or de-AT.");
            }
            else if (!IsLine(text, ObjectTypeLimits.LabelLengthMax))
            {
                faults.Add($"{what}: the label in '{language}' is one line of 1 to {ObjectTypeLimits.LabelLengthMax} "
                    + "characters.");
            }
        }
    }

    private static void CheckOptions(FieldOption?[]? options, FieldKind kind, string name, List<string> faults)
    {
        if (kind is not (FieldKind.Select or FieldKind.MultiSelect))
        {
            if (options is { Length: > 0 })
            {
                faults.Add($"Field '{name}': only a select or multiSelect has options.");
            }

            return;
        }

        if (options is not { Length: > 0 and <= ObjectTypeLimits.OptionsMax })
        {
            faults.Add($"Field '{name}': it has 1 to {ObjectTypeLimits.OptionsMax} options.");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Length; i++)
        {
            if (options[i] is not { Value: { } value } option || !IsLine(value, ObjectTypeLimits.OptionLengthMax))
            {
                faults.Add($"Field '{name}': option {i + 1} has a value of one line of 1 to "
                    + $"{ObjectTypeLimits.OptionLengthMax} characters, without blanks at its ends.");
                continue;
            }

            CheckLabel(option.Label, $"Field '{name}', option '{value}'", faults);
            if (!seen.Add(value))
            {
                faults.Add($"Field '{name}': option '{value}' is there twice.");
            }
        }
    }

    private static void CheckTarget(
        string? target, FieldKind kind, string name, Func<string, bool> isType, List<string> faults)
    {
        if (kind == FieldKind.Reference && (target is null || !isType(target)))
        {
            faults.Add($"Field '{name}': the target of a reference is an object type that exists.");
        }
        else if (kind != FieldKind.Reference && target is not null)
        {
            faults.Add($"Field '{name}': only a reference has a target.");
        }
    }

    private static void CheckMaxLength(FieldDraft draft, FieldKind kind, string name, List<string> faults)
    {
        if (draft.MaxLength is not { } length)
        {
            return;
        }

        var max = draft.Many == true ? FieldLimits.ListCountMax : LengthMax(kind);
        if (max == 0)
        {
            faults.Add($"Field '{name}': only a text or a list has a maximum length.");
        }
        else if (length < 1 || length > max)
        {
            faults.Add($"Field '{name}': its maximum length is between 1 and {max}.");
        }
    }

    private static int LengthMax(FieldKind kind) => kind switch
    {
        FieldKind.Text => FieldLimits.TextLengthMax,
        FieldKind.LongText => FieldLimits.LongTextLengthMax,
        FieldKind.Url => FieldLimits.UrlLengthMax,
        FieldKind.Email => FieldLimits.EmailLengthMax,
        FieldKind.MultiSelect => FieldLimits.ListCountMax,
        FieldKind.Integer or FieldKind.Decimal or FieldKind.Boolean or FieldKind.Date or FieldKind.DateTime
            or FieldKind.Time or FieldKind.Duration or FieldKind.Select or FieldKind.File or FieldKind.Phone
            or FieldKind.Reference => 0,
    };

    // As the values of a text: what a field would not hold is no label and no option either.
    private static bool IsLine(string? text, int lengthMax) =>
        text is { Length: > 0 } && text.Trim().Length == text.Length && TextValues.IsWhole(text)
        && TextValues.Length(text) <= lengthMax
        && TextValues.ReadLine(new FieldDefinition("label", FieldKind.Text), text).Code is null;

    private static string Word(FieldKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{kind}");

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Language();
}
