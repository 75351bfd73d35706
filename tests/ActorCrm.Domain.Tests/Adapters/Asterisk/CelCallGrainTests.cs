using System.Text.Json;
using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

public sealed class CelCallGrainTests
{
    private static readonly GrainId Self = new(CelCallLog.Type, "pbx/1");
    private static readonly DateTimeOffset Now = CelScript.Began.AddMinutes(1);

    private readonly Turn _turn = new();
    private int _causes;

    [Fact]
    public void The_call_is_told_when_something_is_new_and_not_again()
    {
        var rows = Talk().Rows;

        var first = Send(null, rows);
        var told = _turn.Messages.ShouldHaveSingleItem();
        var again = Send(first, rows);

        told.To.ShouldBe(new GrainId(Call.Type, $"pbx/{rows[0].LinkedId}"));
        ((ReplaceCallEvents)told.Message).Events[^1].Type.ShouldBe(CallEventType.Ended);
        _turn.Messages.ShouldBeEmpty();
        again.ShouldBeSameAs(first);
        ((CelRowsRecorded)_turn.Answer!).Fates.ShouldAllBe(fate => fate == CelRowFate.Known);
    }

    [Fact]
    public void Pieces_in_any_order_end_in_the_same_events()
    {
        var rows = Talk().Rows;
        var whole = Send(null, rows)!.Sent;

        CelCallLog? pieces = null;
        foreach (var row in rows.Reverse())
        {
            pieces = Send(pieces, [row]);
        }

        pieces!.Sent.ShouldBe(whole);
    }

    [Fact]
    public void While_people_may_be_talking_the_call_is_not_ended_for_them()
    {
        Send(null, [.. Talk().Rows.TakeWhile(row => row.EventType != "HANGUP")]);

        Quiet().DueAt.ShouldBe(Now + new CallSettings().QuietTimeout);
        _turn.Messages.SelectMany(told => ((ReplaceCallEvents)told.Message).Events)
            .ShouldNotContain(told => told.Type == CallEventType.Ended);
    }

    [Fact]
    public void When_all_channels_have_ended_and_a_row_is_missing_it_is_awaited_for_half_a_minute()
    {
        var log = Send(null, [.. Talk().Rows.Skip(1)]);

        Quiet().DueAt.ShouldBe(Now + CelCallGrain.QuietAfterEnd);
        var closed = Turn(log, new CloseQuietCel());

        closed!.IsQuiet.ShouldBeTrue();
        ((ReplaceCallEvents)_turn.Messages.ShouldHaveSingleItem().Message).Events[^1].Type
            .ShouldBe(CallEventType.Ended);
    }

    [Fact]
    public void A_recording_of_which_only_the_file_is_known_is_told_by_its_path()
    {
        Send(null, Recorded("/var/spool/asterisk/monitor/10:00.wav").Rows);

        Told().Single(told => told.Type == CallEventType.Recording).RecordingUrl
            .ShouldBe("/var/spool/asterisk/monitor/10:00.wav");
        Told().ShouldAllBe(told => CallEvents.Fault(told) == null);
    }

    [Fact]
    public void A_recording_that_a_call_would_refuse_does_not_cost_the_call()
    {
        Send(null, Recorded("javascript:alert(1)").Rows);

        Told().ShouldNotContain(told => told.Type == CallEventType.Recording);
        Told().ShouldContain(told => told.Type == CallEventType.Ended);
    }

    [Fact]
    public void A_whole_call_awaits_nothing()
    {
        Send(null, Talk().Rows);

        Quiet().DueAt.ShouldBeNull();
    }

    [Fact]
    public void A_stored_row_is_the_row_that_came()
    {
        var log = Send(null, Talk().Rows)!;

        var json = JsonSerializer.SerializeToUtf8Bytes(log, CelJson.Default.CelCallLog);
        var read = JsonSerializer.Deserialize(json, CelJson.Default.CelCallLog)!;

        read.Rows.ShouldBe(log.Rows);
        (json.Length / log.Rows.Length).ShouldBeLessThan(400);
    }

    private static CelScript Recorded(string path) => new CelScript()
        .Start(1, "PJSIP/101-00000001", "101", "102")
        .App(1, "MixMonitor", path)
        .App(1, "Dial", "PJSIP/102")
        .Start(2, "PJSIP/102-00000002", "102")
        .Wait(5).Answer(2).Answer(1).Enter("b", 1, 2)
        .Wait(20).Exit("b", 1, 2)
        .End(2).End(1);

    private static CelScript Talk() => new CelScript()
        .Start(1, "PJSIP/101-00000001", "101", "102")
        .App(1, "Dial", "PJSIP/102")
        .Start(2, "PJSIP/102-00000002", "102")
        .Wait(5).Answer(2).Answer(1).Enter("b", 1, 2)
        .Wait(20).Exit("b", 1, 2)
        .End(2).End(1);

    private ReminderChange Quiet() => _turn.Reminders.Single(reminder => reminder.Name == "quiet");

    private CallEvent[] Told() => ((ReplaceCallEvents)_turn.Messages.ShouldHaveSingleItem().Message).Events;

    private CelCallLog? Send(CelCallLog? state, IEnumerable<CelRow> rows)
    {
        CelRow[] all = [.. rows];
        return Turn(state, new RecordCelRows("pbx", all[0].LinkedId, all));
    }

    private CelCallLog? Turn(CelCallLog? state, object message)
    {
        _turn.Begin(Self, $"test/{_causes++}", Now, Now, SettingsSnapshot.From(new Dictionary<GrainId, object>()));
        return CelCallGrain.Handle(_turn, state, message);
    }
}
