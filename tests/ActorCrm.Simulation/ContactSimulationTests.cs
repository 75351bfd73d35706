using System.Text.Json.Nodes;
using ActorCrm.Domain;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Simulation;

/// <summary>
/// Contacts that the API makes, changes, deletes and restores while calls of the same numbers come in, on real shard
/// loops over a storage that fails and crashes. Whatever happens: a number belongs to one contact, an address too, each
/// contact's numbers know it, no deal is without its contact's knowledge, and every call is decided.
/// </summary>
public sealed class ContactSimulationTests
{
    private const int Contacts = 6;
    private const string Source = "pbx";

    private static readonly string[] Phones = ["+48601000001", "+48601000002", "+48601000003"];
    private static readonly string[] Emails = ["a@x.example", "b@x.example"];

    [Theory]
    [InlineData(Fault.Before, 1)]
    [InlineData(Fault.After, 3)]
    [InlineData(Fault.CrashBefore, 3)]
    [InlineData(Fault.CrashAfter, 1)]
    [InlineData(Fault.CrashAfter, 3)]
    public void A_fault_at_any_step_leaves_each_number_with_one_contact(Fault fault, int loops)
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
    public void Random_faults_leave_each_number_with_one_contact()
    {
        foreach (var seed in Enumerable.Range(1, 40).Append(Random.Shared.Next()))
        {
            var random = new Random(seed);
            var isSettling = false;
            var simulator = new Simulator(
                _ => isSettling || random.Next(1000) >= 40 ? Fault.None : (Fault)(1 + random.Next(4)),
                new SiloOptions { Loops = 1 + random.Next(3), TakeMax = 1 + random.Next(20), ReadMax = 20 },
                Catalog());
            for (var action = 0; action < 300; action++)
            {
                if (random.Next(3) == 0)
                {
                    var (to, message) = Any(random, action);
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
            schedule, new SiloOptions { Loops = loops, TakeMax = 4, ReadMax = 4 }, Catalog());
        for (var n = 0; n < Contacts; n++)
        {
            // All want the same number, and so does a first call.
            simulator.Hand(Id(n), Create(Phones[0], Emails[n % Emails.Length]));
            simulator.Hand(Call(n).To, Call(n).Message);
            simulator.Step(n % loops);
        }

        simulator.Settle();
        for (var n = 0; n < Contacts; n++)
        {
            simulator.Hand(DealId(n), MakeDeal(n));
            simulator.Hand(Id(n), new PatchRecord(Fields(Phones[1], Emails[0]), "bob"));
            simulator.Hand(Id(n), n % 2 == 0 ? new DeleteRecord("cat") : new RestoreRecord("dan"));
            simulator.Hand(Call(n + Contacts).To, Call(n + Contacts).Message);
            simulator.Step(n % loops);
        }

        simulator.Settle();
        return simulator;
    }

    private static void Check(Simulator simulator, string because)
    {
        simulator.Storage.DeadLetters.ShouldBeEmpty(because);
        var contacts = simulator.Storage.States<Contact>(Contact.Type);
        contacts.ShouldAllBe(contact => contact.Record == null || contact.Record.Pending == null, because);
        var seen = contacts.Where(contact => !contact.Hidden).ToList();
        foreach (var phone in Phones)
        {
            var owners = seen.Where(contact => contact.Phones.Contains(phone)).Select(contact => contact.Id).ToList();
            owners.Count.ShouldBeLessThanOrEqualTo(1, $"{because}: {phone}");
            var number = (NumberContacts?)simulator.Storage.State(new GrainId(NumberContacts.Type, phone));
            (number?.Contacts ?? []).Select(contact => contact.Id)
                .Where(id => contacts.Any(contact => contact.Id == id)).ShouldBe(owners, $"{because}: {phone}");
            CheckHolder(contacts, number?.Value, ContactPhone(phone), because);
        }

        foreach (var email in Emails)
        {
            seen.Count(contact => contact.Emails?.Contains(email) == true).ShouldBeLessThanOrEqualTo(1, because);
            var key = UniqueKey.Of(Contact.Type, "emails", email);
            var value = (UniqueValue?)simulator.Storage.State(new GrainId(UniqueValue.Type, key));
            CheckHolder(contacts, value, key, because);
        }

        foreach (var deal in simulator.Storage.States<Deal>(Deal.Type).Where(deal => !deal.Hidden))
        {
            contacts.Single(contact => contact.Id == deal.ContactId).Deals!
                .ShouldContain(known => known.Id == deal.Id && known.IsOpen, $"{because}: deal {deal.Id}");
        }

        simulator.Storage.States<Call>(Domain.Calls.Call.Type).ShouldAllBe(call => call.Awaiting == null, because);
    }

    /// <summary>A unique value is held by who says that it holds it, and nothing stays reserved.</summary>
    private static void CheckHolder(List<Contact> contacts, UniqueValue? value, string key, string because)
    {
        var holders = contacts.Where(contact => contact.Record?.Unique?.Any(hold => hold.Key == key) == true).ToList();
        holders.Count.ShouldBeLessThanOrEqualTo(1, $"{because}: {key}");
        value?.Confirmed.ShouldBeTrue($"{because}: {key}");
        value?.Record.ShouldBe($"{Contact.Type}/{holders.SingleOrDefault()?.Id}", $"{because}: {key}");
        (value is null).ShouldBe(holders.Count == 0, $"{because}: {key}");
    }

    private static (GrainId To, object Message) Any(Random random, int n)
    {
        var (phone, email) = (Phones[random.Next(Phones.Length)], Emails[random.Next(Emails.Length)]);
        var contact = random.Next(Contacts);
        return random.Next(9) switch
        {
            0 or 1 => (Id(contact), Create(phone, email)),
            2 or 3 => (Id(contact), new PatchRecord(Fields(phone, email), "bob")),
            4 => (Id(contact), new DeleteRecord("cat")),
            5 => (Id(contact), new RestoreRecord("dan")),
            6 => (DealId(n), MakeDeal(contact)),
            _ => Call(n, phone),
        };
    }

    private static (GrainId To, object Message) Call(int n, string? phone = null)
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var ring = new CallEvent($"{n}", CallEventType.Ringing, at, CallDirection.Incoming, phone ?? Phones[0], "100");
        return (new GrainId(Domain.Calls.Call.Type, $"{Source}/{n}"), new RecordCallEvent(Source, $"{n}", ring));
    }

    private static GrainCatalog Catalog()
    {
        var catalog = CallsDomain.AddTo(new GrainCatalog());
        RecordsDomain.AddTo(catalog);
        var at = DateTimeOffset.UnixEpoch;
        var scenario = new ActorCrm.Domain.Settings.Scenario(
            ActorCrm.Domain.Settings.Scenario.DefaultProject, Active: true, Version: 1,
            [new ScenarioRevision(1, ScenarioMatrix.Of("T1 Ac1 Ac2 Ac4"), at, "test")], at, "test");
        var settings = SettingsSnapshot.From(new Dictionary<GrainId, object>
        {
            [new GrainId(ActorCrm.Domain.Settings.Scenario.Type, scenario.Project)] = scenario,
            [new GrainId(CallSettings.Type, CallSettings.Key)] = new CallSettings
            {
                // The calls of these tests never end by themselves.
                QuietTimeout = TimeSpan.FromSeconds(1),
            },
        });
        catalog.Settings = _ => settings;
        return catalog;
    }

    private static GrainId Id(int n) => ContactGrain.Id(ContactId(n));

    private static Guid ContactId(int n) => Guid.Parse($"00000000-0000-7000-8000-{n:x12}");

    private static GrainId DealId(int n) => DealGrain.Id(Guid.Parse($"00000000-0000-7001-8000-{n:x12}"));

    private static CreateRecord Create(string phone, string email) => new(Fields(phone, email), "ann");

    private static CreateRecord MakeDeal(int n) => new(
        new JsonObject { ["title"] = "Roof", ["contactId"] = ContactId(n).ToString() }, "ann");

    private static JsonObject Fields(string phone, string email) => new()
    {
        ["name"] = "Ann",
        ["phones"] = new JsonArray(phone),
        ["emails"] = new JsonArray(email),
    };

    private static string ContactPhone(string phone) => UniqueKey.Of(Contact.Type, "phones", phone);
}
