using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Records;

/// <summary>Parameters of the list of a type's records.</summary>
public sealed class RecordListQuery
{
    [FromQuery(Name = "deleted")]
    [Description("true: deleted ones only; absent or false: those that are not deleted.")]
    public string? Deleted { get; init; }

    [FromQuery(Name = "filter")]
    [Description("Criteria as JSON, such as {\"field\":\"status\",\"operator\":\"equals\",\"value\":\"open\"}; "
        + "docs/criteria.md has the language. POST /search takes longer ones.")]
    public string? Filter { get; init; }

    [FromQuery(Name = "sort")]
    [Description("Up to three fields, with a comma between and a minus before a name for the greatest first; records "
        + "without a value come last. The newest first when absent. Fields that are not indexed take their time.")]
    public string? Sort { get; init; }

    [FromQuery(Name = "fields")]
    [Description("The fields that the answer has, with a comma between; all when absent.")]
    public string? Fields { get; init; }

    [FromQuery(Name = "count")]
    [Description("true: the answer has the total, counted up to 10,000.")]
    public string? Count { get; init; }

    [FromQuery(Name = "timeZone")]
    [Description("The IANA name of the time zone of days and relative times in the filter; UTC when absent.")]
    public string? TimeZone { get; init; }

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
