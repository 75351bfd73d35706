using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;

namespace ActorCrm.Server.Timeline;

/// <summary>The entities that have a timeline, under the words of the API.</summary>
internal static class TimelineEntities
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["call"] = Call.Type,
        ["contact"] = Contact.Type,
        ["organization"] = Organization.Type,
        ["deal"] = Deal.Type,
        ["task"] = CrmTask.Type,
        ["record"] = ObjectRecord.Type,
        ["form"] = FormSubmission.Type,
        ["scenario"] = Scenario.Type,
        ["employees"] = Employees.Type,
        ["callSettings"] = CallSettings.Type,
        ["objectType"] = ObjectType.Type,
    };

    private static readonly Dictionary<string, string> Entities =
        Types.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The words.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Types.Keys];

    /// <summary>The grain type of a word.</summary>
    public static string Type(string word) => Types[word];

    /// <summary>
    /// The word of a grain type; null for one that is nobody's business here, such as API keys.
    /// </summary>
    public static string? Word(string type) => Entities.GetValueOrDefault(type);
}
