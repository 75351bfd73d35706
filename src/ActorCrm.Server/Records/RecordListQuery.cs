using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Records;

/// <summary>Parameters of the list of a type's records.</summary>
public sealed class RecordListQuery
{
    [FromQuery(Name = "deleted")]
    [Description("true: deleted ones only; absent or false: those that are not deleted.")]
    public string? Deleted { get; init; }

    [FromQuery(Name = "sort")]
    [Description("createdAt, -createdAt (newest first; the default), updatedAt or -updatedAt.")]
    public string? Sort { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}

/// <summary>Parameters of a record's timeline.</summary>
public sealed class RecordTimelineQuery
{
    [FromQuery(Name = "order")]
    [Description("oldest (first; the default) or latest.")]
    public string? Order { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Entries on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
