using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Objects;

/// <summary>What became of fields that somebody gave: all values of the record, or all faults.</summary>
public sealed class CheckedFields
{
    private readonly JsonObject? _values;

    private CheckedFields(JsonObject? values, FieldFault[] faults)
    {
        _values = values;
        Faults = faults;
    }

    /// <summary>Every fault, in the order of the fields as they were given; empty when there is none.</summary>
    public IReadOnlyList<FieldFault> Faults { get; }

    /// <summary>
    /// All values of the record, in the order of the type's fields; fields without a value are absent. Throws
    /// <see cref="InvalidOperationException"/> when there are faults.
    /// </summary>
    public JsonObject Values => _values ?? throw new InvalidOperationException("The fields were refused.");

    /// <summary>Fields without a fault.</summary>
    internal static CheckedFields Accepted(JsonObject values) => new(values, []);

    /// <summary>Fields with faults.</summary>
    internal static CheckedFields Refused(params FieldFault[] faults) => new(null, faults);
}
