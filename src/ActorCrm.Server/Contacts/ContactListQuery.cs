using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Contacts;

/// <summary>Parameters of the list of contacts. All of them together; by name when one is given, else newest
/// first.</summary>
public sealed class ContactListQuery
{
    [FromQuery(Name = "phone")]
    [Description("A number in any form; without a country it is of the default region.")]
    public string? Phone { get; init; }

    [FromQuery(Name = "email")]
    [Description("An e-mail address, whole; upper and lower case of A to Z are the same.")]
    public string? Email { get; init; }

    [FromQuery(Name = "name")]
    [Description("The beginning of the name; upper and lower case of A to Z are the same.")]
    public string? Name { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
