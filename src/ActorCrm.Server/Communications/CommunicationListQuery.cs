using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Communications;

/// <summary>Parameters of the list of communications. All of them together, newest first.</summary>
public sealed class CommunicationListQuery
{
    [FromQuery(Name = "contactId")]
    [Description("Communications with this contact.")]
    public string? ContactId { get; init; }

    [FromQuery(Name = "chain")]
    [Description("The communications of a chain of follow-ups: the id of its first.")]
    public string? Chain { get; init; }

    [FromQuery(Name = "number")]
    [Description("The communication of this number.")]
    public string? Number { get; init; }

    [FromQuery(Name = "category")]
    [Description("Communications of this category (its id).")]
    public string? Category { get; init; }

    [FromQuery(Name = "direction")]
    [Description("incoming or outgoing.")]
    public string? Direction { get; init; }

    [FromQuery(Name = "medium")]
    [Description("email, sms, phone, letter, faceToFace.")]
    public string? Medium { get; init; }

    [FromQuery(Name = "state")]
    [Description("draft or completed.")]
    public string? State { get; init; }

    [FromQuery(Name = "delivery")]
    [Description("State in the queue: notQueued, pending, completed, rejected, completedAndRemoved.")]
    public string? Delivery { get; init; }

    [FromQuery(Name = "externalSystem")]
    [Description("Entries of this external system (its code).")]
    public string? ExternalSystem { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
