using System.Text.Json;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Settings;

/// <summary>Each source writes numbers as they are dialled in its country.</summary>
public sealed class SourceRegionTests
{
    private const string Londoner = "+442079460958";
    private const string Written = "020 7946 0958";
    private static readonly GrainId CallSettingsId = new(CallSettings.Type, CallSettings.Key);

    private static readonly CallSettings British = new()
    {
        SourceRegions = new() { [Source] = "GB", ["site"] = "GB", ["other"] = "DE" },
    };

    [Fact]
    public void The_client_of_a_call_is_read_in_the_country_of_its_source()
    {
        var centre = new CallCentre(settings: British);

        centre.Incoming(from: Written).Ring().End(CallOutcome.NoAnswer);

        centre.Call().ClientNumber.ShouldBe(Londoner);
        centre.Call().Region.ShouldBe("GB");
        centre.Contacts.ShouldHaveSingleItem().Phones.ShouldBe([Londoner]);
    }

    [Fact]
    public void A_source_without_a_country_has_the_default_one()
    {
        var centre = new CallCentre(settings: new() { SourceRegions = new() { ["other"] = "GB" } });

        centre.Incoming(from: "601 234 567").Ring();
        centre.Incoming("c2", Written).Ring();

        centre.Call().ClientNumber.ShouldBe(Client);
        centre.Call("c2").NoClient.ShouldBe(NoClientReason.NoNumber);
    }

    [Fact]
    public void The_phone_of_a_form_is_read_in_the_country_of_its_source()
    {
        var centre = new CallCentre(settings: British);

        centre.Submit(new Form(Phone: Written, Name: "Fred"));

        centre.Contacts.ShouldHaveSingleItem().Phones.ShouldBe([Londoner]);
    }

    [Fact]
    public void An_employee_who_picks_up_at_a_number_is_found_in_the_country_of_the_source()
    {
        var centre = new CallCentre(settings: new() { SourceRegions = new() { [Source] = "GB" } });
        centre.Ask<SettingSaved>(
            new GrainId(Employees.Type, Employees.Key),
            new SaveEmployees(
                [.. Staff, new("lea", "Lea London", Numbers: [new("+44 20 7946 0001")], CrmUserId: "crm-lea")],
                "tess", "test"));

        centre.Incoming().Ring().Answer(new AgentReference(Number: "020 7946 0001")).End();

        centre.Call().Asked!.End!.Who!.EmployeeId.ShouldBe("lea");
    }

    /// <summary>
    /// The events of a call, the first of which names nobody; the settings change after the first that comes.
    /// </summary>
    [Fact]
    public void A_call_keeps_the_country_that_it_started_with_in_any_order_of_its_events()
    {
        var events = Events();
        var states = new HashSet<string>(StringComparer.Ordinal);
        foreach (var order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            var centre = new CallCentre(settings: British);
            Send(centre, events[order[0]]);
            centre.Ask<SettingSaved>(CallSettingsId, new SaveCallSettings(new CallSettings(), "test"));
            Send(centre, events[order[1]]);
            Send(centre, events[order[2]]);
            centre.Settle();

            centre.Call().ClientNumber.ShouldBe(Londoner, string.Join(' ', order));
            states.Add(centre.Crm);
        }

        states.ShouldHaveSingleItem();
    }

    [Fact]
    public void Stored_settings_without_countries_of_sources_are_read()
    {
        var settings = JsonSerializer.Deserialize(
            """{"version":3,"defaultRegion":"DE"}""", SettingsJson.Default.CallSettings)!;
        var snapshot = SettingsSnapshot.From(new Dictionary<GrainId, object> { [CallSettingsId] = settings });

        snapshot.RegionOf(Source).ShouldBe("DE");
    }

    [Fact]
    public void Every_fault_of_the_countries_is_named()
    {
        var world = new GrainWorld(Catalog());
        var refused = Save(world, new() { ["pbx"] = "GB", ["a/b"] = "PL", ["c"] = "gb", ["d"] = "XX", ["e"] = null! });

        refused.Code.ShouldBe("callSettingsInvalid");
        refused.Faults.ShouldBe(
        [
            "sourceRegions: 'a/b' is no source.",
            "sourceRegions: that of 'c' is a country code of two capital letters, such as PL.",
            "sourceRegions: that of 'd' is a country code of two capital letters, such as PL.",
            "sourceRegions: that of 'e' is a country code of two capital letters, such as PL.",
        ]);
        var many = Enumerable.Range(0, CallSettings.SourceRegionsMax + 1).ToDictionary(i => $"s{i}", _ => "PL");
        Save(world, many).Faults.ShouldBe(["sourceRegions has at most 1000 sources."]);
        many.Remove("s0");
        world.Ask(CallSettingsId, new SaveCallSettings(new() { SourceRegions = many }, "test"))
            .ShouldBe(new SettingSaved(1));
    }

    private static SettingRefused Save(GrainWorld world, Dictionary<string, string> regions) => world.Ask(
            CallSettingsId, new SaveCallSettings(new() { SourceRegions = regions }, "test"))
        .ShouldBeOfType<SettingRefused>();

    private static CallEvent[] Events()
    {
        var at = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        return
        [
            new("1", CallEventType.Initiated, at, CallDirection.Incoming),
            new("2", CallEventType.Ringing, at.AddSeconds(1), CallDirection.Incoming, Written, OwnNumber),
            new("3", CallEventType.Ended, at.AddSeconds(9), Outcome: CallOutcome.NoAnswer),
        ];
    }

    private static void Send(CallCentre centre, CallEvent callEvent) =>
        centre.Ask<EventAccepted>(CallId("c1"), new RecordCallEvent(Source, "c1", callEvent));
}
