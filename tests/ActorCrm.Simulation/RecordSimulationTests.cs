using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Simulation;

/// <summary>
/// Records that want the same unique values, on real shard loops over a storage that fails and crashes: whatever
/// happens, one record has a value, the value knows it, and nothing stays reserved.
/// </summary>
public sealed class RecordSimulationTests
{
    private const string Card = "sim.card";
    private const int Records = 8;

    private static readonly string[] Codes = ["a", "b", "c"];
    private static readonly string[] Emails = ["a@x.example", "b@x.example", "c@x.example"];

    [Theory]
    [InlineData(Fault.Before, 1)]
    [InlineData(Fault.After, 1)]
    [InlineData(Fault.CrashBefore, 1)]
    [InlineData(Fault.CrashAfter, 1)]
    [InlineData(Fault.Before, 3)]
    [InlineData(Fault.After, 3)]
    [InlineData(Fault.CrashBefore, 3)]
    [InlineData(Fault.CrashAfter, 3)]
    public void A_fault_at_any_step_leaves_each_value_with_one_record(Fault fault, int loops)
    {
        var steps = RunJob(_ => Fault.None, loops).Storage.Operations;
        steps.ShouldBeGreaterThan(20);
        for (var n = 1; n <= steps; n++)
        {
            var count = 0;
            Check(RunJob(_ => ++count == n ? fault : Fault.None, loops), $"{fault} at step {n} with {loops} loops");
        }
    }

    [Fact]
    public void Random_faults_leave_each_value_with_one_record()
    {
        foreach (var seed in Enumerable.Range(1, 40).Append(Random.Shared.Next()))
        {
            var random = new Random(seed);
            var isSettling = false;
            var simulator = new Simulator(
                _ => isSettling || random.Next(1000) >= 60 ? Fault.None : (Fault)(1 + random.Next(4)),
                new SiloOptions
                {
                    Loops = 1 + random.Next(3),
                    TakeMax = 1 + random.Next(20),
                    ReadMax = 1 + random.Next(20),
                    RoundsMax = 1 + random.Next(6),
                    ActivationsMax = 1 + random.Next(10),
                },
                Catalog());
            for (var action = 0; action < 300; action++)
            {
                if (random.Next(3) == 0)
                {
                    var (to, message) = Any(random);
                    simulator.Hand(to, message);
                }

                simulator.Step(random.Next(simulator.LoopCount));
                simulator.EndCommit();
            }

            isSettling = true;
            simulator.Settle();
            Check(simulator, $"seed {seed}");
        }
    }

    private static Simulator RunJob(Func<string, Fault> schedule, int loops)
    {
        var simulator = new Simulator(
            schedule, new SiloOptions { Loops = loops, TakeMax = 4, ReadMax = 4, RoundsMax = 2 }, Catalog());
        for (var n = 0; n < Records; n++)
        {
            // All want the same code; the loser with an address of its own must give it back.
            simulator.Hand(Id(n), Create(Codes[0], Emails[n % Emails.Length]));
            simulator.Step(n % loops);
        }

        simulator.Settle();
        Enumerable.Range(0, Records).Count(n => State(simulator, n) is not null).ShouldBe(1);
        for (var n = 0; n < Records; n++)
        {
            simulator.Hand(Id(n), new PatchRecord(Fields(Codes[1], Emails[0]), "bob"));
            simulator.Hand(Id(n), n % 2 == 0 ? new DeleteRecord("cat") : Create(Codes[2], Emails[1]));
            simulator.Step(n % loops);
        }

        simulator.Settle();
        return simulator;
    }

    private static void Check(Simulator simulator, string because)
    {
        simulator.Storage.DeadLetters.ShouldBeEmpty(because);
        var holders = new Dictionary<string, UniqueValue>();
        for (var n = 0; n < Records; n++)
        {
            if (State(simulator, n) is not { } record)
            {
                continue;
            }

            record.Version.ShouldBeGreaterThan(0, because);
            record.Pending.ShouldBeNull(because);
            string[] wanted = record.DeletedAt is null
                ? [Key("code", (string)record.Fields["code"]!), Key("email", (string)record.Fields["email"]!)]
                : [];
            (record.Unique ?? []).Select(hold => hold.Key).ShouldBe(wanted, ignoreOrder: true, because);
            foreach (var hold in record.Unique ?? [])
            {
                holders.TryAdd(hold.Key, new UniqueValue(Id(n).Key, hold.Token, Confirmed: true))
                    .ShouldBeTrue($"{because}: {hold.Key} is there twice");
            }
        }

        foreach (var key in Codes.Select(code => Key("code", code)).Concat(Emails.Select(email => Key("email", email))))
        {
            simulator.Storage.State(new GrainId(UniqueValue.Type, key))
                .ShouldBe(holders.GetValueOrDefault(key), $"{because}: {key}");
        }

        CheckTimeline(simulator, because);
    }

    /// <summary>One entry for each version: no change is told that did not happen, none happened twice.</summary>
    private static void CheckTimeline(Simulator simulator, string because)
    {
        for (var n = 0; n < Records; n++)
        {
            simulator.Storage.Timeline.Count(entry => entry.Entity == Id(n))
                .ShouldBe(State(simulator, n)?.Version ?? 0, $"{because}: record {n}");
        }
    }

    private static (GrainId To, object Message) Any(Random random)
    {
        var (code, email) = (Codes[random.Next(Codes.Length)], Emails[random.Next(Emails.Length)]);
        object message = random.Next(6) switch
        {
            0 or 1 => Create(code, email),
            2 or 3 => new PatchRecord(Fields(code, email), "bob"),
            4 => new DeleteRecord("cat"),
            _ => new RestoreRecord("dan"),
        };
        return (Id(random.Next(Records)), message);
    }

    private static GrainCatalog Catalog()
    {
        var catalog = new GrainCatalog();
        RecordsDomain.AddTo(catalog);
        var type = new ObjectType(
            Card,
            [
                new FieldDefinition("code", FieldKind.Text) { Unique = true },
                new FieldDefinition("email", FieldKind.Email) { Unique = true },
            ],
            Version: 1)
        { Custom = true };
        var settings = SettingsSnapshot.From(new Dictionary<GrainId, object>
        {
            [new GrainId(ObjectType.Type, Card)] = new SavedObjectType(type),
        });
        catalog.Settings = _ => settings;
        return catalog;
    }

    private static GrainId Id(int n) => RecordGrain.Id(Card, Guid.Parse($"00000000-0000-7000-8000-{n:x12}"));

    private static ObjectRecord? State(Simulator simulator, int n) => (ObjectRecord?)simulator.Storage.State(Id(n));

    private static CreateRecord Create(string code, string email) => new(Fields(code, email), "ann");

    private static JsonObject Fields(string code, string email) => new() { ["code"] = code, ["email"] = email };

    private static string Key(string field, string value) => UniqueKey.Of(Card, field, value);
}
