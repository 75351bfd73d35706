using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>How calls end in which nobody is connected, what was recorded, and when the rows are all there.</summary>
public class CelOutcomeTests
{
    private const string Trunk = "PJSIP/acme-trunk-00000001";

    [Fact]
    public void Voicemail_is_no_answer_of_a_person()
    {
        var call = Rung().End(2).Answer(1).App(1, "VoiceMail", "101@default,u").Wait(20)
            .End(1, status: "NOANSWER", by: Trunk).Over(1).Read();
        call.Outcome.ShouldBe(CallOutcome.Voicemail);
        call.AnsweredAt.ShouldBeNull();
    }

    [Fact]
    public void Voicemail_behind_a_local_channel_is_no_answer_either()
    {
        var call = new CelScript().Start(1, Trunk, "48600100200", "600", "from-pstn")
            .Start(2, "Local/101@from-internal-00000001;1").Start(3, "Local/101@from-internal-00000001;2", exten: "101")
            .Start(4, "PJSIP/101-00000004", "101").Wait(15).End(4)
            .Answer(3, row => row with { AppName = "VoiceMail", Context = "macro-vm" }).Answer(2).Answer(1)
            .Enter("b", 1, 2).Wait(9).Exit("b", 1, 2).End(1, status: "ANSWER").End(2).End(3).Over(1).Read();
        call.Outcome.ShouldBe(CallOutcome.Voicemail);
        call.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_busy_telephone_makes_a_busy_call() =>
        Rung().End(2, cause: 17).End(1, cause: 17, status: "BUSY").Read().Outcome.ShouldBe(CallOutcome.Busy);

    [Fact]
    public void One_busy_telephone_of_a_group_does_not_make_the_group_busy() =>
        Rung().Start(3, "PJSIP/102-00000003", "102").End(2, cause: 17).Wait(20).End(3)
            .End(1, status: "BUSY", by: "dialplan/builtin").Read().Outcome.ShouldBe(CallOutcome.NoAnswer);

    [Fact]
    public void Congestion_makes_a_failed_call() =>
        new CelScript().Start(1, "PJSIP/101-00000001", "101", "48600100200")
            .Start(2, "PJSIP/acme-trunk-00000002", context: "from-pstn").End(2, cause: 34)
            .End(1, status: "CONGESTION").Read().Outcome.ShouldBe(CallOutcome.Failed);

    [Fact]
    public void A_number_that_does_not_exist_makes_a_failed_call() =>
        new CelScript().Start(1, "PJSIP/101-00000001", "101", "999").End(1, cause: 1).Read()
            .Outcome.ShouldBe(CallOutcome.Failed);

    [Fact]
    public void A_caller_who_hangs_up_before_an_answer_cancels_the_call()
    {
        var call = Rung().Wait(6).End(2).End(1, status: "CANCEL", by: Trunk).Read();
        call.Outcome.ShouldBe(CallOutcome.Cancelled);
        call.To.ShouldBe("101");
        call.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_telephone_that_nobody_answers_in_time_makes_an_unanswered_call() =>
        Rung().Wait(20).End(2, cause: 0).End(1, status: "NOANSWER", by: "dialplan/builtin").Read()
            .Outcome.ShouldBe(CallOutcome.NoAnswer);

    [Fact]
    public void The_event_of_a_recording_names_its_file()
    {
        var script = Rung().Add(1, "MIXMONITOR_START", row => row with
        {
            Extra = """{"filename":"/var/spool/asterisk/monitor/2024/03/in 1.wav","mixmonitor_id":"0x1"}""",
        });
        var settings = new AsteriskSettings
        {
            RecordingPathPrefix = "/var/spool/asterisk/monitor/",
            RecordingUrlBase = "https://pbx.example/recordings/",
        };

        var recording = script.Read(settings).Recordings.ShouldHaveSingleItem();
        recording.Path.ShouldBe("/var/spool/asterisk/monitor/2024/03/in 1.wav");
        recording.Url.ShouldBe("https://pbx.example/recordings/2024/03/in%201.wav");
        recording.StartedAt.ShouldBe(script.Now);
    }

    [Fact]
    public void The_arguments_of_a_recording_name_its_file_once()
    {
        var script = Rung().App(1, "MixMonitor", "2024/03/out.wav,b,/bin/true")
            .App(1, "MixMonitor", "/rec/second.wav|b");
        script.Read().Recordings.Select(recording => recording.Path).ShouldBe(["2024/03/out.wav", "/rec/second.wav"]);

        script.Add(1, "MIXMONITOR_START", row => row with { Extra = """{"filename":"/spool/2024/03/out.wav"}""" });
        script.Read().Recordings.Select(recording => recording.Path)
            .ShouldBe(["/rec/second.wav", "/spool/2024/03/out.wav"]);
    }

    [Fact]
    public void A_call_that_goes_on_is_not_complete()
    {
        var script = Rung().Wait(2).Answer(2).Answer(1).Enter("b", 1, 2);
        script.Read().IsComplete.ShouldBeFalse();
        script.Read().Outcome.ShouldBeNull();
        script.Exit("b", 2).End(2).Read().IsComplete.ShouldBeFalse();
        script.Exit("b", 1).End(1).Read().IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void The_last_rows_alone_are_not_a_missed_call()
    {
        var rows = Rung().Wait(2).Answer(2).Answer(1).Enter("b", 1, 2).Exit("b", 1, 2).End(2).End(1).Over(1).Rows;
        foreach (var count in Enumerable.Range(1, rows.Count - 1))
        {
            var call = CelInterpreter.Read([.. rows.TakeLast(count)], new AsteriskSettings());
            call.IsComplete.ShouldBeFalse($"{count} rows");
            CelCallEvents.Of(call).ShouldBeEmpty($"{count} rows");
        }
    }

    [Fact]
    public void A_piece_of_a_call_is_never_taken_for_the_whole()
    {
        CelPieces.Check(
            Rung().Wait(2).Answer(2).Answer(1).Enter("b", 1, 2)
                .Exit("b", 1, 2).End(2).End(1, status: "ANSWER").Over(1).Rows,
            new AsteriskSettings());
        CelPieces.Check(Rung().Wait(2).End(2).End(1, status: "CANCEL", by: Trunk).Over(1).Rows, new AsteriskSettings());
    }

    private static CelScript Rung() => new CelScript()
        .Start(1, Trunk, "48600100200", "48221234567", "from-pstn", "Anna")
        .App(1, "Dial", "PJSIP/101,20").Start(2, "PJSIP/101-00000002", "101", cid: "Alice");
}
