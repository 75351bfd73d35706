using System.Diagnostics.CodeAnalysis;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// All object types in force: the built-in ones with their custom fields, and the custom ones. Immutable.
/// </summary>
public sealed class ObjectTypes
{
    private readonly Dictionary<string, ObjectType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObjectType> _anyCase = new(StringComparer.OrdinalIgnoreCase);

    private ObjectTypes(IEnumerable<KeyValuePair<GrainId, object>> states)
    {
        foreach (var type in BuiltInTypes.All)
        {
            Put(type);
        }

        foreach (var (id, state) in states)
        {
            if (state is SavedObjectType saved)
            {
                Put(Merge(id.Key, saved.Definition));
            }
        }
    }

    /// <summary>All types, in order of their names: the built-in ones first.</summary>
    public IReadOnlyList<ObjectType> All => field ??=
        [.. _types.Values.OrderBy(type => type.Custom).ThenBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>The types of these states of setting grains.</summary>
    public static ObjectTypes From(IEnumerable<KeyValuePair<GrainId, object>> states) => new(states);

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

    private static ObjectType Merge(string name, ObjectType saved) => BuiltInTypes.Find(name) is { } builtIn
        ? builtIn with { Fields = [.. builtIn.Fields, .. saved.Fields], Version = saved.Version }
        : saved;
}
