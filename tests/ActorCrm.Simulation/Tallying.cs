using System.Text.Json.Serialization;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Simulation;

/// <summary>Counts every message it handles, repeats included, so that a message handled twice is seen.</summary>
public sealed record Tally(IReadOnlyList<string> Names, bool IsPoisoned = false);

/// <summary>Counts a name, and passes it on along <paramref name="Path"/>, at once or by a reminder.</summary>
public sealed record Step(string Name, IReadOnlyList<string> Path, int DelaySeconds = 0);

/// <summary>Throws in every attempt.</summary>
public sealed record Throw(string Name);

/// <summary>Leaves a state that the database refuses.</summary>
public sealed record Poison(string Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(Step))]
[JsonSerializable(typeof(Throw))]
[JsonSerializable(typeof(Poison))]
public sealed partial class TallyJson : JsonSerializerContext;

public static class Tallying
{
    public static GrainId Id(string key) => new("tally", key);

    public static GrainCatalog Catalog()
    {
        var catalog = new GrainCatalog();
        catalog.Add(new GrainType<Tally>("tally", TallyJson.Default.Tally, Handle));
        catalog.Messages
            .Add("step", TallyJson.Default.Step)
            .Add("throw", TallyJson.Default.Throw)
            .Add("poison", TallyJson.Default.Poison);
        return catalog;
    }

    private static Tally? Handle(Turn turn, Tally? state, object message)
    {
        var tally = state ?? new Tally([]);
        switch (message)
        {
            case Step step:
                if (step.Path.Count > 0)
                {
                    var rest = new Step(step.Name, [.. step.Path.Skip(1)], step.DelaySeconds);
                    if (step.DelaySeconds > 0)
                    {
                        var later = new Step(step.Name + "!", step.Path);
                        turn.Remind(step.Name, turn.Now.AddSeconds(step.DelaySeconds), later);
                    }
                    else
                    {
                        turn.Tell(Id(step.Path[0]), rest);
                    }
                }

                turn.Reply(step.Name);
                turn.Record(new TimelineEntry(turn.Self, "counted", step.Name));
                return tally with { Names = [.. tally.Names, step.Name] };
            case Throw thrown:
                throw new InvalidOperationException(thrown.Name);
            case Poison poison:
                return new Tally([.. tally.Names, poison.Name], IsPoisoned: true);
            default:
                throw new InvalidOperationException($"A tally has no use for {message}.");
        }
    }
}
