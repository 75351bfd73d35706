using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Tasks;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>Many calls of one client at once, their messages in any order between different grains (§1.8.9).</summary>
public sealed class ConcurrentCallsTests
{
    private const int Calls = 100;

    [Fact]
    public void CS_27_A_hundred_first_calls_at_once_make_one_contact_one_open_deal_and_one_organization()
    {
        string? expected = null;
        foreach (var seed in Enumerable.Range(1, 12).Append(Random.Shared.Next()))
        {
            var centre = new CallCentre(new GrainWorld(Catalog(), new Random(seed)) { ThroughJson = seed < 3 });
            Play(centre, seed);

            var because = $"seed {seed}";
            var contact = centre.Contacts.ShouldHaveSingleItem(because);
            centre.Deals.ShouldHaveSingleItem(because).ContactId.ShouldBe(contact.Id, because);
            centre.Organizations.ShouldHaveSingleItem(because).Id.ShouldBe(contact.Organization!.Id, because);
            centre.World.States<NumberContacts>(NumberContacts.Type).Count.ShouldBe(1, because);
            centre.Tasks.Count.ShouldBe(Calls, because);
            centre.Tasks.ShouldAllBe(task => task.Completed && task.AssigneeId == Anna && task.DealId != null, because);

            // Which call came first is a matter of chance; everything else is not.
            expected ??= Shape(centre);
            Shape(centre).ShouldBe(expected, because);
        }
    }

    [Fact]
    public void CS_27_A_hundred_missed_first_calls_at_once_make_one_of_each_and_a_task_for_each_call()
    {
        foreach (var seed in Enumerable.Range(1, 5).Append(Random.Shared.Next()))
        {
            var centre = new CallCentre(new GrainWorld(Catalog(), new Random(seed)) { ThroughJson = false });
            for (var i = 0; i < Calls; i++)
            {
                Send(centre, i, Event(centre, i, CallEventType.Ringing));
                Send(centre, i, Event(centre, i, CallEventType.Ended) with { Outcome = CallOutcome.NoAnswer });
            }

            centre.Settle();

            centre.Contacts.ShouldHaveSingleItem($"seed {seed}").OwnerId.ShouldBe(Tess);
            centre.Deals.ShouldHaveSingleItem($"seed {seed}");
            centre.Organizations.ShouldHaveSingleItem($"seed {seed}");
            centre.Tasks.Count.ShouldBe(Calls, $"seed {seed}");
            centre.Tasks.ShouldAllBe(task => task.AssigneeId == Tess && !task.Completed, $"seed {seed}");
        }
    }

    [Fact]
    public void CS_27_Calls_of_all_kinds_at_once_under_any_scenario_leave_one_contact_one_open_deal_one_organization()
    {
        foreach (var seed in Enumerable.Range(1, 120).Append(Random.Shared.Next()))
        {
            var first = new CallStory(seed, eventsMax: 8);
            CallStory[] stories = [first, .. Enumerable.Range(1, 15).Select(i => new CallStory(seed + i, 8, first))];
            var world = first.Centre.World.Fork(new Random(seed));
            var openBefore = world.States<Deal>(Deal.Type).Count(deal => deal.Status == DealStatus.Open);
            for (var i = 0; i < stories.Length; i++)
            {
                foreach (var callEvent in stories[i].Events)
                {
                    // One number only: contradictions about the client's number are the other tests' matter.
                    var one = callEvent with
                    {
                        From = callEvent.From == "+48605000111" ? Client : callEvent.From,
                        To = callEvent.To == "+48605000111" ? Client : callEvent.To,
                    };
                    world.Send(
                        CallId($"c{i}"), new RecordCallEvent(Source, $"c{i}", one), $"adapter {i} {callEvent.Id}");
                }
            }

            world.Advance(TimeSpan.FromHours(9));

            var because = $"seed {seed} matrix {first.Matrix}";
            world.States<Contact>(Contact.Type).Count.ShouldBeLessThanOrEqualTo(1, because);
            world.States<Organization>(Organization.Type).Count.ShouldBeLessThanOrEqualTo(1, because);
            world.States<Deal>(Deal.Type).Count(deal => deal.Status == DealStatus.Open)
                .ShouldBeLessThanOrEqualTo(Math.Max(1, openBefore), because);
            Links(world, because);
        }
    }

    /// <summary>Whatever is linked exists, and each side of a link knows the other.</summary>
    private static void Links(GrainWorld world, string because)
    {
        var contacts = world.States<Contact>(Contact.Type).ToDictionary(contact => contact.Id);
        var deals = world.States<Deal>(Deal.Type).ToDictionary(deal => deal.Id);
        var organizations = world.States<Organization>(Organization.Type).Select(organization => organization.Id);
        contacts.Values.SelectMany(contact => contact.Deals ?? []).Select(deal => deal.Id).Order()
            .ShouldBe(deals.Keys.Order(), because);
        contacts.Values.Select(contact => contact.Organization?.Id).OfType<Guid>().ShouldBe(organizations, because);
        foreach (var summary in contacts.Values.SelectMany(contact => contact.Deals ?? []))
        {
            summary.OwnerId.ShouldBe(deals[summary.Id].OwnerId, because);
            summary.Status.ShouldBe(deals[summary.Id].Status, because);
            summary.UtmFrom.ShouldBe(deals[summary.Id].Utm?.From, because);
        }

        foreach (var task in world.States<CrmTask>(CrmTask.Type))
        {
            (task.DealId is null || deals.ContainsKey(task.DealId.Value)).ShouldBeTrue(because);
            (task.ContactId is null || contacts.ContainsKey(task.ContactId.Value)).ShouldBeTrue(because);
        }

        world.States<Call>(Call.Type).ShouldAllBe(call => call.Awaiting == null, because);
    }

    private static void Play(CallCentre centre, int seed)
    {
        var chance = new Random(seed);
        var events = Enumerable.Range(0, Calls).SelectMany(i => new[]
        {
            (i, Event(centre, i, CallEventType.Ringing)),
            (i, Event(centre, i, CallEventType.Answered) with { Agent = new AgentReference(AnnaExtension) }),
            (i, Event(centre, i, CallEventType.Ended)),
            (i, Event(centre, i, CallEventType.Recording) with { RecordingUrl = $"https://pbx.example/{i}" }),
        }).ToArray();
        chance.Shuffle(events);
        foreach (var (i, callEvent) in events)
        {
            Send(centre, i, callEvent);
        }

        centre.Settle();
    }

    private static CallEvent Event(CallCentre centre, int call, CallEventType type) => new(
        $"{call}-{type}", type, centre.World.Now.AddSeconds((int)type), CallDirection.Incoming, Client, OwnNumber);

    private static void Send(CallCentre centre, int call, CallEvent callEvent) => centre.World.Send(
        CallId($"c{call}"), new RecordCallEvent(Source, $"c{call}", callEvent), $"adapter {callEvent.Id}");

    private static string Shape(CallCentre centre) => string.Join('\n', Enumerable.Range(0, Calls).Select(i =>
    {
        var call = centre.Call($"c{i}");
        var tasks = centre.Tasks.Where(task => task.Call == CallId($"c{i}").ToString());
        return $"{i} {call.Phase} {string.Join(' ', call.Decision!.Triggers)} {call.Decision.ResponsibleId} "
            + string.Join(' ', tasks.Select(task => $"{task.AssigneeId} {task.Text} {task.Recordings!.Length}"));
    }));
}
