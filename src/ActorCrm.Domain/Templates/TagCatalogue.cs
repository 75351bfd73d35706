using System.Collections.Frozen;
using System.Text;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Templates;

/// <summary>
/// All tags that templates may use: the fields of all object types, and <see cref="FixedTags"/> (spec/tags.md
/// §4.2 to §4.4). Names are those of the fields in small letters with <c>_</c>; whatever case they are written in.
/// </summary>
public sealed class TagCatalogue
{
    /// <summary>Most tags that completing a name offers.</summary>
    public const int CompletionsMax = 20;

    private const string Contact = "contact";

    /// <summary>Object types that tags call by another name.</summary>
    private static readonly FrozenDictionary<string, string> Prefixes = new Dictionary<string, string>
    {
        ["rewardParticipant"] = "participant",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, Tag> _tags;

    private TagCatalogue(IEnumerable<Tag> tags) =>
        _tags = tags.DistinctBy(tag => tag.Path, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(tag => tag.Path, StringComparer.OrdinalIgnoreCase);

    /// <summary>All tags, by name.</summary>
    public IReadOnlyList<Tag> All => field ??= [.. _tags.Values.OrderBy(tag => tag.Path, StringComparer.Ordinal)];

    /// <summary>The catalogue for the object types in force.</summary>
    public static TagCatalogue Of(ObjectTypes types) =>
        new([.. FixedTags.All, .. types.All.SelectMany(Fields)]);

    /// <summary>The name that tags have for an object type: <c>service_request</c>.</summary>
    public static string PrefixOf(string objectType) =>
        Prefixes.TryGetValue(objectType, out var prefix) ? prefix
        : objectType.Contains('.', StringComparison.Ordinal) ? objectType
        : Snake(objectType);

    /// <summary>The tag of a name; null when there is none. Unrestricted tags belong to their template.</summary>
    public Tag? Find(TagPath path) => _tags.GetValueOrDefault(path.Text);

    /// <summary>
    /// Tags whose name begins with a text, or has it behind a point or <c>_</c>; the former first. At most
    /// <see cref="CompletionsMax"/>.
    /// </summary>
    /// <param name="text">What was typed so far.</param>
    /// <param name="isOffered">Whether a tag makes sense where it is typed.</param>
    public IReadOnlyList<Tag> Complete(string text, Func<Tag, bool> isOffered) =>
    [
        .. All.Select(tag => (Tag: tag, Rank: Rank(tag.Path, text)))
            .Where(entry => entry.Rank < int.MaxValue && isOffered(entry.Tag))
            .OrderBy(entry => entry.Rank)
            .ThenBy(entry => entry.Tag.Path, StringComparer.Ordinal)
            .Take(CompletionsMax)
            .Select(entry => entry.Tag),
    ];

    private static int Rank(string path, string text)
    {
        var place = path.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        return place switch
        {
            0 => 0,
            > 0 when path[place - 1] is '.' => 1,
            > 0 when path[place - 1] is '_' => 2,
            _ => int.MaxValue,
        };
    }

    private static IEnumerable<Tag> Fields(ObjectType type)
    {
        var prefix = PrefixOf(type.Name);
        var hasCurrency = type.Find("currency") is not null;
        foreach (var field in type.Fields)
        {
            var name = field.Kind == FieldKind.Reference && field.Name.EndsWith("Id", StringComparison.Ordinal)
                ? field.Name[..^2]
                : field.Name;
            var tag = new Tag(
                $"{prefix}.{Snake(name)}", TagFamily.Communication,
                $"{LabelOf(type)}: {LabelOf(field)}", FixedTags.Example(field, hasCurrency))
            {
                Entity = EntityOf(type),
                Field = field,
                IsList = field.Many || field.Kind == FieldKind.MultiSelect,
                IsMoney = hasCurrency && field.Kind == FieldKind.Decimal,
            };
            yield return tag;
            if (Alias(field) is { } alias)
            {
                yield return new Tag($"{prefix}.{alias}", tag.Family, tag.Description, tag.Example)
                {
                    Entity = tag.Entity,
                    Field = field,
                    IsFirst = field.Many,
                };
            }
        }
    }

    // Contacts are always referred to, and who writes is always known.
    private static string? EntityOf(ObjectType type) => type.Name is Contact or "user" ? null : type.Name;

    private static string? Alias(FieldDefinition field) => field.Name switch
    {
        "emails" when field.Many => "email",
        "phones" when field.Many => "phone",
        "assigneeId" => "assigned_to",
        "organizationId" => "company_name",
        _ => null,
    };

    private static string LabelOf(ObjectType type) => type.Label?.GetValueOrDefault("en") ?? type.Name;

    private static string LabelOf(FieldDefinition field) => field.Label?.GetValueOrDefault("en") ?? field.Name;

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) && snake.Length > 0 && snake[^1] != '_')
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(character));
        }

        return snake.ToString();
    }
}
