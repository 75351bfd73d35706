using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Tasks;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>
/// Which grain holds a record, and the other way round. A record is named by object type, slash, id; contacts,
/// organizations, deals and tasks lie in grains of their own types, all others in <c>record</c>.
/// </summary>
public static class RecordKey
{
    /// <summary>Whether records of a type are the grains that calls work on.</summary>
    public static bool IsEntity(string objectType) =>
        objectType is Contact.Type or Organization.Type or Deal.Type or CrmTask.Type;

    /// <summary>The grain of a record.</summary>
    public static GrainId Grain(string objectType, Guid id) => IsEntity(objectType)
        ? new GrainId(objectType, id.ToString())
        : new GrainId(ObjectRecord.Type, $"{objectType}/{id}");

    /// <summary>The grain of a record by its name.</summary>
    public static GrainId Grain(string record)
    {
        var slash = record.IndexOf('/', StringComparison.Ordinal);
        var type = record[..slash];
        return IsEntity(type) ? new GrainId(type, record[(slash + 1)..]) : new GrainId(ObjectRecord.Type, record);
    }

    /// <summary>The name of the record in a grain.</summary>
    public static string Of(GrainId grain) =>
        grain.Type == ObjectRecord.Type ? grain.Key : $"{grain.Type}/{grain.Key}";

    /// <summary>The object type of the record in a grain.</summary>
    public static string TypeOf(GrainId grain) =>
        grain.Type == ObjectRecord.Type ? grain.Key[..grain.Key.IndexOf('/', StringComparison.Ordinal)] : grain.Type;

    /// <summary>The id in the name of a record.</summary>
    public static Guid IdOf(string record) => Guid.Parse(record[(record.IndexOf('/', StringComparison.Ordinal) + 1)..]);
}
