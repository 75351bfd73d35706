using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Tasks;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Access.Visibility;

/// <summary>What the network hides, as conditions of statements.</summary>
internal static class VisibilitySql
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Access/Visibility/visibility");

    /// <summary>
    /// The condition for rows of a table, with a leading <c>AND</c>; its parameter is <c>visible</c>,
    /// <see cref="Viewing.Levels"/>.
    /// </summary>
    /// <param name="dialect">The database.</param>
    /// <param name="type">The grain type that the rows are the states of, or <c>timeline</c>.</param>
    /// <param name="row">The name that the statement has for a row.</param>
    public static string Filter(SqlDialect dialect, string type, string row) => Sql.For(dialect)[type switch
    {
        Call.Type => "visible_call",
        Contact.Type => "visible_contact",
        CrmTask.Type => "visible_task",
        Deal.Type => "visible_deal",
        FormSubmission.Type => "visible_form_submission",
        ObjectRecord.Type => "visible_record",
        Organization.Type => "visible_organization",
        "timeline" => "visible_timeline",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No rows of this type have owners."),
    }].Replace("{row}", row, StringComparison.Ordinal);
}
