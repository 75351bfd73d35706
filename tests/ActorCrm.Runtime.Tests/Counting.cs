using System.Text.Json.Serialization;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Tests;

/// <summary>A grain small enough to see through: counts what it is told, once per name.</summary>
public sealed record Counter(int Count, IReadOnlyList<string> Names);

/// <summary>Counts a name once; tells the grains in <paramref name="Then"/> to count it as well.</summary>
public sealed record Count(string Name, IReadOnlyList<string>? Then = null);

/// <summary>Throws, always.</summary>
public sealed record Break(string Why);

/// <summary>Throws until somebody mends the fuse, then counts.</summary>
public sealed record BreakUntilMended(string Name);

/// <summary>Sets a reminder that counts.</summary>
public sealed record CountAt(string Name, DateTimeOffset DueAt, bool Drop = false);

/// <summary>Asks for an effect; its outcome is counted under its detail.</summary>
public sealed record CountByEffect(string Name);

/// <summary>Writes a state that the table refuses.</summary>
public sealed record Poison;

/// <summary>Forgets the grain.</summary>
public sealed record Forget;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Counter))]
[JsonSerializable(typeof(Count))]
[JsonSerializable(typeof(Break))]
[JsonSerializable(typeof(BreakUntilMended))]
[JsonSerializable(typeof(CountAt))]
[JsonSerializable(typeof(CountByEffect))]
[JsonSerializable(typeof(Poison))]
[JsonSerializable(typeof(Forget))]
[JsonSerializable(typeof(string))]
public sealed partial class CountingJson : JsonSerializerContext;

public static class Counting
{
    public static readonly MigrationSet Migrations = new("counting", typeof(Counting).Assembly, "Migrations");

    public static readonly MigrationSet PostgresMigrations =
        new("counting", typeof(Counting).Assembly, "PostgresMigrations");

    /// <summary>Set by a test that mends what <see cref="BreakUntilMended"/> breaks on.</summary>
    public sealed class Fuse
    {
        public bool IsMended { get; set; }
    }

    public static GrainId Id(string key) => new("counter", key);

    public static GrainCatalog Catalog(Fuse? fuse = null)
    {
        var catalog = new GrainCatalog();
        catalog.Add(new GrainType<Counter>("counter", CountingJson.Default.Counter, (turn, state, message) =>
            Handle(turn, state, message, fuse ?? new Fuse())));
        catalog.Add(new GrainType<Counter>(
            "dial", CountingJson.Default.Counter, (turn, state, message) => Handle(turn, state, message, new Fuse()),
            isSetting: true));
        catalog.Add(new GrainType<Counter>(
            "homeless", CountingJson.Default.Counter,
            (turn, state, message) => Handle(turn, state, message, new Fuse())));
        catalog.Settings = states => states.Count;
        catalog.Messages
            .Add("test.count", CountingJson.Default.Count)
            .Add("test.break", CountingJson.Default.Break)
            .Add("test.break-until-mended", CountingJson.Default.BreakUntilMended)
            .Add("test.count-at", CountingJson.Default.CountAt)
            .Add("test.count-by-effect", CountingJson.Default.CountByEffect)
            .Add("test.poison", CountingJson.Default.Poison)
            .Add("test.forget", CountingJson.Default.Forget)
            .Add("test.answer", CountingJson.Default.String);
        return catalog;
    }

    private static Counter? Handle(Turn turn, Counter? state, object message, Fuse fuse)
    {
        var counter = state ?? new Counter(0, []);
        switch (message)
        {
            case Count count:
                foreach (var next in count.Then ?? [])
                {
                    turn.Tell(Id(next), new Count($"{count.Name}>{next}"));
                }

                return Add(turn, counter, count.Name);
            case Break broken:
                throw new InvalidOperationException(broken.Why);
            case BreakUntilMended broken:
                return fuse.IsMended ? Add(turn, counter, broken.Name) : throw new InvalidOperationException("broken");
            case CountAt { Drop: true } at:
                turn.Forget(at.Name);
                return state;
            case CountAt at:
                turn.Remind(at.Name, at.DueAt, new Count(at.Name));
                return state;
            case CountByEffect effect:
                turn.Request(new EffectRequest("echo", new Count(effect.Name), effect.Name));
                return state;
            case EffectOutcome outcome:
                return Add(turn, counter, $"{outcome.IdempotencyKey}:{outcome.Detail}");
            case Poison:
                return counter with { Count = -1 };
            case Forget:
                return null;
            default:
                throw new InvalidOperationException($"A counter has no use for {message}.");
        }
    }

    private static Counter Add(Turn turn, Counter counter, string name)
    {
        if (counter.Names.Contains(name))
        {
            turn.Reply("again");
            return counter;
        }

        turn.Reply("counted");
        turn.Record(new TimelineEntry(turn.Self, "counted", name));
        return new Counter(counter.Count + 1, [.. counter.Names, name]);
    }
}
