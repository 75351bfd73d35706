using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Calls;

/// <summary>
/// To <c>call</c>: one event. Reply: <see cref="EventAccepted"/>, <see cref="EventDuplicate"/> or
/// <see cref="EventRefused"/>.
/// </summary>
/// <param name="Source">The adapter's name; see <see cref="CallKey"/>.</param>
/// <param name="CallId">The call's id within the source.</param>
/// <param name="Event">What happened.</param>
public sealed record RecordCallEvent(string Source, string CallId, CallEvent Event);

/// <summary>
/// To <c>call</c>: the whole set of events anew, from an adapter that reads a call as a whole. Same replies; the same
/// set again is <see cref="EventDuplicate"/>.
/// </summary>
public sealed record ReplaceCallEvents(string Source, string CallId, CallEvent[] Events);

/// <summary>To <c>call</c>: evaluate it now if it was stored while the integration was off (CS-35). No reply.</summary>
public sealed record ResendCall;

/// <summary>Reminder of <c>call</c>: what an ended call waited for did not come.</summary>
public sealed record SettleCall;

/// <summary>Reminder of <c>call</c>: no event may have come for the quiet timeout.</summary>
public sealed record CloseQuietCall;

/// <summary>
/// What is known of a call or form and has to be decided: from there to <c>phone_number</c>, and on to <c>contact</c>
/// (forms with a company pass <c>organization_name</c> first). Answered by <see cref="SituationDecided"/>; a sender
/// has one situation on its way at most.
/// </summary>
/// <param name="Cause">The call or form, as <c>type/key</c>; the answer goes there.</param>
/// <param name="Token">Names this situation in the answer.</param>
/// <param name="ReceivedAt">When the first event was handled; every id that the call makes derives from it.</param>
/// <param name="Question">The facts that decide.</param>
/// <param name="Matrix">The scenario that the call started with (CS-38).</param>
/// <param name="Snapshots">What the client looked like when a moment was first considered.</param>
/// <param name="Prior">What was decided last; null at first.</param>
/// <param name="ClientChanged">Whether name, utm tags and such differ from what was asked for the prior.</param>
/// <param name="Company">The organization reserved for the form's company.</param>
/// <param name="OtherContacts">The number's younger contacts, should the one asked not exist any more .</param>
/// <param name="Gone">
/// Contacts that were asked and are deleted; the number does not ask them again. Null: none.
/// </param>
public sealed record Situation(
    string Cause,
    string Token,
    DateTimeOffset ReceivedAt,
    Question Question,
    ScenarioMatrix Matrix,
    ClientSnapshots? Snapshots = null,
    Decision? Prior = null,
    bool ClientChanged = false,
    NamedCompany? Company = null,
    Guid[]? OtherContacts = null,
    Guid[]? Gone = null)
{
    /// <summary>
    /// The id of the contact, organization or deal that this call or form makes: the same in every evaluation and
    /// delivery (§1.8.8). Should the client turn out to have another number, it is another entity, so that taking the
    /// one back and making the other cannot meet. All that belongs to a number lives in the shard of the number.
    /// </summary>
    public Guid IdOf(string what) => StableId.From(
        ReceivedAt, $"{Cause}/{what}/{Question.ClientNumber}",
        string.IsNullOrEmpty(Question.ClientNumber)
            ? CallKey.Grain(Cause)
            : new GrainId(Contacts.NumberContacts.Type, Question.ClientNumber));

    /// <summary>
    /// The id of an assignee's task: one for each assignee and call (§1.8.6). It lives in the shard of the call.
    /// </summary>
    public Guid IdOfTask(string assigneeId) =>
        StableId.From(ReceivedAt, $"{Cause}/task/{assigneeId}", CallKey.Grain(Cause));
}

/// <summary>The organization that a form's company name stands for.</summary>
/// <param name="OrganizationId">Its id, reserved under the name.</param>
/// <param name="Known">False when this form is the first that names it.</param>
public sealed record NamedCompany(Guid OrganizationId, bool Known);

/// <summary>To <c>call</c> or <c>form_submission</c>: the answer to a <see cref="Situation"/>.</summary>
public sealed record SituationDecided(string Token, ClientSnapshots Snapshots, Decision Decision);

/// <summary>The event is stored, and everything that follows from it will be.</summary>
/// <param name="Phase">Where the call is now.</param>
public sealed record EventAccepted(CallPhase Phase);

/// <summary>An event with this id is in the call already; nothing changed.</summary>
public sealed record EventDuplicate(CallPhase Phase);

/// <summary>The event was not stored.</summary>
/// <param name="Code"><c>callEventsTooMany</c> or <c>callEventInvalid</c>.</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record EventRefused(string Code, string Message);
