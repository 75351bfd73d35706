using System.Text;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Simulation;

/// <summary>Says whether a finished simulation lost or doubled anything.</summary>
internal static class Checker
{
    public static void Check(Simulator simulator)
    {
        var faults = new List<string>();
        var names = simulator.Asks.Select(ask => ask.To).Concat(Grains()).Distinct()
            .SelectMany(id => ((Tally?)simulator.Storage.State(id))?.Names.Select(name => (id.Key, name)) ?? [])
            .GroupBy(found => found)
            .ToDictionary(group => group.Key, group => group.Count());
        foreach (var (found, count) in names.Where(found => found.Value > 1))
        {
            faults.Add($"{found} was handled {count} times");
        }

        foreach (var ask in simulator.Asks)
        {
            CheckAsk(simulator, ask, names, faults);
        }

        simulator.Storage.Timeline.Count.ShouldBe(names.Values.Sum(), "one timeline entry a turn");
        faults.ShouldBeEmpty();
    }

    private static IEnumerable<Runtime.Grains.GrainId> Grains() =>
        Enumerable.Range(0, Scenario.Grains).Select(i => Tallying.Id($"g{i}"));

    private static void CheckAsk(
        Simulator simulator, Ask ask, Dictionary<(string, string), int> names, List<string> faults)
    {
        var letters = simulator.Storage.DeadLetters;
        switch (ask.Message)
        {
            case Step step:
                var isThere = names.ContainsKey((ask.To.Key, step.Name));
                if (ask.IsAnswered && (!isThere || ask.Result is not AskResult.Answered))
                {
                    faults.Add($"{step.Name} was answered {ask.Result} and is not there");
                }

                CheckPath(step, isThere, names, faults);
                break;
            case Throw or Poison:
                var name = ask.Message is Throw thrown ? thrown.Name : ((Poison)ask.Message).Name;
                var count = letters.Count(
                    letter => letter.Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{name}\"")) >= 0);
                if (count > 1 || (ask.IsAnswered && (count != 1 || ask.Result is not AskResult.DeadLettered)))
                {
                    faults.Add($"{name} left {count} dead letters");
                }

                break;
            default:
                faults.Add($"{ask.Message}?");
                break;
        }
    }

    /// <summary>What a turn told others happened exactly if the turn did.</summary>
    private static void CheckPath(
        Step step, bool isThere, Dictionary<(string, string), int> names, List<string> faults)
    {
        var passed = step.DelaySeconds > 0 ? step.Name + "!" : step.Name;
        foreach (var grain in step.Path)
        {
            if (names.ContainsKey((grain, passed)) != isThere)
            {
                faults.Add($"{step.Name} is {(isThere ? "" : "not ")}there, but {grain} has another view");
            }
        }
    }
}
