using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Records;

/// <summary>A call centre whose contacts, organizations, deals and tasks are changed as records too.</summary>
internal sealed class EntityWorld(GrainWorld world)
{
    public EntityWorld()
        : this(new GrainWorld(CallCentre.Catalog()))
    {
    }

    /// <summary>The default scenario, but that a ringing call makes the client already.</summary>
    private const string Matrix =
        "T1 Ac1 Ac2 Ac4; T2 Ac1 Ac2 Ac4; T3 Ac1 Ac2 Ac4 Ac7:open; T4 Ac6:done Ac7:open; T5 Ac7:open; T10 Ac1 Ac2 Ac4";

    public CallCentre Centre { get; } = new(world, Matrix);

    public GrainWorld World => world;

    /// <summary>Contacts that are to be seen.</summary>
    public List<Contact> Contacts => [.. Centre.Contacts.Where(contact => !contact.Hidden)];

    public static Guid Id(int n) => Guid.Parse($"00000000-0000-7000-8000-{n:x12}");

    public static GrainId Grain(string type, int n) => RecordKey.Grain(type, Id(n));

    public Contact Contact(int n) => World.State<Contact>(ContactGrain.Id(Id(n))).ShouldNotBeNull();

    public Deal Deal(int n) => World.State<Deal>(DealGrain.Id(Id(n))).ShouldNotBeNull();

    /// <summary>Asks a record, and stays with the change as the server does.</summary>
    public object Ask(GrainId to, object message)
    {
        var answer = World.Ask(to, message)!;
        return answer is RecordPending pending ? World.Ask(to, new ReadRecordOutcome(pending.Token))! : answer;
    }

    public object Create(string type, int n, string fields) =>
        Ask(Grain(type, n), new CreateRecord(RecordWorld.Json(fields), "ann"));

    public object Patch(GrainId id, string fields, int? ifVersion = null) =>
        Ask(id, new PatchRecord(RecordWorld.Json(fields), "bob", ifVersion));

    public object Patch(string type, int n, string fields, int? ifVersion = null) =>
        Patch(Grain(type, n), fields, ifVersion);

    public object Put(string type, int n, string fields) =>
        Ask(Grain(type, n), new ReplaceRecord(RecordWorld.Json(fields), "bob"));

    public object Delete(GrainId id) => Ask(id, new DeleteRecord("cat"));

    public object Delete(string type, int n) => Delete(Grain(type, n));

    public object Restore(string type, int n) => Ask(Grain(type, n), new RestoreRecord("dan"));

    /// <summary>The timeline of a grain, what by what.</summary>
    public string[] Told(GrainId id) =>
        [.. World.Timeline.Where(entry => entry.Entity == id).Select(entry => entry.What)];
}
