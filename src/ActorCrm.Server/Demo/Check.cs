using ActorCrm.Server.Demo.Story;

namespace ActorCrm.Server.Demo;

/// <summary>Compares what the CRM looks like with what the day should have made of it.</summary>
internal static class Check
{
    // Enough to look into; a systematic fault would fill the screen.
    private const int CallFaultsMax = 10;

    /// <summary>Every count that is not as it should be, a sentence each; none when all is well.</summary>
    public static IReadOnlyList<string> Faults(ExpectedDay expected, Summary found, Acknowledgements acknowledgements)
    {
        var faults = new List<string>();
        Compare("calls", expected.Calls, found.Calls, faults);
        Compare("forms", expected.Forms, found.Forms, faults);
        Compare("contacts", expected.Contacts, found.Contacts, faults);
        Compare("organizations", expected.Organizations, found.Organizations, faults);
        Compare("open deals", expected.Deals.Open, found.Deals.Open, faults);
        Compare("won deals", expected.Deals.Won, found.Deals.Won, faults);
        Compare("lost deals", expected.Deals.Lost, found.Deals.Lost, faults);
        Compare("calls that ended", expected.Outcomes, found.Outcomes, faults);
        Compare("times trigger", expected.Triggers, found.Triggers, faults);
        Compare("open tasks of", Open(expected.Tasks), Open(found.Tasks), faults);
        Compare("completed tasks of", Done(expected.Tasks), Done(found.Tasks), faults);
        Compare("rejected events", 0, acknowledgements.Rejected, faults);
        if (acknowledgements.Retries == 0)
        {
            // After a retry the server has seen a part of the request before: then these cannot be foretold.
            Compare("accepted events and forms", expected.Accepted, acknowledgements.Accepted, faults);
            Compare("duplicate events and forms", expected.Duplicates, acknowledgements.Duplicates, faults);
        }

        faults.AddRange(CallFaults(expected.CallTriggers, found.CallTriggers).Take(CallFaultsMax));
        faults.AddRange(acknowledgements.Complaints.Select(complaint => $"rejected: {complaint}"));
        return faults;
    }

    private static IEnumerable<string> CallFaults(
        IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> found) =>
        from call in expected
        let triggers = found.GetValueOrDefault(call.Key)
        where triggers != call.Value
        select $"call {call.Key}: '{call.Value}' expected, {(triggers is null ? "not" : $"'{triggers}'")} found";

    private static Dictionary<string, int> Open(IReadOnlyDictionary<string, TaskCount> tasks) =>
        tasks.ToDictionary(task => task.Key, task => task.Value.Open);

    private static Dictionary<string, int> Done(IReadOnlyDictionary<string, TaskCount> tasks) =>
        tasks.ToDictionary(task => task.Key, task => task.Value.Completed);

    private static void Compare(
        string what, IReadOnlyDictionary<string, int> expected, IReadOnlyDictionary<string, int> found,
        List<string> faults)
    {
        foreach (var key in expected.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            Compare($"{what} {key}", expected.GetValueOrDefault(key), found.GetValueOrDefault(key), faults);
        }
    }

    private static void Compare(string what, long expected, long found, List<string> faults)
    {
        if (expected != found)
        {
            faults.Add($"{what}: {expected} expected, {found} found");
        }
    }
}
