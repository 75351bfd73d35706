using System.Globalization;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Records;

/// <summary>Which record a request is about, and what it says in its headers.</summary>
internal static class RecordAddress
{
    /// <summary>Longest idempotency key, in characters.</summary>
    public const int IdempotencyKeyLengthMax = 255;

    /// <summary>Why there are no records of a type; null when there are.</summary>
    public static ProblemResult? Unknown(string type, SiloHost silo) =>
        ServerSettings.Of(silo).ObjectTypes.Find(type) is null ? Problem.Of(ProblemCode.ObjectTypeNotFound) : null;

    /// <summary>The grain of an address; null when no record can have this id.</summary>
    public static GrainId? Grain(string type, string id) =>
        Guid.TryParse(id, out var guid) ? RecordGrain.Id(type, guid) : null;

    /// <summary>The record that a request names by the type and the id in its path; null when it can be none.</summary>
    public static NamedRecord? Named(HttpContext http) =>
        http.GetRouteValue("type") is string type && http.GetRouteValue("id") is string id
        && Guid.TryParse(id, out var guid) ? Named(type, guid) : null;

    /// <summary>The record of a type with an id.</summary>
    public static NamedRecord Named(string type, Guid id) =>
        RecordKey.IsEntity(type)
            ? new NamedRecord(type, id.ToString())
            : new NamedRecord(ObjectRecord.Type, $"{type}/{id}");

    /// <summary>
    /// The version that <c>If-Match</c> names; null for whatever stands. False when it is none of our tags.
    /// </summary>
    public static bool TryVersion(HttpRequest request, out int? version)
    {
        version = null;
        string? header = request.Headers.IfMatch;
        var tag = header?.Trim();
        if (tag is null or "" or "*")
        {
            return true;
        }

        if (tag is not ['"', .. var text, '"']
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tagged))
        {
            return false;
        }

        version = tagged;
        return true;
    }

    /// <summary>The problem of a header that <see cref="TryVersion"/> did not like.</summary>
    public static ProblemResult TagInvalid() =>
        Problem.Invalid("If-Match", "It must be one ETag of this record, or *.");

    /// <summary>The header <c>Idempotency-Key</c>; null when absent. False when it cannot be one.</summary>
    public static bool TryIdempotencyKey(HttpRequest request, out string? key)
    {
        string? header = request.Headers["Idempotency-Key"];
        key = header;
        return header is null || (header.Length <= IdempotencyKeyLengthMax && GrainId.IsKey(header));
    }

    /// <summary>The problem of a header that <see cref="TryIdempotencyKey"/> did not like.</summary>
    public static ProblemResult IdempotencyKeyInvalid() => Problem.Invalid(
        "Idempotency-Key", $"It must have 1 to {IdempotencyKeyLengthMax} printable characters.");

    /// <summary>
    /// The id of a record that is made: under an idempotency key always the same one, for who sends it; else a new one.
    /// What calls ask for together lives together: a contact with its first number, a deal with its contact.
    /// </summary>
    public static Guid NewId(
        string type, JsonObject fields, string by, string? idempotencyKey, DateTimeOffset now,
        SettingsSnapshot settings) =>
        idempotencyKey is not null ? StableId.From(DateTimeOffset.UnixEpoch, $"{type}\n{by}\n{idempotencyKey}")
        : Near(type, fields, settings) is { } near ? StableId.From(now, Guid.NewGuid().ToString(), near)
        : Guid.CreateVersion7(now);

    private static GrainId? Near(string type, JsonObject fields, SettingsSnapshot settings) => type switch
    {
        Contact.Type when fields["phones"] is JsonArray and [JsonValue phone, ..]
            && phone.TryGetValue<string>(out var text) && settings.ReadNumber(text) is { } number =>
            new GrainId(NumberContacts.Type, number),
        Deal.Type when fields["contactId"] is JsonValue contact && contact.TryGetValue<string>(out var text)
            && Guid.TryParse(text, out var id) => ContactGrain.Id(id),
        _ => null,
    };
}
