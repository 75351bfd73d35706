using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>A call that is handed on stays one call, and every employee in it is named (spec/calls.md A-16).</summary>
public class CelTransferTests
{
    private const string Client = "48600100200";

    private static readonly AgentReference Alice = new("101", "101");
    private static readonly AgentReference Bob = new("102", "102");

    [Fact]
    public void A_blind_transfer_hands_the_client_to_the_next_employee()
    {
        var script = Answered()
            .Add(2, "BLINDTRANSFER", row => row with
            {
                Extra = """{"extension":"102","context":"x","transferee_channel_uniqueid":"1700000000.1"}""",
            })
            .Exit("b", 2, 1).End(2).App(1, "Dial", "PJSIP/102,20")
            .Start(3, "PJSIP/102-00000003", "102").Wait(4).Answer(3).Enter("c", 1, 3);
        var at = script.Now;
        var call = script.Wait(20).Exit("c", 3, 1).End(3).End(1, status: "ANSWER").Over(1).Read();

        call.Steps.Select(step => step.Agent).ShouldBe([Alice, Bob]);
        call.Steps[1].At.ShouldBe(at);
        call.AnsweredBy.ShouldBe(Alice);
        call.Outcome.ShouldBe(CallOutcome.Answered);
        call.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_transfer_that_nobody_takes_leaves_the_call_answered_by_the_first()
    {
        var call = Answered().Exit("b", 2, 1).End(2)
            .Start(3, "PJSIP/102-00000003", "102").Wait(20).End(3).End(1).Over(1).Read();
        call.Steps.Select(step => step.Agent).ShouldBe([Alice]);
        call.Outcome.ShouldBe(CallOutcome.Answered);
    }

    [Fact]
    public void An_attended_transfer_within_the_call_hands_the_client_on_when_the_consultation_ends()
    {
        var script = Answered().Exit("b", 2)
            .Start(3, "Local/102@from-internal-00000001;1").Start(4, "Local/102@from-internal-00000001;2", exten: "102")
            .Start(5, "PJSIP/102-00000005", "102").Wait(3).Answer(5).Answer(4).Enter("d", 5, 4)
            .Answer(3).Enter("c", 2, 3);
        script.Read().Steps.Count.ShouldBe(1, "the client only waits while the employees consult");

        var call = script.Wait(10)
            .Add(2, "ATTENDEDTRANSFER", row => row with { Extra = Transfer("1700000000.1", "PJSIP/102-00000005") })
            .Exit("c", 2, 3).End(2).Exit("d", 5).Enter("b", 5).Exit("d", 4).End(3).End(4)
            .Wait(10).Exit("b", 5, 1).End(5).End(1).Over(1).Read();
        call.Steps.Select(step => step.Agent).ShouldBe([Alice, Bob]);
        call.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void An_attended_transfer_from_another_call_is_known_by_its_details()
    {
        var script = Answered()
            .Add(2, "ATTENDEDTRANSFER", row => row with { Extra = Transfer("1700000000.1", "PJSIP/102-00000009") });
        var at = script.Now;
        var call = script.Exit("b", 2).End(2).Wait(10).Exit("b", 1).End(1).Over(1).Read();

        call.Steps.Select(step => step.Agent).ShouldBe([Alice, Bob]);
        call.Steps[1].At.ShouldBe(at);
        call.Outcome.ShouldBe(CallOutcome.Answered);
    }

    [Fact]
    public void A_parked_call_is_transferred_to_who_fetches_it()
    {
        var call = Answered().Exit("b", 2, 1).Add(1, "PARK_START").Park("lot", 1).End(2).Wait(30)
            .Exit("lot", 1)
            .Add(1, "PARK_END", row => row with
            {
                Extra = """{"reason":"ParkedCallUnparked","retriever":"PJSIP/102-00000007"}""",
            })
            .Wait(30).End(1).Over(1).Read();

        call.Steps.Select(step => step.Agent).ShouldBe([Alice, Bob]);
        call.Outcome.ShouldBe(CallOutcome.Answered);
    }

    [Fact]
    public void A_colleague_who_joins_and_leaves_again_is_no_transfer()
    {
        var call = Answered().Start(3, "PJSIP/102-00000003", "102").Answer(3).Enter("b", 3).Wait(60)
            .Exit("b", 3).End(3).Wait(5).Exit("b", 2, 1).End(2).End(1).Over(1).Read();
        call.Steps.Select(step => step.Agent).ShouldBe([Alice]);
        call.To.ShouldBe("101");
    }

    [Fact]
    public void An_outgoing_call_that_its_caller_hands_on_goes_on_until_the_client_hangs_up()
    {
        var script = new CelScript()
            .Start(1, "PJSIP/101-00000001", "101", exten: "9" + Client)
            .App(1, "Dial", $"PJSIP/{Client}@acme-trunk,60", row => row with { Context = "macro-dialout-trunk" })
            .Start(2, "PJSIP/acme-trunk-00000002", context: "from-pstn").Wait(5).Answer(2).Answer(1).Enter("b", 1, 2)
            .Wait(10).Exit("b", 1, 2).End(1, status: "ANSWER")
            .Start(3, "PJSIP/102-00000003", "102").Wait(3).Answer(3).Enter("c", 2, 3).Wait(60).Exit("c", 2, 3).End(2);
        var over = script.Now;
        var call = script.End(3).Over(3).Read();

        call.Direction.ShouldBe(CallDirection.Outgoing);
        call.To.ShouldBe(Client);
        call.Dialled.ShouldBe("9" + Client);
        call.Steps.Select(step => step.Agent).ShouldBe([Alice, Bob]);
        call.EndedAt.ShouldBe(over);
    }

    private static string Transfer(string transferee, string target) =>
        $$"""
        {"transferee_channel_name":"PJSIP/acme-trunk-00000001","transferee_channel_uniqueid":"{{transferee}}",
        "transfer_target_channel_name":"{{target}}","transfer_target_channel_uniqueid":"1700000000.9"}
        """;

    private static CelScript Answered() => new CelScript()
        .Start(1, "PJSIP/acme-trunk-00000001", Client, "101", "from-pstn", "Anna")
        .Start(2, "PJSIP/101-00000002", "101").Wait(4).Answer(2).Answer(1).Enter("b", 1, 2).Wait(10);
}
