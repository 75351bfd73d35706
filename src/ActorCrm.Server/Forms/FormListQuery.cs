using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Forms;

/// <summary>Parameters of the list of form submissions. All of them together, newest form first.</summary>
public sealed class FormListQuery
{
    [FromQuery(Name = "source")]
    [Description("The adapter's name.")]
    public string? Source { get; init; }

    [FromQuery(Name = "phone")]
    [Description("The client's number in any form; without a country it is of the default region. "
        + "A form that was stored only has no client.")]
    public string? Phone { get; init; }

    [FromQuery(Name = "contactId")]
    [Description("The client's contact.")]
    public string? ContactId { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
