using System.Diagnostics.CodeAnalysis;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// All object types in force: the built-in ones with their custom fields, and the custom ones. Immutable.
/// </summary>
public sealed class ObjectTypes
{
    private readonly Dictionary<string, ObjectType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObjectType> _anyCase = new(StringComparer.OrdinalIgnoreCase);

    private ObjectTypes(IEnumerable<object> states)
    {
        foreach (var type in BuiltInTypes.All)
        {
            Put(type);
        }

        foreach (var saved in states.OfType<SavedObjectType>())
        {
            Put(Merge(saved));
        }
    }

    /// <summary>All types, in order of their names: the built-in ones first.</summary>
    public IReadOnlyList<ObjectType> All => field ??=
        [.. _types.Values.OrderBy(type => type.Custom).ThenBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>
    /// Changes with any of the types and with nothing else: the same within a process as long as they are the same.
    /// </summary>
    public string Version => field ??= string.Join(
        ',', All.Where(type => type.Version > 0).Select(type => $"{type.Name}:{type.Version}"));

    /// <summary>The types of these states of setting grains.</summary>
    public static ObjectTypes From(IEnumerable<object> states) => new(states);

    /// <summary>The type in force by what is stored of it.</summary>
    public static ObjectType Merge(SavedObjectType saved)
    {
        var definition = saved.Definition;
        return BuiltInTypes.Find(definition.Name) is { } builtIn
            ? builtIn with { Fields = [.. builtIn.Fields, .. definition.Fields], Version = definition.Version }
            : definition;
    }

    /// <summary>The type of a name; null when there is none.</summary>
    public ObjectType? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The type of a name, whatever its case; types that differ in case only cannot be told apart.</summary>
    public bool TryFindAnyCase(string name, [NotNullWhen(true)] out ObjectType? type) =>
        _anyCase.TryGetValue(name, out type);

    private void Put(ObjectType type)
    {
        _types[type.Name] = type;
        _anyCase[type.Name] = type;
    }
}
