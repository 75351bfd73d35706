using System.Text.Json.Nodes;
using ActorCrm.Domain.Records;

namespace ActorCrm.Server.Records;

/// <summary>A record of any object type as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ObjectType">The name of its type.</param>
/// <param name="Fields">Its values; a field without one is left out.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="UpdatedAt">When it was last changed, deleted or restored, UTC.</param>
/// <param name="UpdatedBy">Who did that.</param>
/// <param name="DeletedAt">UTC; null while it is not deleted.</param>
/// <param name="DeletedBy">Who deleted it.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
public sealed record RecordView(
    Guid Id,
    string ObjectType,
    JsonObject Fields,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset UpdatedAt,
    string UpdatedBy,
    DateTimeOffset? DeletedAt,
    string? DeletedBy,
    int Version)
{
    /// <summary>Shows a record.</summary>
    public static RecordView Of(ObjectRecord record) => new(
        record.Id,
        record.ObjectType,
        record.Fields,
        record.CreatedAt,
        record.CreatedBy,
        record.UpdatedAt,
        record.UpdatedBy,
        record.DeletedAt,
        record.DeletedBy,
        record.Version);
}

/// <summary>The values of a record that is made, replaced or changed.</summary>
/// <param name="Fields">Field → value.</param>
public sealed record RecordRequest(JsonObject Fields);
