using System.Text.Json;
using ActorCrm.Runtime.Grains;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Timeline;

/// <summary>Something that happened to an entity.</summary>
/// <param name="Seq">Its place in the order of all that happened.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Entity">What it happened to: call, contact, organization, deal, task, form, scenario …</param>
/// <param name="Id">Which one; of calls and forms, <c>source/id</c>.</param>
/// <param name="What">Past tense: <c>dealCreated</c>.</param>
/// <param name="By">Who or what: a cell such as <c>T5·Ac7</c>, an API key, a source.</param>
/// <param name="Rule">The number of the rule that decided; null where a person did.</param>
/// <param name="Why">The reason, a code or a sentence.</param>
/// <param name="Cause">The call or form that led to it, as <c>type/source/id</c>.</param>
/// <param name="Data">Further facts.</param>
public sealed record TimelineView(
    long Seq, DateTimeOffset At, string Entity, string Id, string What, string By, string? Rule, string? Why,
    string? Cause, IReadOnlyDictionary<string, string> Data)
{
    internal static TimelineView Of(TimelineRow row, string entity) => new(
        row.Seq,
        DateTimeOffset.FromUnixTimeMilliseconds(row.At),
        entity,
        row.EntityId,
        row.What,
        row.By,
        row.Rule,
        row.Why,
        row.Call,
        row.Data is null ? [] : JsonSerializer.Deserialize(row.Data, ReadJson.Plain.DictionaryStringString)!);

    /// <summary>An entry that was not written; null for what is not shown.</summary>
    internal static TimelineView? Of(TimelineEntry entry, long seq, DateTimeOffset at) =>
        TimelineEntities.Word(entry.Entity.Type) is not { } entity
            ? null
            : new TimelineView(
                seq, at, entity, entry.Entity.Key, entry.What, entry.By, entry.Rule, entry.Why, entry.Call,
                new Dictionary<string, string>(entry.Data ?? []));
}

/// <summary>A row of the timeline.</summary>
internal record TimelineRow(
    long Seq, string EntityType, string EntityId, long At, string What, string By, string? Rule, string? Why,
    string? Call, string? Data);
