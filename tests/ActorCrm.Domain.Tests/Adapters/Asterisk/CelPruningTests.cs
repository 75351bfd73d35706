using System.Text.Json;
using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>The rows of a call that ended are dropped after a while; the call itself stays.</summary>
public sealed class CelPruningTests
{
    private static readonly TimeSpan Kept = new AsteriskSettings().CelRowsKept;

    private readonly GrainWorld _world = new(Catalog());
    private readonly CelRow[] _rows = [.. Talk().Rows];

    private GrainId LogId => new(CelCallLog.Type, $"pbx/{_rows[0].LinkedId}");

    private CelCallLog Log => _world.State<CelCallLog>(LogId).ShouldNotBeNull();

    private Call Call => _world.State<Call>(new GrainId(Call.Type, $"pbx/{_rows[0].LinkedId}")).ShouldNotBeNull();

    [Fact]
    public void The_rows_of_a_call_that_ended_are_dropped_and_the_call_stays()
    {
        Send(_rows);
        _world.Advance(Kept - TimeSpan.FromMinutes(1));
        Log.Rows.Length.ShouldBe(_rows.Length);
        var events = Call.Events;

        _world.Advance(TimeSpan.FromMinutes(2));

        Log.Rows.ShouldBeEmpty();
        Log.PrunedAt.ShouldNotBeNull();
        Call.Events.ShouldBe(events);
        Call.Facts.EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public void Rows_that_come_afterwards_are_refused_and_change_nothing()
    {
        Send(_rows);
        _world.Advance(Kept + TimeSpan.FromMinutes(1));
        var call = Call;

        Send(_rows[..2]).ShouldAllBe(fate => fate == CelRowFate.Pruned);

        _world.Advance(TimeSpan.FromDays(1));
        Call.ShouldBe(call);
        Log.Rows.ShouldBeEmpty();
    }

    [Fact]
    public void A_row_that_comes_late_prolongs_the_life_of_all()
    {
        Send(_rows[..^1]);
        _world.Advance(Kept - TimeSpan.FromHours(1));
        Send(_rows[^1..]);

        _world.Advance(Kept - TimeSpan.FromHours(1));
        Log.Rows.Length.ShouldBe(_rows.Length);

        _world.Advance(TimeSpan.FromHours(2));
        Log.Rows.ShouldBeEmpty();
    }

    [Fact]
    public void A_call_that_goes_on_keeps_its_rows()
    {
        Save(new AsteriskSettings { CelRowsKept = TimeSpan.FromHours(1) });
        var open = _rows.TakeWhile(row => row.EventType != "HANGUP").ToArray();
        Send(open);

        // The call's own quiet timeout is four hours.
        _world.Advance(TimeSpan.FromHours(3.5));
        Log.Rows.Length.ShouldBe(open.Length);

        _world.Advance(TimeSpan.FromHours(2));
        Log.Rows.ShouldBeEmpty();
    }

    [Fact]
    public void A_longer_time_counts_for_rows_that_are_there_already()
    {
        Send(_rows);
        Save(new AsteriskSettings { CelRowsKept = Kept * 2 });

        _world.Advance(Kept * 1.5);
        Log.Rows.Length.ShouldBe(_rows.Length);

        _world.Advance(Kept);
        Log.Rows.ShouldBeEmpty();
    }

    [Fact]
    public void Settings_stored_before_there_was_a_time_have_the_default_one()
    {
        var stored = JsonSerializer.SerializeToNode(
            new AsteriskSetup(new AsteriskSettings(), 1), CelJson.Default.AsteriskSetup)!;
        stored["settings"]!.AsObject().Remove("celRowsKept").ShouldBeTrue();

        stored.Deserialize(CelJson.Default.AsteriskSetup)!.Settings.CelRowsKept.ShouldBe(Kept);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(60 * 24 * 3_651)]
    public void A_time_that_makes_no_sense_is_refused(int minutes)
    {
        var settings = new AsteriskSettings { CelRowsKept = TimeSpan.FromMinutes(minutes) };

        settings.Validate().ShouldHaveSingleItem().Code.ShouldBe("celRowsKeptInvalid");
    }

    private static GrainCatalog Catalog()
    {
        var catalog = CallCentre.Catalog();
        AsteriskDomain.AddTo(catalog);
        return catalog;
    }

    private static CelScript Talk() => new CelScript()
        .Start(1, "PJSIP/101-00000001", "101", "102")
        .App(1, "Dial", "PJSIP/102")
        .Start(2, "PJSIP/102-00000002", "102")
        .Wait(5).Answer(2).Answer(1).Enter("b", 1, 2)
        .Wait(20).Exit("b", 1, 2)
        .End(2).End(1);

    private CelRowFate[] Send(CelRow[] rows) => _world.Ask(LogId, new RecordCelRows("pbx", rows[0].LinkedId, rows))
        .ShouldBeOfType<CelRowsRecorded>().Fates;

    private void Save(AsteriskSettings settings) => _world.Ask(
            new GrainId(AsteriskSetup.Type, AsteriskSetup.Key), new SaveAsteriskSettings(settings, "test"))
        .ShouldBeOfType<SettingSaved>();
}
