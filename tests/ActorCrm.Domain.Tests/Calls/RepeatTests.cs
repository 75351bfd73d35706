using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Tasks;
using ActorCrm.Domain.Tests.Worlds;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>A message may be handled again after a crash; the world checks each state, these tests the whole.</summary>
public sealed class RepeatTests
{
    [Fact]
    public void CS_33_Every_message_handled_twice_gives_the_same_state()
    {
        var once = Story(new GrainWorld(Catalog()));
        var twice = Story(new GrainWorld(Catalog()) { EverythingTwice = true });

        twice.ShouldBe(once);
    }

    [Fact]
    public void CS_33_Random_calls_with_every_message_handled_twice_give_the_same_state()
    {
        string[] types = [Call.Type, Contact.Type, Deal.Type, Organizations.Organization.Type, CrmTask.Type];
        foreach (var seed in Enumerable.Range(1, 60).Append(Random.Shared.Next()))
        {
            var story = new CallStory(seed, eventsMax: 10);
            var once = story.Centre.World.Fork();
            var twice = story.Centre.World.Fork(everythingTwice: true);
            foreach (var world in new[] { once, twice })
            {
                foreach (var callEvent in story.Events)
                {
                    world.Ask(CallId("c1"), new RecordCallEvent(Source, "c1", callEvent));
                }

                world.Advance(TimeSpan.FromHours(9));
            }

            twice.Json(types).ShouldBe(once.Json(types), $"seed {seed}");
        }
    }

    private static string Story(GrainWorld world)
    {
        var centre = new CallCentre(world, "T1 Ac5:open; T2 Ac1 Ac2 Ac4; T3 Ac1 Ac3 Ac7:open; T4 Ac6:done Ac7:open; "
            + "T5 Ac7:done; T10 Ac1 Ac2 Ac4 Ac7:open");
        centre.ExistingContact(Bruno, (DealStatus.Open, Bruno), (DealStatus.Won, Anna));
        centre.SaveMatrix("T1 Ac5:open; T2 Ac1 Ac2 Ac4; T3 Ac1 Ac3 Ac7:open; T4 Ac6:done Ac7:open; T5 Ac7:done; "
            + "T9 Ac5:open; T10 Ac1 Ac2 Ac4 Ac7:open");
        centre.Incoming("c1").Ring(Utm).Answer(AnnaExtension).Transfer(BrunoExtension).End().Recording();
        var missed = centre.Incoming("c2", "+48 600 000 002").Ring().End();
        centre.Settle();
        missed.Answer(AnnaExtension);
        centre.Submit(new Forms.Form(Phone: "+48 600 000 002", Company: "Form Ltd", Utm: Utm));
        centre.Submit(new Forms.Form(Phone: "+48 600 000 003", Company: "Form Ltd", Utm: Utm), "f2");
        var deal = DealGrain.Id(centre.Deals[^1].Id);
        world.Ask(deal, new AssignDeal(Tess, "person"));
        world.Ask(deal, new CloseDeal(true, "person"));
        world.Ask(TaskGrain.Id(centre.Tasks[0].Id), new CompleteTask("person"));
        centre.Deactivate();
        centre.Incoming("c3").Ring().Answer(AnnaExtension).End();
        centre.Activate();
        world.Ask(CallId("c3"), new ResendCall());
        centre.Settle();
        return world.Json([.. Catalog().Types.Select(type => type.Name)]);
    }
}
