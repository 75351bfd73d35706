using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Records;

// Each of the first five is answered by RecordSaved, RecordRefused, RecordPending or RecordBusy.

/// <summary>To <c>record</c>: make it.</summary>
/// <param name="Fields">Its values.</param>
/// <param name="By">Who asks.</param>
/// <param name="RequestHash">
/// Hash of the request when the record's id comes from an idempotency key: the same request again gives the same
/// record, another one is refused.
/// </param>
/// <param name="Missing">References to records that do not exist, as far as the sender could see.</param>
public sealed record CreateRecord(
    JsonObject Fields, string By, string? RequestHash = null, MissingReference[]? Missing = null);

/// <summary>To <c>record</c>: these are all its values from now on; those that nobody may change stay.</summary>
/// <param name="Fields">Its values.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands; null for whatever stands.</param>
/// <param name="Missing">References to records that do not exist, as far as the sender could see.</param>
public sealed record ReplaceRecord(
    JsonObject Fields, string By, int? IfVersion = null, MissingReference[]? Missing = null);

/// <summary>To <c>record</c>: a JSON merge patch of its values (RFC 7396).</summary>
/// <param name="Patch">What changes; null takes a value away.</param>
/// <param name="By">Who asks.</param>
/// <param name="IfVersion">Refused unless this version stands; null for whatever stands.</param>
/// <param name="Missing">References to records that do not exist, as far as the sender could see.</param>
public sealed record PatchRecord(
    JsonObject Patch, string By, int? IfVersion = null, MissingReference[]? Missing = null);

/// <summary>A reference to a record that does not exist.</summary>
/// <param name="Field">The field.</param>
/// <param name="Id">The id in it.</param>
public sealed record MissingReference(string Field, string Id);

/// <summary>To <c>record</c>: delete it, until somebody restores it. Again changes nothing.</summary>
public sealed record DeleteRecord(string By, int? IfVersion = null);

/// <summary>To <c>record</c>: it is deleted no more. Again changes nothing.</summary>
public sealed record RestoreRecord(string By, int? IfVersion = null);

/// <summary>
/// To <c>record</c>: how did the change end that was pending? Reply: <see cref="RecordSaved"/>,
/// <see cref="RecordRefused"/>, <see cref="RecordPending"/>, or <see cref="RecordOutcomeForgotten"/>.
/// </summary>
public sealed record ReadRecordOutcome(Guid Token);

/// <summary>To <c>record</c>, its own reminder: a record whose creation was refused leaves nothing behind.</summary>
public sealed record ForgetRefusedRecord;

/// <summary>To <c>record</c>: all unique values that the change needs are reserved for it.</summary>
/// <param name="Token">The change.</param>
/// <param name="Keys">The values' keys.</param>
public sealed record UniqueReserved(Guid Token, string[] Keys);

/// <summary>To <c>record</c>: another record has one of the unique values.</summary>
/// <param name="Token">The change.</param>
/// <param name="Keys">The keys of all that the change needs.</param>
/// <param name="Index">The place of the one that is taken; those before it are reserved.</param>
/// <param name="Holder">Key of the record that has it.</param>
public sealed record UniqueTaken(Guid Token, string[] Keys, int Index, string Holder);

/// <summary>
/// To <c>unique_value</c>: reserve it for a change of a record, then pass the message on to the next one. All records
/// ask in the order of the keys, so that two never wait for each other.
/// </summary>
/// <param name="Record">Key of the record.</param>
/// <param name="Token">The change.</param>
/// <param name="Keys">The keys of all that the change needs, in their order.</param>
/// <param name="Index">The place of this one.</param>
public sealed record ReserveUnique(string Record, Guid Token, string[] Keys, int Index);

/// <summary>To <c>unique_value</c>: the change happened; the record has the value.</summary>
public sealed record ConfirmUnique(string Record, Guid Token);

/// <summary>To <c>unique_value</c>: the record has it no more, or does not get it.</summary>
public sealed record ReleaseUnique(string Record, Guid Token);

/// <summary>
/// To <c>unique_value</c>: a record has it without having asked, if nobody else does. Calls and forms wait for nobody,
/// and what a form writes is there whether or not another record has it too.
/// </summary>
public sealed record ClaimUnique(string Record, Guid Token);

/// <summary>To a record, from the grain that its change needs the leave of: it may happen.</summary>
/// <param name="Token">The change.</param>
/// <param name="Fields">Values that belong to it besides; null when there are none.</param>
public sealed record RecordAllowed(Guid Token, JsonObject? Fields = null);

/// <summary>To a record: its change may not happen.</summary>
/// <param name="Token">The change.</param>
/// <param name="Fault">Why.</param>
public sealed record RecordNotAllowed(Guid Token, RecordFault Fault);

/// <summary>The record is as it was asked to be.</summary>
/// <param name="Record">The record.</param>
public sealed record RecordSaved(ObjectRecord Record);

/// <summary>Nothing was changed.</summary>
/// <param name="Code">
/// <c>recordInvalid</c>, <c>duplicate</c>, <c>versionMismatch</c>, <c>recordNotFound</c>, <c>recordDeleted</c>,
/// <c>recordExists</c>, <c>objectTypeNotFound</c> or <c>idempotencyKeyReused</c>.
/// </param>
/// <param name="Faults">What is wrong, all of it; empty where the code says it.</param>
public sealed record RecordRefused(string Code, RecordFault[] Faults);

/// <summary>What is wrong with a field of a record.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Code">As in <see cref="Objects.FieldFault"/>.</param>
/// <param name="Message">For people.</param>
/// <param name="RecordId">On <c>duplicate</c>: the record that has the value.</param>
public sealed record RecordFault(string Field, string Code, string Message, Guid? RecordId = null);

/// <summary>The change waits for its unique values: <see cref="ReadRecordOutcome"/> tells how it ended.</summary>
public sealed record RecordPending(Guid Token);

/// <summary>An earlier change still waits for its unique values: try again in a moment.</summary>
public sealed record RecordBusy;

/// <summary>Nobody remembers how that change ended.</summary>
public sealed record RecordOutcomeForgotten;
