using System.Text.Json;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// The object types that come with the program: those that tags, notification criteria and flows name (tags.md §4.2,
/// notifications.md §3.2, flows.md §5.1). Their fields lie in <c>catalogue.json</c> beside this file.
/// </summary>
public static class BuiltInTypes
{
    /// <summary>CRM users, whose ids another system may have given.</summary>
    public const string User = "user";

    private const string ResourceName = "Objects/catalogue.json";

    /// <summary>All of them, as they are without custom fields; version 0.</summary>
    public static IReadOnlyList<ObjectType> All { get; } = Load();

    /// <summary>The type of a name; null when none comes with the program.</summary>
    public static ObjectType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    private static ObjectType[] Load()
    {
        using var stream = typeof(BuiltInTypes).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly holds no resource {ResourceName}; rebuild it.");
        var types = JsonSerializer.Deserialize(stream, CatalogueJson.Default.BuiltInTypeArray)!;
        return Array.ConvertAll(types, type => new ObjectType(
            type.Name, Array.ConvertAll(type.Fields, field => field.Definition(custom: false)), Version: 0)
        {
            Label = type.Label,
            TitleField = type.TitleField,
        });
    }
}
