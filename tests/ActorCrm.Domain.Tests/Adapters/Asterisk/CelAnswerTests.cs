using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>Groups, queues, forwards, pickups and programs: one call, answered once, by the right person.</summary>
public class CelAnswerTests
{
    private const string Client = "48600100200";

    [Fact]
    public void A_group_that_one_answers_is_one_answered_call_and_no_missed_one()
    {
        var call = FromTrunk(exten: "600")
            .App(1, "Dial", "PJSIP/101&PJSIP/102,30")
            .Start(2, "PJSIP/101-00000002", "101").Start(3, "PJSIP/102-00000003", "102", cid: "Bob")
            .Wait(4).Answer(3).Answer(1).Add(2, "HANGUP").Add(2, "CHAN_END")
            .Enter("b", 1, 3).Wait(30).Exit("b", 3).End(3).Exit("b", 1).End(1, status: "ANSWER").Over(1).Read();

        call.Direction.ShouldBe(CallDirection.Incoming);
        call.Outcome.ShouldBe(CallOutcome.Answered);
        call.AnsweredBy.ShouldBe(new AgentReference("102", "102"));
        call.To.ShouldBe("102");
        call.ToName.ShouldBe("Bob");
        call.Dialled.ShouldBe("600");
        call.Steps.Count.ShouldBe(1);
    }

    [Fact]
    public void A_group_whose_telephones_only_know_the_dialled_number_is_told_apart_by_their_accounts()
    {
        var call = FromTrunk(exten: "600")
            .Start(2, "PJSIP/101-00000002", "600").Start(3, "PJSIP/102-00000003", "600")
            .Wait(4).Answer(3).Answer(1).Enter("b", 1, 3).End(2).Exit("b", 3, 1).End(3).End(1).Read();

        call.AnsweredBy.ShouldBe(new AgentReference("102", "102"));
        call.To.ShouldBe("102");
    }

    [Fact]
    public void A_group_that_nobody_answers_was_called_by_its_own_number()
    {
        var call = FromTrunk(exten: "600")
            .Start(2, "PJSIP/101-00000002", "101").Start(3, "PJSIP/102-00000003", "102")
            .Wait(20).End(2, cause: 0).End(3, cause: 0).End(1, status: "NOANSWER", by: "dialplan/builtin").Read();

        call.Outcome.ShouldBe(CallOutcome.NoAnswer);
        call.To.ShouldBe("600");
        call.AnsweredAt.ShouldBeNull();
    }

    [Fact]
    public void A_queue_through_local_channels_is_answered_by_the_agent_behind_them()
    {
        var script = FromTrunk(exten: "700").Answer(1).App(1, "Queue", "sales")
            .Wait(2)
            .Start(2, "Local/101@from-queue-00000001;1", context: "from-queue")
            .Start(3, "Local/101@from-queue-00000001;2", context: "from-queue", exten: "101")
            .Start(4, "PJSIP/101-00000004", "101", cid: "Alice")
            .Wait(15).End(4).End(3).End(2)
            .Start(5, "Local/102@from-queue-00000002;1", context: "from-queue")
            .Start(6, "Local/102@from-queue-00000002;2", context: "from-queue", exten: "102")
            .Start(7, "PJSIP/102-00000007", "102", cid: "Bob")
            .Wait(3).Answer(7).Answer(6).Enter("far", 7, 6).Answer(5).Enter("near", 5, 1);
        var answered = script.Now;
        var call = script
            .Exit("far", 7).Exit("near", 5).Enter("near", 7).End(5).Exit("far", 6).End(6)
            .Wait(60).Exit("near", 7, 1).End(7).End(1).Over(1).Read();

        call.Outcome.ShouldBe(CallOutcome.Answered);
        call.AnsweredAt.ShouldBe(answered);
        call.AnsweredBy.ShouldBe(new AgentReference("102", "102"));
        call.Steps.Count.ShouldBe(1);
        call.Dialled.ShouldBe("700");
        call.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_queue_that_the_caller_leaves_is_cancelled_and_no_agent_was_called()
    {
        var call = FromTrunk(exten: "700").Answer(1).App(1, "Queue", "sales")
            .Start(2, "PJSIP/101-00000002", "101").Wait(15).End(2)
            .Start(3, "PJSIP/102-00000003", "102").Wait(15).End(3)
            .End(1, by: "PJSIP/acme-trunk-00000001").Over(1).Read();

        call.Outcome.ShouldBe(CallOutcome.Cancelled);
        call.To.ShouldBe("700");
        call.AnsweredBy.ShouldBeNull();
    }

    [Fact]
    public void A_forward_to_a_colleague_is_answered_by_the_colleague()
    {
        var call = new CelScript()
            .Start(1, "PJSIP/101-00000001", "101", exten: "102").App(1, "Dial", "PJSIP/102,20")
            .Start(2, "PJSIP/102-00000002", "102").Wait(20).End(2, cause: 17)
            .Add(1, "FORWARD", row => row with { Extra = """{"forward":"Local/103@from-internal"}""" })
            .Start(3, "PJSIP/103-00000003", "103", cid: "Carol").Wait(2).Answer(3).Answer(1)
            .Enter("b", 1, 3).Exit("b", 3, 1).End(3).End(1, status: "ANSWER").Read();

        call.Direction.ShouldBe(CallDirection.Internal);
        call.Dialled.ShouldBe("102");
        call.To.ShouldBe("103");
        call.AnsweredBy.ShouldBe(new AgentReference("103", "103"));
        call.MadeBy.ShouldBe(new AgentReference("101", "101"));
    }

    [Fact]
    public void A_forward_to_a_mobile_stays_an_incoming_call_that_the_mobile_answers()
    {
        var call = FromTrunk(exten: "48221234567")
            .App(1, "Dial", "PJSIP/101,20").Start(2, "PJSIP/101-00000002", "101").Wait(20).End(2)
            .App(1, "Dial", "PJSIP/48777000111@acme-trunk,60")
            .Start(3, "PJSIP/acme-trunk-00000003", context: "from-pstn", cid: "Acme")
            .Wait(5).Answer(3).Answer(1).Enter("b", 3, 1).Exit("b", 3, 1).End(3).End(1).Read();

        call.Direction.ShouldBe(CallDirection.Incoming);
        call.From.ShouldBe(Client);
        call.To.ShouldBe("48777000111");
        call.ToName.ShouldBe("");
        call.AnsweredBy.ShouldBe(new AgentReference(Number: "48777000111"));
    }

    [Fact]
    public void A_pickup_is_answered_by_who_picked_up()
    {
        var call = FromTrunk(exten: "101")
            .Start(2, "PJSIP/101-00000002", "101", cid: "Alice")
            .Wait(3).Start(3, "PJSIP/103-00000003", "103", exten: "*8", cid: "Carol")
            .Add(2, "PICKUP", row => row with
            {
                Extra = """{"pickup_channel":"PJSIP/103-00000003","pickup_channel_uniqueid":"1700000000.3"}""",
            })
            .Answer(2, row => row with { ChanName = "PJSIP/103-00000003" }).Answer(1)
            .Add(3, "HANGUP", row => row with { ChanName = "PJSIP/101-00000002<ZOMBIE>" }).Add(3, "CHAN_END")
            .Enter("b", 1, 2).Wait(9).Exit("b", 2, 1).End(2).End(1, status: "ANSWER").Over(1).Read();

        call.Outcome.ShouldBe(CallOutcome.Answered);
        call.AnsweredBy.ShouldBe(new AgentReference("103", "103"));
        call.To.ShouldBe("103");
        call.ToName.ShouldBe("Carol");
        call.Dialled.ShouldBe("101");
    }

    [Fact]
    public void A_click_to_call_goes_out_from_the_employee_who_was_rung_first()
    {
        var call = new CelScript()
            .Start(1, "Local/101@from-internal-00000001;1", context: "from-internal", exten: "101")
            .Start(2, "Local/101@from-internal-00000001;2", context: "from-internal", exten: "101")
            .App(2, "Dial", "PJSIP/101,20")
            .Start(3, "PJSIP/101-00000003", "101", cid: "Alice").Wait(2)
            .Answer(3).Answer(2).Answer(1).Enter("a", 3, 2)
            .App(1, "Dial", $"PJSIP/{Client}@acme-trunk,60", row => row with { Exten = Client })
            .Start(4, "PJSIP/acme-trunk-00000004", "48221234567", context: "from-pstn").Wait(6)
            .Answer(4).Enter("b", 4, 1).Wait(40)
            .Exit("b", 4, 1).End(4).Exit("a", 3, 2).End(3).End(2).End(1).Over(1).Read();

        call.Direction.ShouldBe(CallDirection.Outgoing);
        call.From.ShouldBe("101");
        call.To.ShouldBe(Client);
        call.AnsweredBy.ShouldBe(new AgentReference("101", "101"));
        call.Steps.Count.ShouldBe(1);
        call.Outcome.ShouldBe(CallOutcome.Answered);
    }

    [Fact]
    public void A_program_that_reaches_nobody_outside_makes_an_unanswered_outgoing_call()
    {
        var call = new CelScript()
            .Start(1, "PJSIP/acme-trunk-00000001", Client, context: "from-pstn")
            .App(1, "AppDial2", "(Outgoing Line)").Wait(20).End(1, cause: 19).Over(1).Read();

        call.Direction.ShouldBe(CallDirection.Outgoing);
        call.To.ShouldBe(Client);
        call.Outcome.ShouldNotBe(CallOutcome.Answered);
        call.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_log_without_bridges_is_answered_when_the_caller_is_answered_after_the_telephone()
    {
        var script = FromTrunk(exten: "101").Start(2, "PJSIP/101-00000002", "101").Wait(5).Answer(2);
        script.Read().AnsweredAt.ShouldBeNull("the telephone may still refuse the call");
        var answered = script.Answer(1).Now;
        script.Read().AnsweredAt.ShouldBe(answered);
        script.End(2).End(1).Read().Outcome.ShouldBe(CallOutcome.Answered);
    }

    [Fact]
    public void An_older_log_is_answered_when_its_bridge_starts()
    {
        var script = FromTrunk(exten: "101").Start(2, "SIP/101-00000002", "101").Start(3, "SIP/102-00000003", "102")
            .Wait(5).Answer(3).Answer(1)
            .Add(1, "BRIDGE_START", row => row with { Peer = "SIP/102-00000003" });
        var answered = script.Now;
        var call = script.End(2).Wait(5).Add(1, "BRIDGE_END").End(3).End(1).Over(1).Read();

        call.AnsweredAt.ShouldBe(answered);
        call.AnsweredBy.ShouldBe(new AgentReference("102", "102"));
    }

    [Fact]
    public void Music_in_a_holding_bridge_is_no_answer()
    {
        var call = FromTrunk(exten: "switchboard").Answer(1).Park("hold", 1).Wait(30)
            .Exit("hold", 1).End(1, by: "PJSIP/acme-trunk-00000001").Read();
        call.AnsweredAt.ShouldBeNull();
        call.Outcome.ShouldBe(CallOutcome.Cancelled);
    }

    private static CelScript FromTrunk(string exten) => new CelScript()
        .Start(1, "PJSIP/acme-trunk-00000001", Client, exten, "from-pstn", "Anna");
}
