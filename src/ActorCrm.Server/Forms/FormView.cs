using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Forms;
using ActorCrm.Server.Calls;

namespace ActorCrm.Server.Forms;

/// <summary>A form submission as the API shows it.</summary>
/// <param name="Source">The adapter's name.</param>
/// <param name="Id">The id within the source.</param>
/// <param name="Phone">As the visitor wrote it.</param>
/// <param name="Name">The visitor's name.</param>
/// <param name="Email">The visitor's address.</param>
/// <param name="Company">The visitor's company.</param>
/// <param name="Fields">Further fields.</param>
/// <param name="Utm">Marketing tags.</param>
/// <param name="LandingPage">The page.</param>
/// <param name="ClientId">The visitor's analytics id.</param>
/// <param name="SentAt">When the visitor sent it, if the source says.</param>
/// <param name="ReceivedAt">When it came, UTC.</param>
/// <param name="ContactId">The client's contact.</param>
/// <param name="DealId">The client's open deal, or the closed one that the form was added to.</param>
/// <param name="OrganizationId">The client's organization.</param>
/// <param name="ClientNumber">The phone in E.164; null when it is no number.</param>
/// <param name="Project">Selects the scenario.</param>
/// <param name="ScenarioVersion">The revision it ran under; null: the integration was off.</param>
/// <param name="StoredOnly">Why it did nothing; null when the scenario was asked.</param>
/// <param name="AttachedTo">What the form was added to, as <c>type/id</c>.</param>
/// <param name="Triggers">The triggers that fired.</param>
/// <param name="Rules">What each ticked cell did, and why.</param>
/// <param name="Tasks">The tasks made.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
public sealed record FormView(
    string Source,
    string Id,
    string? Phone,
    string? Name,
    string? Email,
    string? Company,
    IReadOnlyDictionary<string, string> Fields,
    UtmTags? Utm,
    string? LandingPage,
    string? ClientId,
    DateTimeOffset? SentAt,
    DateTimeOffset ReceivedAt,
    Guid? ContactId,
    Guid? DealId,
    Guid? OrganizationId,
    string? ClientNumber,
    string Project,
    int? ScenarioVersion,
    FormStoredOnly? StoredOnly,
    string? AttachedTo,
    string[] Triggers,
    RuleView[] Rules,
    DecidedTaskView[] Tasks,
    long Version)
{
    /// <summary>Shows a form.</summary>
    public static FormView Of(FormSubmission submission, long version)
    {
        var (form, decision) = (submission.Form, submission.Decision);
        return new FormView(
            submission.Source,
            submission.FormId,
            form.Phone,
            form.Name,
            form.Email,
            form.Company,
            form.Fields ?? [],
            form.Utm,
            form.LandingPage,
            form.ClientId,
            form.SentAt,
            submission.ReceivedAt,
            decision?.Contact?.Id,
            CallView.DealOf(decision),
            decision?.Organization?.Id,
            submission.Asked?.ClientNumber,
            submission.Scenario.Project,
            submission.Scenario.Version,
            submission.StoredOnly,
            decision?.AttachedTo,
            RuleView.Triggers(decision),
            RuleView.All(decision),
            DecidedTaskView.All(decision),
            version);
    }
}
