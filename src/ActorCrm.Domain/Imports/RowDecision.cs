using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Imports;

/// <summary>A record that a row may be a duplicate of.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version when it was read.</param>
/// <param name="Fields">Its values.</param>
public sealed record FoundRecord(Guid Id, int Version, JsonObject Fields);

/// <summary>What is done with a row.</summary>
public abstract record RowDecision
{
    private RowDecision()
    {
    }

    /// <summary>Becomes a record.</summary>
    /// <param name="Fields">Its values.</param>
    public sealed record Create(JsonObject Fields) : RowDecision;

    /// <summary>Changes a record.</summary>
    /// <param name="Record">The record as it was read.</param>
    /// <param name="Patch">A merge patch of its values.</param>
    public sealed record Change(FoundRecord Record, JsonObject Patch) : RowDecision;

    /// <summary>Is left alone.</summary>
    /// <param name="Record">The record that is there already.</param>
    public sealed record Skip(FoundRecord Record) : RowDecision;

    /// <summary>Is at fault.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record Refuse(CellFault Fault) : RowDecision;

    /// <summary>Decides.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="policy">What happens to what is there already.</param>
    /// <param name="row">The row.</param>
    /// <param name="own">
    /// The id that the row's record has if it is made: when that one is found, an attempt that broke off has made it.
    /// </param>
    /// <param name="found">The records that have one of its keys.</param>
    public static RowDecision Of(
        ObjectType type, ImportPolicy policy, RowValues row, Guid own, IReadOnlyList<FoundRecord> found)
    {
        if (row.Fault is { } fault)
        {
            return new Refuse(fault);
        }

        if (found.Any(record => record.Id == own))
        {
            return new Create(row.Fields);
        }

        if (found.Count == 0)
        {
            return row.Id is null
                ? new Create(row.Fields)
                : new Refuse(new CellFault(
                    null, ColumnMap.Id, "recordNotFound",
                    $"There is no record {row.Id}. Without 'id' among the keys the row becomes a new one."));
        }

        if (policy == ImportPolicy.Skip)
        {
            return new Skip(found[0]);
        }

        if (found.Count > 1)
        {
            return new Refuse(new CellFault(
                null, null, "duplicateAmbiguous",
                $"{found.Count} records have one of its keys; {found[0].Id} and {found[1].Id} are two of them."));
        }

        return new Change(
            found[0], policy == ImportPolicy.Update ? row.Fields : Missing(type, row.Fields, found[0].Fields));
    }

    /// <summary>What a row has and a record has not.</summary>
    private static JsonObject Missing(ObjectType type, JsonObject row, JsonObject record)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in row)
        {
            var has = record[name];
            if (has is null)
            {
                patch[name] = value?.DeepClone();
            }
            else if (has is JsonArray list && value is JsonArray more && type.Find(name) is not null)
            {
                // Values that are there twice become one when the record reads them.
                patch[name] = new JsonArray([.. list.Concat(more).Select(one => one?.DeepClone())]);
            }
        }

        return patch;
    }
}
