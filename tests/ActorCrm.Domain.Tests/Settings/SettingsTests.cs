using System.Text.Json;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using FsCheck;
using FsCheck.Fluent;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Settings;

/// <summary>Settings grains: what they accept, what they name when they refuse.</summary>
public sealed class SettingsTests
{
    private static readonly GrainId EmployeesId = new(Employees.Type, Employees.Key);
    private static readonly GrainId CallSettingsId = new(CallSettings.Type, CallSettings.Key);

    private readonly GrainWorld _world = new(Catalog());

    [Fact]
    public void A_matrix_lists_the_cells_that_are_on()
    {
        var json = JsonSerializer.Serialize(ScenarioMatrix.Of("T3 Ac1 Ac7:open; T5 Ac7:done"));

        json.ShouldBe("""{"T3":{"Ac1":{},"Ac7":{"completed":false}},"T5":{"Ac7":{"completed":true}}}""");
        JsonSerializer.Deserialize<ScenarioMatrix>(json).ShouldBe(ScenarioMatrix.Of("T5 Ac7:done; T3 Ac7:open Ac1"));
    }

    [Fact]
    public void Every_matrix_comes_back_from_its_json()
    {
        var cell = Gen.Choose(0, 2);
        var matrices = cell.ArrayOf(70).Select(cells =>
        {
            var rows = Enum.GetValues<Trigger>().Select(trigger => $"{trigger} " + string.Join(' ',
                Enum.GetValues<ScenarioAction>().Where(action => cells[((int)trigger * 7) + (int)action] > 0)
                    .Select(action => action < ScenarioAction.Ac5 ? $"{action}"
                        : $"{action}:{(cells[((int)trigger * 7) + (int)action] == 2 ? "done" : "open")}")));
            return ScenarioMatrix.Of(string.Join(';', rows));
        });
        Check.QuickThrowOnFailure(Prop.ForAll(matrices.ToArbitrary(), matrix =>
            JsonSerializer.Deserialize<ScenarioMatrix>(JsonSerializer.Serialize(matrix))!.Equals(matrix)));
    }

    [Fact]
    public void A_10_The_form_has_one_row_and_the_matrix_ten_rows_and_seven_columns()
    {
        Enum.GetNames<Trigger>().ShouldBe(Enumerable.Range(1, 10).Select(row => $"T{row}"));
        Enum.GetNames<ScenarioAction>().ShouldBe(Enumerable.Range(1, 7).Select(column => $"Ac{column}"));
    }

    [Fact]
    public void Every_fault_of_a_matrix_is_named()
    {
        var draft = new Dictionary<string, Dictionary<string, CellDraft>>
        {
            ["T11"] = [],
            ["3"] = [],
            ["T3"] = new() { ["Ac9"] = new(), ["Ac1"] = new(true), ["Ac7"] = new(), ["Ac6"] = null! },
            ["T4"] = null!,
        };

        var refused = _world.Ask(ScenarioId(), new SaveScenario(draft, "test")).ShouldBeOfType<SettingRefused>();

        refused.Code.ShouldBe("scenarioInvalid");
        refused.Faults.ShouldBe(
        [
            "'T11' is no trigger; there are T1 to T10.",
            "'3' is no trigger; there are T1 to T10.",
            "T3: 'Ac9' is no action; there are Ac1 to Ac7.",
            "T3·Ac1 makes no task and cannot be 'completed'.",
            "T3·Ac7 makes a task and must say whether it is 'completed'.",
            "T3·Ac6 is null; leave the cell out to switch it off.",
            "T4 is null; leave the row out to switch it off.",
        ]);
    }

    [Fact]
    public void A_scenario_is_versioned_and_a_stale_version_is_refused()
    {
        _world.Ask(ScenarioId(), new SaveScenario(Draft("T3 Ac5:open"), "a")).ShouldBe(new SettingSaved(1));
        _world.Ask(ScenarioId(), new SaveScenario(Draft("T3 Ac5:done"), "b", IfVersion: 1))
            .ShouldBe(new SettingSaved(2));
        _world.Ask(ScenarioId(), new SaveScenario(Draft("T3 Ac5:done"), "c")).ShouldBe(new SettingSaved(2));
        _world.Ask(ScenarioId(), new SaveScenario(Draft(""), "d", IfVersion: 1)).ShouldBeOfType<SettingRefused>()
            .Code.ShouldBe("versionMismatch");
        _world.State<Scenario>(ScenarioId())!.Revisions.Select(revision => revision.By).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void The_last_thousand_revisions_are_kept_and_found_by_version()
    {
        var world = new GrainWorld(Catalog()) { ThroughJson = false };
        for (var i = 0; i < Scenario.RevisionsMax + 5; i++)
        {
            world.Ask(ScenarioId(), new SaveScenario(Draft(i % 2 == 0 ? "T3 Ac5:open" : "T3 Ac5:done"), "test"));
        }

        var state = world.State<Scenario>(ScenarioId())!;
        state.Revisions.Length.ShouldBe(Scenario.RevisionsMax);
        state.Revisions[0].Version.ShouldBe(6);
        var settings = SettingsSnapshot.From(new Dictionary<GrainId, object> { [ScenarioId()] = state });
        settings.Matrix("default", 7).ShouldBe(ScenarioMatrix.Of("T3 Ac5:open"));
        settings.Matrix("default", 8).ShouldBe(ScenarioMatrix.Of("T3 Ac5:done"));
        settings.Matrix("default", 1).ShouldBe(state.Revisions[0].Matrix);
        settings.Matrix("default", 99_999).ShouldBe(state.Revisions[^1].Matrix);
    }

    [Fact]
    public void Without_any_settings_the_documented_defaults_hold()
    {
        var settings = SettingsSnapshot.From(new Dictionary<GrainId, object>());

        settings.Scenario("any").Active.ShouldBeFalse();
        settings.Matrix("any", 0).ShouldBe(ScenarioMatrix.Default);
        settings.Calls.TaskDeadline.ShouldBe(TimeSpan.FromHours(4));
        settings.Calls.FormsActive.ShouldBeTrue();
        settings.TopManagerUserId.ShouldBeNull();
        settings.ReadNumber("601 234 567").ShouldBe(Client);
        JsonSerializer.Deserialize("{}", SettingsJson.Default.CallSettings)!.QuietTimeout
            .ShouldBe(TimeSpan.FromHours(4));
    }

    [Fact]
    public void Every_fault_of_the_employees_is_named()
    {
        Employee[] faulty =
        [
            new("a", "Anna", "a@b.example", ["101"], ["sip1"], [new("+48 601 111 111")], Anna),
            new("a", "", "A@b.example", ["101", "1x"], ["SIP1"], [new("601111111"), new("nonsense")]),
            new("", "Nobody"),
        ];

        var refused = _world.Ask(EmployeesId, new SaveEmployees(faulty, "b", "test")).ShouldBeOfType<SettingRefused>();

        refused.Code.ShouldBe("employeesInvalid");
        refused.Faults.ShouldBe(
        [
            "Employee 'a': the id a is also that of employee 'a'.",
            "Employee 'a' has a name of 1 to 200 characters.",
            "Employee 'a': the e-mail A@b.example is also that of employee 'a'.",
            "Employee 'a': the SIP account SIP1 is also that of employee 'a'.",
            "Employee 'a': the extension 101 is also that of employee 'a'.",
            "Employee 'a': extension '1x' is not two to eight digits.",
            "Employee 'a': the number +48601111111 is also that of employee 'a'.",
            "Employee 'a': 'nonsense' is no telephone number.",
            "Each employee has an id of 1 to 64 characters.",
            "The Top manager 'b' is not one of the employees that have a CRM user.",
        ]);
        _world.State<Employees>(EmployeesId).ShouldBeNull();
    }

    [Fact]
    public void The_top_manager_needs_a_crm_user()
    {
        _world.Ask(EmployeesId, new SaveEmployees([new("a", "Anna")], "a", "test"))
            .ShouldBeOfType<SettingRefused>().Faults.ShouldHaveSingleItem();
    }

    [Fact]
    public void Saving_the_same_again_raises_no_version()
    {
        _world.Ask(EmployeesId, new SaveEmployees(Staff, "tess", "a")).ShouldBe(new SettingSaved(1));
        _world.Ask(EmployeesId, new SaveEmployees(Staff, "tess", "b")).ShouldBe(new SettingSaved(1));
        _world.Ask(EmployeesId, new SaveEmployees(Staff, "anna", "b")).ShouldBe(new SettingSaved(2));
        _world.Ask(EmployeesId, new SaveEmployees(Staff, "tess", "b", IfVersion: 1)).ShouldBeOfType<SettingRefused>();
        _world.Ask(CallSettingsId, new SaveCallSettings(new CallSettings(), "a")).ShouldBe(new SettingSaved(1));
        _world.Ask(CallSettingsId, new SaveCallSettings(new CallSettings(), "a")).ShouldBe(new SettingSaved(1));
    }

    [Fact]
    public void Every_fault_of_the_call_settings_is_named()
    {
        var faulty = new CallSettings
        {
            DefaultRegion = "Poland",
            OwnNumbers = ["nonsense"],
            InternalExtensionPattern = "(",
            TaskDeadline = TimeSpan.Zero,
            QuietTimeout = TimeSpan.FromDays(8),
            AnswerWait = TimeSpan.FromSeconds(-1),
            SettleDelay = TimeSpan.FromDays(1),
            UtcOffset = TimeSpan.FromHours(15),
        };

        var refused = _world.Ask(CallSettingsId, new SaveCallSettings(faulty, "test")).ShouldBeOfType<SettingRefused>();

        refused.Code.ShouldBe("callSettingsInvalid");
        refused.Faults.Length.ShouldBe(8);
    }
}
