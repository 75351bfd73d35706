using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>Wazo's and XiVO's own events help where they are, and are never required.</summary>
public class CelWazoTests
{
    [Fact]
    public void A_forward_to_outside_leaves_a_call_between_employees_internal()
    {
        var call = new CelScript().Start(1, "PJSIP/abc-00000001", "1005", "1101", "mycontext", "Alice")
            .Add(1, "XIVO_USER_FWD", Extra("NUM:1101,CONTEXT:default,NAME:Bob"))
            .Add(1, "XIVO_OUTCALL", row => row with { CidNum = "48221234567", CidName = "Acme" })
            .Start(2, "PJSIP/acme_trunk-00000002", context: "from-extern", cid: "wazo")
            .Answer(2, row => row with { CidNum = "48600100200" }).Answer(1)
            .Enter("b", 1, 2).Exit("b", 1, 2).End(1).End(2).Read();

        call.Direction.ShouldBe(CallDirection.Internal);
        call.To.ShouldBe("48600100200");
        call.Dialled.ShouldBe("1101");
    }

    [Fact]
    public void A_user_who_is_not_disturbed_is_named_though_no_telephone_rang()
    {
        var call = new CelScript().Start(1, "PJSIP/abc-00000001", "1005", "1101", "mycontext", "Alice")
            .Add(1, "WAZO_CALL_LOG_DESTINATION", Extra("type: user,uuid: 1-2,name: Marley, Bob"))
            .Answer(1).Wait(5).End(1, cause: 17).Read();

        call.To.ShouldBe("1101");
        call.ToName.ShouldBe("Marley, Bob");
        call.Outcome.ShouldBe(CallOutcome.Busy);
        call.AnsweredAt.ShouldBeNull();
    }

    [Fact]
    public void A_meeting_is_called_by_its_name_whoever_is_in_it()
    {
        var call = new CelScript().Start(1, "PJSIP/abc-00000001", "1005", "9001", "mycontext", "Alice")
            .Add(1, "WAZO_MEETING_NAME", Extra("stand-up"))
            .Answer(1).Enter("m", 1).Start(2, "PJSIP/def-00000002", "1006", "9001", "mycontext", "Bob")
            .Answer(2).Enter("m", 2).Wait(60).Exit("m", 2).End(2).Exit("m", 1).End(1).Read();

        call.To.ShouldBe("9001");
        call.ToName.ShouldBe("stand-up");
        call.Outcome.ShouldBe(CallOutcome.Answered);
    }

    [Fact]
    public void A_user_with_two_telephones_that_nobody_answers_was_called_by_name()
    {
        var call = new CelScript().Start(1, "PJSIP/abc-00000001", "1005", "1101", "mycontext", "Alice")
            .Start(2, "PJSIP/def-00000002", "1101", context: "mycontext", cid: "Bob")
            .Start(3, "PJSIP/ghi-00000003", "1101", context: "mycontext", cid: "Bob")
            .Wait(20).End(2).End(3).End(1).Read();

        call.To.ShouldBe("1101");
        call.ToName.ShouldBe("Bob");
    }

    [Fact]
    public void A_program_that_joins_two_numbers_outside_calls_from_an_employees_mobile_to_a_client()
    {
        var call = new CelScript()
            .Start(1, "Local/48777000111@default-00000001;1", exten: "48777000111", context: "default")
            .Start(2, "Local/48777000111@default-00000001;2", exten: "48777000111", context: "default")
            .Add(2, "XIVO_OUTCALL").Start(3, "PJSIP/acme-00000003", context: "from-extern")
            .Answer(3, row => row with { CidNum = "48777000111" }).Answer(2).Answer(1).Enter("a", 3, 2)
            .Add(1, "XIVO_OUTCALL").Start(4, "PJSIP/acme-00000004", context: "from-extern").Wait(3)
            .Answer(4, row => row with { CidNum = "48600100200" }).Enter("b", 4, 1)
            .Wait(9).Exit("b", 4, 1).Exit("a", 3, 2).End(4).End(1).End(2).End(3).Read();

        call.Direction.ShouldBe(CallDirection.Outgoing);
        call.From.ShouldBe("48777000111");
        call.To.ShouldBe("48600100200");
        call.MadeBy.ShouldBe(new AgentReference(Number: "48777000111"));
    }

    private static Func<CelRow, CelRow> Extra(string text) => row => row with { Extra = $$"""{"extra":"{{text}}"}""" };
}
