namespace ActorCrm.Simulation;

/// <summary>What callers hand in, from a seed.</summary>
internal static class Scenario
{
    public const int Grains = 24;

    /// <summary>
    /// One message with a name of its own. Paths never visit a grain twice, so that each name is there once.
    /// </summary>
    public static (string Grain, object Message) Next(Random random, int number)
    {
        var route = Enumerable.Range(0, Grains).OrderBy(_ => random.Next()).Take(1 + random.Next(5))
            .Select(i => $"g{i}").ToList();
        return random.Next(40) switch
        {
            0 => (route[0], new Throw($"t{number}")),
            1 => (route[0], new Poison($"p{number}")),
            < 8 when route.Count > 1 => (route[0], new Step($"n{number}", [.. route.Skip(1)], 1 + random.Next(5))),
            _ => (route[0], new Step($"n{number}", [.. route.Skip(1)])),
        };
    }
}
