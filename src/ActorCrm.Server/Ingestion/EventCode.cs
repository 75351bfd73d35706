namespace ActorCrm.Server.Ingestion;

/// <summary>
/// Why one event, form or row of a request was not stored, under a code that never changes. This file is the one list
/// of the reasons that this program finds while reading; docs/errors.md is written from it.
/// </summary>
/// <param name="Code">Stable, camelCase.</param>
/// <param name="Meaning">What is wrong and what would be right.</param>
public sealed record EventCode(string Code, string Meaning)
{
    public static readonly EventCode MalformedJson = new(
        "malformedJson", "Not well-formed JSON. In an array nothing from this index on could be read.");

    public static readonly EventCode InvalidUtf8 = new("invalidUtf8", "The bytes are not UTF-8.");

    public static readonly EventCode EventNotAnObject = new("eventNotAnObject", "An event is a JSON object.");

    public static readonly EventCode EventTooLarge = new("eventTooLarge", "The event has more bytes than allowed.");

    public static readonly EventCode TooManyEvents = new(
        "tooManyEvents", "The array has more events than allowed; those from this index on were not taken.");

    public static readonly EventCode BodyBroken = new(
        "bodyBroken", "The stream broke off inside a line, or is not packed as its content encoding says.");

    public static readonly EventCode MessageTooLarge = new(
        "messageTooLarge", "The WebSocket message has more bytes than allowed; nothing of it was taken.");

    public static readonly EventCode MessageNotText = new(
        "messageNotText", "A WebSocket message is text: one event or an array.");

    public static readonly EventCode DuplicateField = new(
        "duplicateField", "A field is there twice, and it is not known which one counts.");

    public static readonly EventCode FieldWrongType = new(
        "fieldWrongType", "A field has a JSON type that it never has.");

    public static readonly EventCode FieldTooLong = new("fieldTooLong", "A text is longer than allowed.");

    public static readonly EventCode FieldInvalid = new(
        "fieldInvalid", "A text has characters that are none: NUL, or half of a surrogate pair.");

    public static readonly EventCode IdMissing = new("idMissing", "The field 'id' is absent or empty.");

    public static readonly EventCode IdTooLong = new("idTooLong", "The id has more than 200 characters.");

    public static readonly EventCode IdInvalid = new("idInvalid", "The id has characters that cannot be printed.");

    public static readonly EventCode SourceMissing = new("sourceMissing", "The field 'source' is absent or empty.");

    public static readonly EventCode SourceInvalid = new(
        "sourceInvalid", "A source has 1 to 64 characters out of A-Z a-z 0-9 . _ -");

    public static readonly EventCode CallIdMissing = new("callIdMissing", "The field 'callId' is absent or empty.");

    public static readonly EventCode CallIdTooLong = new("callIdTooLong", "The call id has more than 200 characters.");

    public static readonly EventCode CallIdInvalid = new(
        "callIdInvalid", "The call id has characters that cannot be printed.");

    public static readonly EventCode TypeMissing = new("typeMissing", "The field 'type' is absent.");

    public static readonly EventCode TypeUnknown = new(
        "typeUnknown", "A type is initiated, ringing, answered, transferred, ended, recording or updated.");

    public static readonly EventCode AtMissing = new("atMissing", "The field 'at' is absent.");

    public static readonly EventCode AtInvalid = new(
        "atInvalid", "A time is written as RFC 3339 has it, such as 2026-03-01T09:00:00.250+01:00.");

    public static readonly EventCode AtOutOfRange = new(
        "atOutOfRange", "The time is before 2000 or more than a day in the future.");

    public static readonly EventCode DirectionUnknown = new(
        "directionUnknown", "A direction is incoming, outgoing or internal.");

    public static readonly EventCode OutcomeUnknown = new(
        "outcomeUnknown", "An outcome is answered, noAnswer, busy, failed, voicemail or cancelled.");

    public static readonly EventCode NumberTooLong = new("numberTooLong", "A number has more than 256 characters.");

    public static readonly EventCode AgentInvalid = new(
        "agentInvalid", "An agent is an object with a text under extension, sip, email or number.");

    public static readonly EventCode RecordingUrlMissing = new(
        "recordingUrlMissing", "An event of type recording has a recordingUrl.");

    public static readonly EventCode RecordingUrlInvalid = new(
        "recordingUrlInvalid", "A recording's address is absolute and begins with http:// or https://.");

    public static readonly EventCode ProjectInvalid = new(
        "projectInvalid", "A project has 1 to 64 printable characters.");

    public static readonly EventCode PhoneMissing = new("phoneMissing", "The field 'phone' is absent or empty.");

    public static readonly EventCode TooManyFields = new("tooManyFields", "A form has more than 100 further fields.");

    public static readonly EventCode CelLinkedIdInvalid = new(
        "celLinkedIdInvalid", "The linked id has characters that cannot be printed.");

    public static readonly EventCode CelRowsTooMany = new(
        "celRowsTooMany", "The call has as many rows as are kept of one (the setting celRowsMax).");

    public static readonly EventCode CelRowsPruned = new(
        "celRowsPruned", "The call ended so long ago that its rows are not kept (the setting celRowsKept); it stays.");

    public static readonly EventCode DeadLettered = new(
        "deadLettered", "Handling it failed repeatedly; it is kept as a dead letter, to be driven again.");

    /// <summary>All codes, in the order in which they are checked.</summary>
    public static IReadOnlyList<EventCode> All { get; } =
    [
        MalformedJson, InvalidUtf8, EventNotAnObject, EventTooLarge, TooManyEvents, BodyBroken, MessageTooLarge,
        MessageNotText, DuplicateField, FieldWrongType, FieldTooLong, FieldInvalid, IdMissing, IdTooLong,
        IdInvalid, SourceMissing, SourceInvalid, CallIdMissing, CallIdTooLong, CallIdInvalid, TypeMissing,
        TypeUnknown, AtMissing, AtInvalid, AtOutOfRange, DirectionUnknown, OutcomeUnknown, NumberTooLong,
        AgentInvalid, RecordingUrlMissing, RecordingUrlInvalid, ProjectInvalid, PhoneMissing, TooManyFields,
        CelLinkedIdInvalid, CelRowsTooMany, CelRowsPruned, DeadLettered,
    ];

    /// <summary>A fault of this code, in the code's own words.</summary>
    public IngestionFault Fault() => new(Code, Meaning);

    /// <summary>A fault of this code that names what exactly is wrong.</summary>
    public IngestionFault Fault(string message) => new(Code, message);
}
