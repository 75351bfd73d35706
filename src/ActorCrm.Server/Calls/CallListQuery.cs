using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Calls;

/// <summary>Parameters of the list of calls. All of them together, newest call first.</summary>
public sealed class CallListQuery
{
    [FromQuery(Name = "since")]
    [Description("Calls that started at this time or later (RFC 3339).")]
    public string? Since { get; init; }

    [FromQuery(Name = "until")]
    [Description("Calls that started before this time (RFC 3339).")]
    public string? Until { get; init; }

    [FromQuery(Name = "direction")]
    [Description("incoming, outgoing or internal.")]
    public string? Direction { get; init; }

    [FromQuery(Name = "outcome")]
    [Description("answered, noAnswer, busy, failed, voicemail or cancelled.")]
    public string? Outcome { get; init; }

    [FromQuery(Name = "phase")]
    [Description("ringing, answered or ended.")]
    public string? Phase { get; init; }

    [FromQuery(Name = "number")]
    [Description("The client's number in any form; without a country it is of the default region.")]
    public string? Number { get; init; }

    [FromQuery(Name = "contactId")]
    [Description("The client's contact.")]
    public string? ContactId { get; init; }

    [FromQuery(Name = "dealId")]
    [Description("The deal that the call made or was added to.")]
    public string? DealId { get; init; }

    [FromQuery(Name = "answeredBy")]
    [Description("Who answered: CRM user, employee id, extension, SIP account, e-mail or number.")]
    public string? AnsweredBy { get; init; }

    [FromQuery(Name = "source")]
    [Description("The adapter's name.")]
    public string? Source { get; init; }

    [FromQuery(Name = "trigger")]
    [Description("A trigger that fired: T1 to T9.")]
    public string? Trigger { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}

/// <summary>Parameters of one call.</summary>
public sealed class CallQuery
{
    [FromQuery(Name = "events")]
    [Description("true: with the call's events.")]
    public string? Events { get; init; }
}
