using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>Which way a call goes, by channels, contexts and numbers, on several kinds of telephone system.</summary>
public class CelDirectionTests
{
    [Theory]
    [InlineData("PJSIP/acme-trunk-00000001", "48600100200", "whatever")]
    [InlineData("PJSIP/acme-00000001", "48600100200", "from-pstn")]
    [InlineData("PJSIP/acme-00000001", "14201", "from-trunk-pjsip-acme")]
    [InlineData("SIP/acme-00000001", "+48600100200", "from-did-direct")]
    [InlineData("SIP/acme-00000001", "48600100200", "my-own-context")]
    [InlineData("SIP/acme-00000001", "anonymous", "my-own-context")]
    [InlineData("DAHDI/i1/48600100200-1", "48600100200", "my-own-context")]
    public void A_call_that_starts_outside_is_incoming(string channel, string number, string context) =>
        Call(channel, number, "48221234567", context, "PJSIP/101-00000002", "101", "from-internal")
            .Direction.ShouldBe(CallDirection.Incoming);

    [Theory]
    [InlineData("PJSIP/acme-trunk-00000002", "", "whatever")]
    [InlineData("PJSIP/acme-00000002", "", "from-pstn")]
    [InlineData("PJSIP/acme-00000002", "48600100200", "my-own-context")]
    public void A_call_from_an_extension_to_outside_is_outgoing(string leg, string number, string context) =>
        Call("PJSIP/101-00000001", "101", "48600100200", "from-internal", leg, number, context)
            .Direction.ShouldBe(CallDirection.Outgoing);

    [Fact]
    public void A_call_between_extensions_is_internal() =>
        Call("PJSIP/101-00000001", "101", "102", "from-internal", "PJSIP/102-00000002", "102", "from-internal")
            .Direction.ShouldBe(CallDirection.Internal);

    [Fact]
    public void An_extension_of_which_the_log_says_no_number_is_known_by_its_account()
    {
        var call = Call("PJSIP/101-00000001", "", "102", "phones", "PJSIP/102-00000002", "", "phones");
        call.Direction.ShouldBe(CallDirection.Internal);
        call.From.ShouldBe("101");
        call.To.ShouldBe("102");
        call.MadeBy.ShouldBe(new AgentReference("101", "101"));
    }

    [Fact]
    public void The_settings_decide_what_an_extension_is()
    {
        var settings = new AsteriskSettings { InternalExtensionPattern = "^7[0-9]{6}$", TrunkPatterns = ["^SIP/out"] };
        Rows("SIP/a-00000001", "7000001", "7000002", "x", "SIP/b-00000002", "7000002", "x").Read(settings)
            .Direction.ShouldBe(CallDirection.Internal);
        Rows("SIP/a-00000001", "7000001", "7000002", "x", "SIP/out-00000002", "7000002", "x").Read(settings)
            .Direction.ShouldBe(CallDirection.Outgoing);
    }

    [Fact]
    public void A_short_number_that_leads_outside_is_an_outgoing_call() =>
        Call("PJSIP/101-00000001", "101", "112", "from-internal", "PJSIP/acme-trunk-00000002", "", "from-pstn")
            .Direction.ShouldBe(CallDirection.Outgoing);

    [Fact]
    public void An_outgoing_call_is_made_by_the_employee_whatever_number_the_client_is_shown()
    {
        var call = new CelScript().Start(1, "PJSIP/101-00000001", "101", "48600100200", cid: "Alice")
            .App(1, "Dial", "PJSIP/48600100200@acme-trunk,300", row => row with
            {
                CidNum = "48221234567",
                CidName = "Acme",
                Context = "macro-dialout-trunk",
            })
            .Start(2, "PJSIP/acme-trunk-00000002", context: "from-pstn").Wait(3).Answer(2).Answer(1)
            .Enter("b", 1, 2).Exit("b", 1, 2).End(2).End(1).Read();

        call.From.ShouldBe("48221234567");
        call.To.ShouldBe("48600100200");
        call.MadeBy.ShouldBe(new AgentReference("101", "101"));
        call.AnsweredBy.ShouldBe(call.MadeBy);
    }

    [Fact]
    public void What_a_feature_code_does_is_internal() =>
        new CelScript().Start(1, "PJSIP/101-00000001", "101", "*97").Answer(1).App(1, "VoiceMailMain").Wait(9).End(1)
            .Read().Direction.ShouldBe(CallDirection.Internal);

    private static CelCall Call(
        string channel, string number, string exten, string context, string leg, string legNumber, string legContext) =>
        Rows(channel, number, exten, context, leg, legNumber, legContext).Read();

    private static CelScript Rows(
        string channel, string number, string exten, string context, string leg, string legNumber, string legContext) =>
        new CelScript().Start(1, channel, number, exten, context).Start(2, leg, legNumber, context: legContext)
            .Wait(3).Answer(2).Answer(1).Enter("b", 1, 2).Exit("b", 1, 2).End(2).End(1).Over(1);
}
