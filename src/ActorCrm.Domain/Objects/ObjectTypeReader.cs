using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Objects;

/// <summary>Reads an object type that somebody wants to save, and names every fault of it in a sentence.</summary>
/// <param name="name">Its name.</param>
/// <param name="saved">What is stored of it; null when nobody saved it yet.</param>
/// <param name="types">All types in force.</param>
internal sealed partial class ObjectTypeReader(string name, SavedObjectType? saved, ObjectTypes types)
{
    /// <summary>Custom fields of built-in types begin with it: no field of a later program does.</summary>
    public const string CustomPrefix = "c_";

    private readonly ObjectType? _builtIn = BuiltInTypes.Find(name);
    private readonly List<string> _faults = [];

    /// <summary>Every fault; empty when there is none.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What will be stored, under the version that stands; null when there are faults.</summary>
    public SavedObjectType? Read(ObjectTypeDraft? draft)
    {
        CheckName();
        if (draft?.Fields is not { } drafts)
        {
            _faults.Add("'fields' is missing: the list of all fields.");
            return null;
        }

        if (drafts.Length > ObjectTypeLimits.FieldsMax)
        {
            _faults.Add($"A type has at most {ObjectTypeLimits.FieldsMax} fields.");
            return null;
        }

        var fields = ReadFields(drafts);
        var removed = Removed(fields);
        if ((_builtIn?.Fields.Length ?? 0) + fields.Count + removed.Length > ObjectTypeLimits.FieldsMax)
        {
            _faults.Add($"A type has at most {ObjectTypeLimits.FieldsMax} fields, those that were removed included.");
        }

        CheckHead(draft, fields);
        if (_faults.Count > 0)
        {
            return null;
        }

        var next = new SavedObjectType(Definition(draft, fields), removed.Length == 0 ? null : removed);
        if (JsonSerializer.SerializeToUtf8Bytes(next, ObjectTypeJson.Default.SavedObjectType).Length
            > ObjectTypeLimits.BytesMax)
        {
            _faults.Add($"The type's definition has at most {ObjectTypeLimits.BytesMax} bytes as JSON.");
            return null;
        }

        return next;
    }

    private void CheckName()
    {
        if (_builtIn is not null)
        {
            return;
        }

        if (!TypeName().IsMatch(name))
        {
            _faults.Add($"The name of a custom type is a namespace, a point and a name (stores.agency), each a letter "
                + $"and at most {ObjectTypeLimits.NameLengthMax - 1} letters, digits or _.");
        }
        else if (types.TryFindAnyCase(name, out var other) && other.Name != name)
        {
            _faults.Add($"There is a type '{other.Name}' already, which differs in case only.");
        }
        else if (saved is null && types.All.Count(type => type.Custom) >= ObjectTypeLimits.TypesMax)
        {
            _faults.Add($"There are at most {ObjectTypeLimits.TypesMax} custom types.");
        }
    }

    private void CheckHead(ObjectTypeDraft draft, List<FieldDefinition> fields)
    {
        FieldDraftFaults.CheckLabel(draft.Label, "The type", _faults);
        if (_builtIn is null)
        {
            if (draft.TitleField is { } title && !fields.Exists(field => field.Name == title && IsTitle(field)))
            {
                _faults.Add($"The title field '{title}' is none of the fields that hold one short value.");
            }

            return;
        }

        if (draft.TitleField is not null && draft.TitleField != _builtIn.TitleField)
        {
            _faults.Add($"The title field of a built-in type stays '{_builtIn.TitleField}'.");
        }

        if (draft.Label is { } label && !IsSame(label, _builtIn.Label!))
        {
            _faults.Add("The label of a built-in type cannot be changed.");
        }
    }

    private List<FieldDefinition> ReadFields(FieldDraft?[] drafts)
    {
        var fields = new List<FieldDefinition>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < drafts.Length; i++)
        {
            if (drafts[i] is not { Name: { } field } draft)
            {
                _faults.Add($"Field {i + 1} has no name.");
                continue;
            }

            if (_builtIn?.Find(field) is { } builtIn)
            {
                CheckBuiltIn(draft, builtIn);
            }
            else if (ReadField(draft, field) is { } read)
            {
                fields.Add(read);
            }

            if (!names.Add(field))
            {
                _faults.Add($"Field '{Shown(field)}' is there twice; names that differ in case only are the same.");
            }
        }

        if (fields.Count(field => field.Indexed) > ObjectTypeLimits.IndexedMax)
        {
            _faults.Add($"At most {ObjectTypeLimits.IndexedMax} custom fields of a type are indexed.");
        }

        return fields;
    }

    private void CheckBuiltIn(FieldDraft draft, FieldDefinition builtIn)
    {
        if (draft.Kind is null || !IsSame(draft.Definition(custom: false), builtIn))
        {
            _faults.Add($"Field '{builtIn.Name}' comes with the program and cannot be changed.");
        }
    }

    private FieldDefinition? ReadField(FieldDraft draft, string field)
    {
        var count = _faults.Count;
        if (!FieldName().IsMatch(field))
        {
            _faults.Add($"Field '{Shown(field)}': a name is a small letter and at most {FieldLimits.NameLengthMax - 1} "
                + "letters, digits or _.");
        }
        else if (_builtIn is not null && !field.StartsWith(CustomPrefix, StringComparison.Ordinal))
        {
            _faults.Add($"Field '{field}': the name of a custom field of a built-in type begins with {CustomPrefix}.");
        }
        else if (SystemFields.All.Any(system => system.Name.Equals(field, StringComparison.OrdinalIgnoreCase)))
        {
            _faults.Add($"Field '{field}': every record has that already; the server keeps it.");
        }

        FieldDraftFaults.Check(
            draft, Shown(field), target => target == name || types.Find(target) is not null, _faults);
        if (_faults.Count > count)
        {
            return null;
        }

        var read = draft.Definition(custom: true);
        if (Known(field) is { } known && !IsOfOneShape(known, read))
        {
            _faults.Add($"Field '{field}' was {Shape(known)}, and records may have such values: it cannot become "
                + $"{Shape(read)}. Give the new one another name.");
        }

        return read;
    }

    /// <summary>The field as it is or once was; null when there never was one.</summary>
    private FieldDefinition? Known(string field) => saved?.Definition.Find(field)
        ?? Array.Find(saved?.Removed ?? [], removed => removed.Name == field);

    private ObjectType Definition(ObjectTypeDraft draft, List<FieldDefinition> fields)
    {
        var version = saved?.Definition.Version ?? 0;
        return _builtIn is null
            ? new ObjectType(name, [.. fields], version)
            {
                Label = draft.Label is { Count: > 0 } label ? label : null,
                TitleField = draft.TitleField,
                Custom = true,
            }
            : new ObjectType(name, [.. fields], version);
    }

    private FieldDefinition[] Removed(List<FieldDefinition> fields) =>
    [
        .. (saved?.Removed ?? []).Concat(saved?.Definition.Fields ?? [])
            .Where(before => !fields.Exists(field => field.Name == before.Name)),
    ];

    private static bool IsTitle(FieldDefinition field) =>
        !field.Many && field.Kind is not (FieldKind.LongText or FieldKind.MultiSelect or FieldKind.File);

    private static bool IsOfOneShape(FieldDefinition left, FieldDefinition right) => left.Kind == right.Kind
        && left.Many == right.Many && left.Unique == right.Unique && left.Target == right.Target;

    private static string Shape(FieldDefinition field) => $"{(field.Many ? "a list of " : "")}"
        + $"{(field.Unique ? "unique " : "")}{JsonNamingPolicy.CamelCase.ConvertName(field.Kind.ToString())}"
        + (field.Target is null ? "" : $" to '{field.Target}'");

    private static bool IsSame(FieldDefinition left, FieldDefinition right) =>
        JsonSerializer.SerializeToUtf8Bytes(left, ObjectTypeJson.Default.FieldDefinition).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(right, ObjectTypeJson.Default.FieldDefinition));

    private static bool IsSame(Dictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(entry => right.GetValueOrDefault(entry.Key) == entry.Value);

    private static string Shown(string field) =>
        field.Length <= FieldLimits.NameLengthMax ? field : $"{field[..FieldLimits.NameLengthMax]}…";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,63}\.[A-Za-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^[a-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}
