using System.Text.Json;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>Calls that trigger nothing: they are found by who took part all the same.</summary>
public sealed class SilentCallTests
{
    private readonly CallCentre _centre = new();

    [Theory]
    [InlineData(BrunoExtension, BrunoExtension)]
    [InlineData(null, BrunoExtension)]
    [InlineData(BrunoExtension, OwnNumber)]
    public void Who_answers_an_internal_call_is_found_by_the_reference_or_by_what_was_called(string? agent, string to)
    {
        var call = new CallScript(_centre, "c1", CallDirection.Internal, AnnaExtension, to)
            .Ring().Answer(agent).End();

        var asked = call.State.Asked.ShouldNotBeNull();
        asked.End!.Who!.UserId.ShouldBe(Bruno);
        asked.End.Answered.ShouldBeTrue();
        asked.Pickup!.Who!.EmployeeId.ShouldBe("bruno");
        ShouldBeSilent(call);
    }

    [Theory]
    [InlineData(OwnNumber)]
    [InlineData("602 111 222")]
    public void Who_answers_a_call_of_the_centres_own_people_is_found(string from)
    {
        var call = _centre.Incoming(from: from).Ring(Utm).Answer(BrunoExtension).End();

        call.State.Asked!.End!.Who!.Name.ShouldBe("Bruno Bold");
        ShouldBeSilent(call);
    }

    [Fact]
    public void Who_answers_a_call_without_direction_is_found_by_the_reference_only()
    {
        var call = new CallScript(_centre, "c1", CallDirection.Incoming, AnnaExtension, BrunoExtension);
        call.Send(call.Event(CallEventType.Answered) with { Direction = null });
        call.State.Asked!.Pickup!.Who!.ShouldBe(new Participant(null, null, null, null));

        call.Send(call.Event(CallEventType.Transferred) with { Direction = null, Agent = new(AnnaExtension) });
        call.Send(call.Event(CallEventType.Ended) with { Direction = null });

        call.State.Asked!.End!.Who!.UserId.ShouldBe(Anna);
        ShouldBeSilent(call);
    }

    [Fact]
    public void CS_35_Who_answered_while_the_integration_was_off_is_found_and_found_again_at_the_replay()
    {
        _centre.Deactivate();
        var call = _centre.Incoming().Ring().Answer(UrsulaExtension).End();
        call.State.Asked!.End!.Who!.EmployeeId.ShouldBe("ursula");
        ShouldBeSilent(call);

        Employee[] staff = [.. Staff[..3], Staff[3] with { CrmUserId = "crm-ursula" }];
        _centre.Ask<SettingSaved>(
            new GrainId(Employees.Type, Employees.Key), new SaveEmployees(staff, "tess", "test"));
        _centre.Activate();
        _centre.World.Ask(CallId("c1"), new ResendCall());

        // Employees are often linked to CRM users in between: an unknown employee of then may be known now.
        call.Decision.EndTrigger().ShouldBe(Trigger.T5);
        _centre.Tasks.ShouldHaveSingleItem().AssigneeId.ShouldBe("crm-ursula");
    }

    [Fact]
    public void A_call_that_turns_out_to_be_internal_takes_back_what_it_did_and_keeps_who_answered()
    {
        var call = _centre.Incoming().Ring().Answer(AnnaExtension);
        _centre.Contacts.Count.ShouldBe(1);

        call.Send(call.Event(CallEventType.Updated) with
        {
            Direction = CallDirection.Internal,
            At = _centre.World.Now.AddMinutes(-1),
        });
        call.End();

        _centre.Crm.ShouldBeEmpty();
        call.State.Asked!.End!.Who!.UserId.ShouldBe(Anna);
    }

    [Fact]
    public void CS_35_A_call_that_ends_while_the_integration_is_off_ends_in_the_timeline()
    {
        _centre.Deactivate();
        _centre.Incoming().Ring().Answer(AnnaExtension).End().Recording();

        var ended = _centre.World.Timeline.Where(entry => entry.What == "callEnded").ToList();
        ended.ShouldHaveSingleItem().Rule.ShouldBe("CS-35");
        ended[0].Why.ShouldBe("integrationInactive");
        ended[0].Entity.ShouldBe(CallId("c1"));

        // The replay tells what the end led to.
        _centre.Activate();
        _centre.World.Ask(CallId("c1"), new ResendCall());
        _centre.World.Timeline.Where(entry => entry.What == "callEnded").Select(entry => entry.By)
            .ShouldBe([Source, "T5"]);
    }

    [Fact]
    public void A_call_that_triggers_nothing_ends_in_the_timeline_with_the_reason()
    {
        new CallScript(_centre, "c1", CallDirection.Internal, AnnaExtension, BrunoExtension).Ring();
        _centre.World.Timeline.ShouldNotContain(entry => entry.What == "callEnded");

        _centre.Settle();

        _centre.World.Timeline.Where(entry => entry.What == "callEnded").ShouldHaveSingleItem().Why
            .ShouldBe("internal");
    }

    [Fact]
    public void A_silent_call_of_before_participants_were_kept_is_still_read()
    {
        var script = new CallScript(_centre, "c1", CallDirection.Internal, AnnaExtension, BrunoExtension)
            .Ring().Answer(BrunoExtension).End();
        var json = JsonSerializer.Serialize(script.State with { Asked = null }, CallJson.Default.Call);
        json.ShouldNotContain("asked");
        var old = JsonSerializer.Deserialize(json, CallJson.Default.Call)!;
        var turn = new Turn();
        turn.Begin(
            CallId("c1"), "m1", _centre.World.Now, _centre.World.Now,
            SettingsSnapshot.From(new Dictionary<GrainId, object>
            {
                [new(Employees.Type, Employees.Key)] = new Employees(Staff, "tess", 1),
            }));

        var call = CallGrain.Handle(
            turn, old, new RecordCallEvent(Source, "c1", script.Event(CallEventType.Updated)))!;

        call.Asked!.End!.Who!.UserId.ShouldBe(Bruno);
        call.Decision.ShouldBeNull();
        turn.Timeline.ShouldBeEmpty();
    }

    private void ShouldBeSilent(CallScript call)
    {
        call.State.Phase.ShouldBe(CallPhase.Ended);
        call.State.Decision.ShouldBeNull();
        call.State.Awaiting.ShouldBeNull();
        _centre.Crm.ShouldBeEmpty();
        _centre.World.Reminders.ShouldBeEmpty();
    }
}
