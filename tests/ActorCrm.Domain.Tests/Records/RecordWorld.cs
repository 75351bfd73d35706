using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
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
        SaveType(new ObjectType(
            Card,
            [
                new FieldDefinition("name", FieldKind.Text) { Required = true },
                new FieldDefinition("code", FieldKind.Text) { Unique = true },
                new FieldDefinition("emails", FieldKind.Email) { Unique = true, Many = true },
                new FieldDefinition("amount", FieldKind.Decimal),
                new FieldDefinition("origin", FieldKind.Text) { Updatable = false },
                new FieldDefinition("note", FieldKind.LongText),
            ],
            1));
    }

    public GrainWorld World { get; }

    public List<ObjectRecord> Records => World.States<ObjectRecord>(ObjectRecord.Type);

    public List<UniqueValue> Values => World.States<UniqueValue>(UniqueValue.Type);

    public static GrainCatalog Catalog()
    {
        var catalog = CallsDomain.AddTo(new GrainCatalog());
        RecordsDomain.AddTo(catalog);
        catalog.Add(new GrainType<ObjectType>(
            ObjectType.Type, Json<ObjectType>(), (_, _, message) => ((PutType)message).Type, isSetting: true));
        catalog.Messages.Add("test.putType", Json<PutType>());
        return catalog;
    }

    public static GrainId Id(int n) => RecordGrain.Id(Card, Guid.Parse($"00000000-0000-7000-8000-{n:x12}"));

    public static JsonObject Json(string json) => JsonNode.Parse(json)!.AsObject();

    public ObjectRecord? State(int n) => World.State<ObjectRecord>(Id(n));

    public void SaveType(ObjectType type) => World.Ask(new GrainId(ObjectType.Type, type.Name), new PutType(type));

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

    private static JsonTypeInfo<T> Json<T>() => (JsonTypeInfo<T>)JsonSerializerOptions.Default.GetTypeInfo(typeof(T));

    private sealed record PutType(ObjectType Type);

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
