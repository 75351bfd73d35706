using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Tasks;

namespace ActorCrm.Domain.Records;

/// <summary>Contacts, organizations, deals and tasks, as they are stored, as records.</summary>
public static class EntityRecords
{
    /// <summary>The record that a stored state is; at version 0 it is only reserved.</summary>
    /// <param name="objectType">One of those for which <see cref="RecordKey.IsEntity"/> holds.</param>
    /// <param name="doc">The state as JSON.</param>
    /// <param name="version">The version of its row.</param>
    public static ObjectRecord Read(string objectType, string doc, long version) => Form(objectType).Read(doc, version);

    private static IRecordForm Form(string objectType) => objectType switch
    {
        Contact.Type => ContactRecord.Form,
        Organization.Type => OrganizationRecord.Form,
        Deal.Type => DealRecord.Form,
        CrmTask.Type => TaskRecord.Form,
        _ => throw new ArgumentOutOfRangeException(nameof(objectType), objectType, "It has no grain type of its own."),
    };
}
