using System.Buffers;
using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Timeline;

/// <summary>The data of one entry in the stream of changes: the timeline's entry, and of a call who it is
/// about.</summary>
/// <param name="Seq">The entry's place; the event's id.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Entity">What it happened to.</param>
/// <param name="Id">Which one; of calls and forms, <c>source/id</c>.</param>
/// <param name="What">Past tense: <c>callStarted</c>.</param>
/// <param name="By">Who or what.</param>
/// <param name="Rule">The number of the rule that decided.</param>
/// <param name="Why">The reason.</param>
/// <param name="Cause">The call or form that led to it, as <c>type/source/id</c>.</param>
/// <param name="Data">Further facts.</param>
/// <param name="Call">On a call: what is known of it when the entry is sent.</param>
public sealed record ChangeView(
    long Seq, DateTimeOffset At, string Entity, string Id, string What, string By, string? Rule, string? Why,
    string? Cause, IReadOnlyDictionary<string, string> Data, ChangedCallView? Call);

/// <summary>Enough of a call to pop the client's record on a screen.</summary>
/// <param name="Source">The adapter's name.</param>
/// <param name="CallId">The id within the source.</param>
/// <param name="Phase">Ringing, answered or ended.</param>
/// <param name="Direction">Incoming, outgoing or internal.</param>
/// <param name="Number">The client's number, E.164.</param>
/// <param name="CallerName">The name that the caller's side shows.</param>
/// <param name="ContactId">The client's contact.</param>
/// <param name="DealId">The client's deal.</param>
/// <param name="ResponsibleId">CRM user who is responsible for the client.</param>
/// <param name="AnsweredBy">CRM user who picked up.</param>
public sealed record ChangedCallView(
    string Source, string CallId, string? Phase, string? Direction, string? Number, string? CallerName,
    string? ContactId, string? DealId, string? ResponsibleId, string? AnsweredBy);

/// <summary>A row of the timeline with what is known of its call.</summary>
internal sealed record ChangeRow(
    long Seq, string EntityType, string EntityId, long At, string What, string By, string? Rule, string? Why,
    string? Call, string? Data, string? Phase, string? Direction, string? ClientNumber, string? CallerName,
    string? ContactId, string? DealId, string? ResponsibleId, string? AnsweredBy)
{
    private TimelineRow Entry => new(Seq, EntityType, EntityId, At, What, By, Rule, Why, Call, Data);

    public ChangeView View(string entity)
    {
        var entry = TimelineView.Of(Entry, entity);
        return new ChangeView(
            entry.Seq, entry.At, entry.Entity, entry.Id, entry.What, entry.By, entry.Rule, entry.Why, entry.Cause,
            entry.Data, entity == "call" ? CallView() : null);
    }

    private ChangedCallView CallView()
    {
        var slash = EntityId.IndexOf('/', StringComparison.Ordinal);
        return new ChangedCallView(
            EntityId[..slash], EntityId[(slash + 1)..], Phase, Direction, ClientNumber, CallerName, ContactId, DealId,
            ResponsibleId, AnsweredBy);
    }
}

/// <summary>An entry as it is sent.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="Entity">What it is about; null for what is not shown.</param>
/// <param name="Block">The lines of the event stream, UTF-8.</param>
/// <param name="Owner">Whose record it is about; null for nobody's, or while there is no network.</param>
/// <param name="ChangesOwner">Whether earlier entries about the record have another owner since.</param>
internal sealed record Change(
    long Seq, string? Entity, byte[] Block, RecordOwner? Owner = null, bool ChangesOwner = false)
{
    public static Change Of(ChangeRow row, RecordOwner? owner)
    {
        if (TimelineEntities.Word(row.EntityType) is not { } entity)
        {
            return new Change(row.Seq, null, []);
        }

        var block = new ArrayBufferWriter<byte>(512);
        Encoding.UTF8.GetBytes($"id: {row.Seq}\nevent: {entity}.{row.What}\ndata: ", block);
        using (var json = new Utf8JsonWriter(block))
        {
            // Not indented: a line break would end the field.
            JsonSerializer.Serialize(json, row.View(entity), ReadJson.Plain.ChangeView);
        }

        block.Write("\n\n"u8);
        return new Change(row.Seq, entity, block.WrittenSpan.ToArray(), owner, row.What == "ownerChanged");
    }
}
