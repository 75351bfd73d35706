using System.Collections.Frozen;
using ActorCrm.Domain.Criteria;
using ActorCrm.Server.Criteria;

namespace ActorCrm.Server.Search;

/// <summary>
/// The indexes of fields that statements may name: those of SQLite, as far as they are ready. Indexes of PostgreSQL are
/// its planner's business.
/// </summary>
internal sealed class FieldIndexes
{
    private volatile FrozenDictionary<(string Type, string Field, CriteriaForm Form), long> _numbers =
        FrozenDictionary<(string, string, CriteriaForm), long>.Empty;

    /// <summary>The table of a type with the indexes that are ready.</summary>
    public CriteriaTable Table(RecordSource source)
    {
        var numbers = _numbers;
        return source.Criteria(field =>
            numbers.TryGetValue((source.ObjectType, field.Name, CriteriaForms.Of(field.Kind)), out var number)
                ? number
                : null);
    }

    /// <summary>Replaces what is known.</summary>
    public void Set(IEnumerable<KeyValuePair<(string Type, string Field, CriteriaForm Form), long>> ready) =>
        _numbers = ready.ToFrozenDictionary();
}
