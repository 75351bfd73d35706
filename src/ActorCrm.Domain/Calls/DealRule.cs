namespace ActorCrm.Domain.Calls;

/// <summary>What becomes of the deal.</summary>
internal enum DealAction
{
    /// <summary>Nothing; the event belongs to the contact, if there is one.</summary>
    Nothing,

    /// <summary>A new deal.</summary>
    Make,

    /// <summary>The open deal stays and is given utm tags if it has none.</summary>
    Keep,

    /// <summary>No deal; the event belongs to the deal that was closed last.</summary>
    AttachToClosed,
}

/// <summary>The decision table of deals (spec/calls.md §1.7).</summary>
internal static class DealRule
{
    /// <summary>Looks a row up.</summary>
    /// <param name="hasContact">The contact exists, or Ac1 has just made it.</param>
    /// <param name="hasOpen">It has an open deal.</param>
    /// <param name="hasClosed">It has a closed deal.</param>
    /// <param name="ac1">Whether Ac1 is ticked in the same row.</param>
    /// <param name="ac3">Whether Ac3 is ticked; it is stricter than Ac2 and wins over it (§1.8.5).</param>
    /// <param name="outgoing">Whether the employee called.</param>
    public static (DealAction Action, string Rule, string Why) Of(
        bool hasContact, bool hasOpen, bool hasClosed, bool ac1, bool ac3, bool outgoing) =>
        (hasContact, hasOpen, hasClosed, ac1, ac3) switch
        {
            (false, _, _, _, _) => (DealAction.Nothing, outgoing ? "CS-19" : "CS-15", "contactMissing"),
            (true, true, _, _, _) => (DealAction.Keep, "CS-09", "openDealExists"),
            (true, false, false, _, _) => (DealAction.Make, "CS-10", "noDeal"),
            (true, false, true, _, true) => (DealAction.AttachToClosed, "CS-29", "onlyClosedDeals"),
            (true, false, true, true, false) => (DealAction.Make, "A-1", "onlyClosedDeals"),
            (true, false, true, false, false) => (DealAction.Nothing, "CS-16", "onlyClosedDeals"),
        };
}
