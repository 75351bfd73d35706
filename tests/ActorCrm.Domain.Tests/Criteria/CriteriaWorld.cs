using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Tests.Criteria;

/// <summary>An object type with a field of each kind, and records of it as JSON.</summary>
internal static class CriteriaWorld
{
    public static readonly DateTimeOffset Now = new(2026, 3, 15, 10, 30, 0, TimeSpan.Zero);
    public static readonly TimeZoneInfo Warsaw = TimeZoneInfo.FindSystemTimeZoneById("Europe/Warsaw");

    private static readonly ObjectType Account = new(
        "account", [new("balance", FieldKind.Decimal), new("owner", FieldKind.Reference) { Target = "client" }], 1);

    private static readonly ObjectType Client = new(
        "client",
        [
            new("name", FieldKind.Text), new("mail", FieldKind.Email), new("phone", FieldKind.Phone),
            new("count", FieldKind.Integer), new("price", FieldKind.Decimal), new("active", FieldKind.Boolean),
            new("born", FieldKind.Date), new("at", FieldKind.DateTime), new("opens", FieldKind.Time),
            new("lasts", FieldKind.Duration),
            new("status", FieldKind.Select) { Options = [new("new"), new("done")] },
            new("tags", FieldKind.MultiSelect) { Options = [new("vip"), new("late"), new("new")] },
            new("mails", FieldKind.Email) { Many = true },
            new("amounts", FieldKind.Decimal) { Many = true },
            new("account", FieldKind.Reference) { Target = "account" },
            new("accounts", FieldKind.Reference) { Target = "account", Many = true },
            new("lost", FieldKind.Reference) { Target = "nothing" },
        ],
        1);

    public static readonly CriteriaSchema Schema = new(
        Client,
        name => name switch
        {
            "client" => Client,
            "account" => Account,
            _ => null,
        },
        Region: "PL");

    public static CriteriaResult Read(string json) => CriteriaReader.Read(Encoding.UTF8.GetBytes(json), Schema);

    /// <summary>The faults as <c>position code</c>.</summary>
    public static string[] Faults(string json) =>
        [.. Read(json).Faults.Select(fault => $"{fault.Position} {fault.Code}")];

    /// <summary>
    /// Whether a condition holds for a record; <c>account</c> with the id <c>a1</c> has a balance of 5.
    /// </summary>
    public static bool Holds(string criteria, string record)
    {
        var result = Read(criteria);
        result.Faults.ShouldBeEmpty(criteria);
        return result.Criteria!.At(Now, Warsaw).Hold(new JsonRecord(JsonElement.Parse(record)));
    }

    /// <summary>A condition.</summary>
    public static string If(string field, string comparison, string? value = null) =>
        $"{{\"field\":\"{field}\",\"operator\":\"{comparison}\"{(value is null ? "" : $",\"value\":{value}")}}}";

    private sealed class JsonRecord(JsonElement fields) : ICriteriaRecord
    {
        public JsonElement Value(string field) => fields.TryGetProperty(field, out var value) ? value : default;

        public ICriteriaRecord? Find(string objectType, string id) => (objectType, id) switch
        {
            ("account", "a1") => new JsonRecord(JsonElement.Parse("""{"balance":5,"owner":"c1"}""")),
            ("client", "c1") => this,
            _ => null,
        };
    }
}
