using ActorCrm.Domain.Calls;

namespace ActorCrm.Server.Calls;

/// <summary>English sentences for what rules did and why.</summary>
internal static class Explanations
{
    private static readonly Dictionary<string, string> What = new(StringComparer.Ordinal)
    {
        ["contactMade"] = "A contact was created.",
        ["organizationMade"] = "An organization was created.",
        ["organizationFound"] = "An existing organization was linked.",
        ["dealMade"] = "A deal was created.",
        ["closedDealChosen"] = "No deal was created; the event belongs to the deal that was closed last.",
        ["utmWritten"] = "The marketing tags were written to the existing record.",
        ["taskWanted"] = "A task was made.",
        ["attached"] = "The event was added to the client's records.",
        ["nameWritten"] = "The name was written to the existing record.",
        ["emailWritten"] = "The e-mail address was written to the existing record.",
        ["nothing"] = "Nothing was done.",
    };

    private static readonly Dictionary<string, string> Why = new(StringComparer.Ordinal)
    {
        ["answerer"] = "It is for the employee who answered or made the call.",
        ["closedDeal"] = "The client has closed deals only.",
        ["companyKnown"] = "An organization of that name exists.",
        ["contact"] = "The client has a contact but no deal to add it to.",
        ["contactMissing"] = "The client has no contact, and neither a deal nor an organization stands alone.",
        ["dealOfThisCallClosed"] = "The deal that this call made was closed by a person meanwhile.",
        ["doneByThisCall"] = "An earlier moment of the same call did it.",
        ["exists"] = "It exists already.",
        ["existsWithoutEmail"] = "It exists already and had no e-mail address.",
        ["existsWithoutName"] = "It exists already and had no name of its own.",
        ["existsWithUtm"] = "It exists already and has marketing tags: the first touch wins.",
        ["existsWithoutUtm"] = "It exists already and had no marketing tags.",
        ["newClient"] = "No contact has the client's number.",
        ["noDeal"] = "The client has a contact but never had a deal.",
        ["noOrganization"] = "The client has no organization.",
        ["nobodyAnswered"] = "Nobody answered or made the call.",
        ["nobodyResponsible"] =
            "Nobody is responsible for the client: the employee of the call gets it, or the Top manager.",
        ["numberMissing"] = "The client's number is unknown, so nobody can be created.",
        ["onlyClosedDeals"] = "All deals of the client are closed.",
        ["openDeal"] = "The client has an open deal.",
        ["openDealExists"] = "The client has an open deal.",
        ["outgoingToNewClient"] = "Outgoing calls never create contacts: the client must be added first.",
        ["responsibleForContact"] = "It is for the employee who is responsible for the contact.",
        ["responsibleForDeal"] = "It is for the employee who is responsible for the open deal.",
        ["topManager"] = "It is for the Top manager.",
        ["topManagerMissing"] = "No Top manager is configured, so nobody can get the task.",
        ["unknownEmployee"] = "The employee of the call is linked to no CRM user.",
    };

    /// <summary>What was done and why.</summary>
    public static string Of(DecisionStep step) =>
        $"{What.GetValueOrDefault(step.What, step.What)} {Why.GetValueOrDefault(step.Why, step.Why)}";

    /// <summary>Whether every code has its sentence.</summary>
    public static bool Knows(DecisionStep step) => What.ContainsKey(step.What) && Why.ContainsKey(step.Why);
}
