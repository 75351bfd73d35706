using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Records;

/// <summary>A world with the type <c>crm.card</c>: a name, a unique code, unique e-mail addresses, and more.</summary>
internal sealed class RecordWorld
{
    public const string Card = "crm.card";

    public RecordWorld(Random? chance = null, bool everythingTwice = false)
    {
        World = new GrainWorld(Catalog(), chance) { EverythingTwice = everythingTwice };
        World.Ask(
            new GrainId(ObjectType.Type, Card),
            new SaveObjectType(
                new ObjectTypeDraft(Fields:
                [
                    new FieldDraft("name", FieldKind.Text, Required: true),
                    new FieldDraft("code", FieldKind.Text, Unique: true),
                    new FieldDraft("emails", FieldKind.Email, Unique: true, Many: true),
                    new FieldDraft("amount", FieldKind.Decimal),
                    new FieldDraft("origin", FieldKind.Text, Updatable: false),
                    new FieldDraft("note", FieldKind.LongText),
                ]),
                "test")).ShouldBeOfType<SettingSaved>();
        World.Timeline.Clear();
    }

    public GrainWorld World { get; }

    public List<ObjectRecord> Records => World.States<ObjectRecord>(ObjectRecord.Type);

    public List<UniqueValue> Values => World.States<UniqueValue>(UniqueValue.Type);

    public static GrainCatalog Catalog()
    {
        var catalog = CallsDomain.AddTo(new GrainCatalog());
        RecordsDomain.AddTo(catalog);
        return catalog;
    }

    public static GrainId Id(int n) => RecordGrain.Id(Card, Guid.Parse($"00000000-0000-7000-8000-{n:x12}"));

    public static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();

    public ObjectRecord? State(int n) => World.State<ObjectRecord>(Id(n));

    /// <summary>Asks a record, and stays with the change as the server does.</summary>
    public object Ask(int n, object message)
    {
        var answer = World.Ask(Id(n), message)!;
        return answer is RecordPending pending ? World.Ask(Id(n), new ReadRecordOutcome(pending.Token))! : answer;
    }

    public object Create(int n, string fields, string? hash = null) =>
        Ask(n, new CreateRecord(Json(fields), "ann", hash));

    public object Replace(int n, string fields, int? ifVersion = null) =>
        Ask(n, new ReplaceRecord(Json(fields), "bob", ifVersion));

    public object Patch(int n, string fields, int? ifVersion = null) =>
        Ask(n, new PatchRecord(Json(fields), "bob", ifVersion));

    public object Delete(int n, int? ifVersion = null) => Ask(n, new DeleteRecord("cat", ifVersion));

    public object Restore(int n, int? ifVersion = null) => Ask(n, new RestoreRecord("dan", ifVersion));
}

internal static class RecordAnswer
{
    public static ObjectRecord Saved(this object answer) => answer.ShouldBeOfType<RecordSaved>().Record;

    public static RecordRefused Refused(this object answer, string code)
    {
        var refused = answer.ShouldBeOfType<RecordRefused>();
        refused.Code.ShouldBe(code);
        return refused;
    }
}
