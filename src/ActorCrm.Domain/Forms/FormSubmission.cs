using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Forms;

/// <summary>Why a form did nothing to the CRM.</summary>
public enum FormStoredOnly
{
    /// <summary>"Forms on your site" is off (CS-23).</summary>
    FormsInactive,

    /// <summary>The project's scenario is off.</summary>
    IntegrationInactive,
}

/// <summary>What a visitor sent from the site.</summary>
/// <param name="Project">Selects the scenario; null for <c>default</c>.</param>
/// <param name="Phone">In any form; the client is looked up by it (CS-20).</param>
/// <param name="Name">The visitor's name.</param>
/// <param name="Email">The visitor's address.</param>
/// <param name="Company">The visitor's company; the organization is found by it (CS-27).</param>
/// <param name="Fields">Further fields, name → text.</param>
/// <param name="Utm">Marketing tags.</param>
/// <param name="LandingPage">The page.</param>
/// <param name="ClientId">The visitor's analytics id.</param>
/// <param name="SentAt">When the visitor sent it; the time of arrival when absent.</param>
public sealed record Form(
    string? Project = null,
    string? Phone = null,
    string? Name = null,
    string? Email = null,
    string? Company = null,
    Dictionary<string, string>? Fields = null,
    UtmTags? Utm = null,
    string? LandingPage = null,
    string? ClientId = null,
    DateTimeOffset? SentAt = null);

/// <summary>One form (grain <c>form_submission</c>, key <c>{source}/{id}</c>) and what followed.</summary>
/// <param name="Source">The adapter's name.</param>
/// <param name="FormId">The id within the source.</param>
/// <param name="Form">What was sent.</param>
/// <param name="ReceivedAt">UTC.</param>
/// <param name="Scenario">The scenario it started with (CS-38).</param>
public sealed record FormSubmission(
    string Source, string FormId, Form Form, DateTimeOffset ReceivedAt, CallScenario Scenario)
{
    /// <summary>The grain type.</summary>
    public const string Type = "form_submission";

    /// <summary>Most further fields.</summary>
    public const int FieldsMax = 100;

    /// <summary>Why it did nothing; null when the scenario was asked.</summary>
    public FormStoredOnly? StoredOnly { get; init; }

    /// <summary>What the decision was asked about.</summary>
    public Question? Asked { get; init; }

    /// <summary>The token of the situation on its way; null when none is.</summary>
    public string? Awaiting { get; init; }

    /// <summary>The client as the form found it.</summary>
    public ClientSnapshots? Snapshots { get; init; }

    /// <summary>What was decided; null while nothing was.</summary>
    public Decision? Decision { get; init; }
}
