using System.Collections.Immutable;

namespace ActorCrm.Domain.Communications;

// Each is answered by CommunicationSaved or CommunicationRefused.

/// <summary>To <c>communication</c>: keep it as a draft; makes it where there is none.</summary>
/// <param name="Content">What it says.</param>
/// <param name="By">Who asks.</param>
/// <param name="Number">Its number, if it is made now.</param>
/// <param name="IfRevision">Refused unless this revision stands; null: whatever does.</param>
/// <param name="RequestHash">
/// Of a request with an idempotency key, which makes it: the same again is answered with what was made.
/// </param>
public sealed record SaveDraft(
    CommunicationContent Content, string By, string Number, int? IfRevision = null, string? RequestHash = null);

/// <summary>To <c>communication</c>: complete it; makes it where there is none.</summary>
/// <param name="Content">What it says, with tags replaced.</param>
/// <param name="By">Who asks.</param>
/// <param name="Number">Its number, if it is made now.</param>
/// <param name="IfRevision">Refused unless this revision stands; null: whatever does.</param>
/// <param name="RequestHash">
/// Of a request with an idempotency key, which makes it: the same again is answered with what was made.
/// </param>
public sealed record CompleteCommunication(
    CommunicationContent Content, string By, string Number, int? IfRevision = null, string? RequestHash = null);

/// <summary>To <c>communication</c>: delete it; only a draft.</summary>
public sealed record DeleteDraft(string By, int? IfRevision = null);

/// <summary>To <c>communication</c>: change the shared notes, of a completed one too.</summary>
public sealed record WriteNotes(string? Notes, string By, int? IfRevision = null);

/// <summary>
/// To <c>communication</c>: follow it up. The new one is a draft with the same contact, category, records and chain.
/// </summary>
/// <param name="Id">Of the new one.</param>
/// <param name="Number">Of the new one.</param>
/// <param name="Direction">Of the new one.</param>
/// <param name="Medium">Of the new one.</param>
/// <param name="SharedNotes">Of the new one.</param>
/// <param name="By">Who asks.</param>
public sealed record FollowUpCommunication(
    Guid Id, string Number, CommunicationDirection Direction, CommunicationMedium Medium, string? SharedNotes,
    string By);

/// <summary>To <c>communication</c>, from the one that it follows up: begin as this draft; no reply.</summary>
public sealed record BeginFollowUp(Communication Draft);

/// <summary>To <c>communication</c>: an external system tells what became of its entry.</summary>
/// <param name="System">Its code; refused unless the entry is its own.</param>
/// <param name="Happened">What happened: complete, reject, complete and remove.</param>
/// <param name="Detail">What it has to say.</param>
/// <param name="By">Who asks.</param>
public sealed record TellDelivery(string System, DeliveryEvent Happened, string? Detail, string By);

/// <summary>To <c>communication</c>: try a rejected entry anew.</summary>
public sealed record RequeueDelivery(string By);

/// <summary>
/// The effect of a completed e-mail or SMS that ActorCrm sends; the executor reads the communication.
/// </summary>
/// <param name="Round">The round of the entry that it belongs to.</param>
public sealed record SendMessage(int Round);

/// <summary>The communication is as asked.</summary>
/// <param name="Communication">The communication.</param>
public sealed record CommunicationSaved(Communication Communication);

/// <summary>Nothing was changed.</summary>
/// <param name="Code">
/// <c>communicationInvalid</c>, <c>communicationNotFound</c>, <c>communicationStateInvalid</c>,
/// <c>communicationDefinitionMissing</c>, <c>versionMismatch</c>, <c>deliveryStateInvalid</c>,
/// <c>idempotencyKeyReused</c>.
/// </param>
/// <param name="Faults">What is wrong, all of it; empty where the code says it.</param>
public sealed record CommunicationRefused(string Code, ImmutableArray<CommunicationFault> Faults);

/// <summary>What is wrong with a part of a communication.</summary>
/// <param name="Field">The part, as in JSON.</param>
/// <param name="Code">Stable: other programs decide by it.</param>
/// <param name="Message">For people.</param>
public sealed record CommunicationFault(string Field, string Code, string Message);
