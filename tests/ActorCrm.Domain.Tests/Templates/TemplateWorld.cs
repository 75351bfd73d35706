using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Templates;

namespace ActorCrm.Domain.Tests.Templates;

/// <summary>Records to write about, and short ways to write about them.</summary>
internal static class TemplateWorld
{
    public static TagCatalogue Catalogue { get; } = TagCatalogue.Of(ObjectTypes.From(
    [
        new SavedObjectType(
            new ObjectType("stores.agency", [new FieldDefinition("openSince", FieldKind.Date)], 1) { Custom = true },
            []),
        new SavedObjectType(
            new ObjectType("contact", [new FieldDefinition("c_loyalty", FieldKind.Text) { Custom = true }], 1), []),
    ]));

    public static JsonObject Contact => Json("""
        {"name": "Anna Nowak", "firstName": "Anna", "phones": ["+48601234567", "+48221234567"],
         "emails": ["anna@acme.example"], "birthday": "1990-05-04", "c_loyalty": "gold",
         "organizationId": "o1", "directMarketing": true, "lifecycleState": "marketing"}
        """);

    public static JsonObject Account => Json("""{"number": "AR-1", "balance": 12345.675, "currency": "PLN"}""");

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    public static Template Read(string text, bool isHtml = false)
    {
        var reading = Template.Read(text, isHtml);
        reading.Faults.ShouldBeEmpty();
        return reading.Template!;
    }

    public static string Render(
        string text, RenderMedium medium = RenderMedium.Text, string language = "en", TagSources? sources = null)
    {
        var frame = Frame(medium, language, sources);
        var result = TemplateRendering.Of(Read(text, medium == RenderMedium.Html), frame);
        result.Code.ShouldBeNull();
        return result.Text!;
    }

    public static RenderFrame Frame(RenderMedium medium, string language = "en", TagSources? sources = null)
    {
        var format = LanguageFormat.Find(language)!;
        sources ??= new TagSources(Catalogue, format)
        {
            Records = new Dictionary<string, JsonObject> { ["contact"] = Contact, ["account"] = Account },
            Title = (type, id) => type == "organization" && id == "o1" ? "Acme & Sons" : null,
            Typed = new Dictionary<string, string> { ["gift"] = "a mug" },
            Given = new Dictionary<string, TagValue>(StringComparer.OrdinalIgnoreCase)
            {
                ["notification.unsettled_list"] = new TagValue.List([Line("SU1", 45), Line("SU2", 5.5m)]),
                ["notification.overdue_days"] = new TagValue.Number(65),
            },
            Links = name => $"https://t.example/{name}",
            Track = address => $"https://t.example/?to={address}",
        };
        return new RenderFrame(
            new TagValues(sources), medium, format, TimeZoneInfo.FindSystemTimeZoneById("Europe/Warsaw"));
    }

    private static TagValue.Item Line(string number, decimal amount) => new(
        new Dictionary<string, TagValue>
        {
            ["number"] = new TagValue.Text(number),
            ["amount"] = new TagValue.Money(amount, "EUR"),
        },
        "number", "amount");
}
