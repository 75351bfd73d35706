using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>The normalised events of a call, and that they are a function of the set of its rows.</summary>
public class CelCallEventsTests
{
    private static readonly AsteriskSettings Settings = new();
    private static readonly AgentReference Alice = new("101", "101");

    [Fact]
    public void An_answered_call_is_initiated_rings_is_answered_and_ends()
    {
        var events = CelCallEvents.Of(Answered().Read());

        events.Select(one => one.Id).ShouldBe(["cel:initiated", "cel:ringing", "cel:answered:1", "cel:ended"]);
        events.ShouldAllBe(one => one.From == "48600100200" && one.To == "101" && one.Dialled == "48221234567"
            && one.CallerName == "Anna" && one.CalledName == "Alice" && one.Direction == CallDirection.Incoming);
        events[0].At.ShouldBe(CelScript.Began);
        events[2].Agent.ShouldBe(Alice);
        events[3].Outcome.ShouldBe(CallOutcome.Answered);
    }

    [Fact]
    public void A_call_that_goes_on_has_no_end_until_it_is_assumed()
    {
        var call = CelInterpreter.Read([.. Answered().Rows.Take(6)], Settings);
        CelCallEvents.Of(call).ShouldNotContain(one => one.Type == CallEventType.Ended);

        var end = CelCallEvents.Of(call, assumeComplete: true)[^1];
        end.Type.ShouldBe(CallEventType.Ended);
        end.At.ShouldBe(call.LastRowAt);
    }

    [Fact]
    public void An_outgoing_call_names_its_employee_from_the_start()
    {
        var events = CelCallEvents.Of(new CelScript().Start(1, "PJSIP/101-00000001", "101", "48600100200")
            .Start(2, "PJSIP/acme-trunk-00000002", context: "from-pstn").End(2).End(1, status: "NOANSWER").Read());
        events[0].Agent.ShouldBe(Alice);
        events[^1].Outcome.ShouldBe(CallOutcome.NoAnswer);
        events[^1].CalledName.ShouldBeNull();
    }

    [Fact]
    public void Any_order_and_repetition_of_rows_gives_the_same_events()
    {
        var rows = Answered().Rows;
        var expected = CelCallEvents.Of(Answered().Read());
        Prop.ForAll(
            Gen.Shuffle(Enumerable.Range(0, rows.Count).ToArray()).ToArbitrary(),
            Gen.Choose(0, rows.Count - 1).ArrayOf().ToArbitrary(),
            (order, again) =>
            {
                var call = CelInterpreter.Read(
                    [.. order.Concat(again).Select((index, at) => rows[index] with { Id = at % 3 == 0 ? at : null })],
                    Settings);
                return CelCallEvents.Of(call).SequenceEqual(expected);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Rows_that_make_no_sense_are_still_read()
    {
        string[] types =
        [
            "CHAN_START", "ANSWER", "BRIDGE_ENTER", "BRIDGE_EXIT", "BRIDGE_START", "BRIDGE_END", "HANGUP", "CHAN_END",
            "APP_START", "ATTENDEDTRANSFER", "PICKUP", "PARK_END", "LINKEDID_END", "XIVO_OUTCALL", "NEWER_EVENT",
        ];
        string[] names =
            ["", "PJSIP/101-01", "PJSIP/trunk-02", "Local/101@x-03;1", "Local/101@x-03;2", "odd", "<ZOMBIE>"];
        var row =
            from type in Gen.Elements(types)
            from name in Gen.Elements(names)
            from channel in Gen.Choose(1, 4)
            from second in Gen.Choose(0, 5)
            from extra in Gen.Elements("", "{", "{}", "[1]", """{"extra":",:,name"}""", """{"bridge_id":"b"}""")
            select new CelRow
            {
                EventType = type,
                EventTime = CelScript.Began.AddSeconds(second),
                UniqueId = channel == 4 ? "odd" : $"1700000000.{channel}",
                LinkedId = "1700000000.1",
                ChanName = name,
                Extra = extra,
            };
        Prop.ForAll(row.ListOf().Where(rows => rows.Count > 0).ToArbitrary(), rows =>
        {
            var call = CelInterpreter.Read([.. rows], Settings);
            var turned = CelInterpreter.Read([.. Enumerable.Reverse(rows)], Settings);
            return call.Equals(turned) && CelCallEvents.Of(call, assumeComplete: true).Count >= 2;
        }).QuickCheckThrowOnFailure();
    }

    private static CelScript Answered() => new CelScript()
        .Start(1, "PJSIP/acme-trunk-00000001", "48600100200", "48221234567", "from-pstn", "Anna")
        .Start(2, "PJSIP/101-00000002", "101", cid: "Alice").Wait(4).Answer(2).Answer(1)
        .Enter("b", 1, 2).Wait(9).Exit("b", 2).End(2).Exit("b", 1).End(1, status: "ANSWER").Over(1);
}
