namespace ActorCrm.Domain.Calls;

/// <summary>
/// What a telephony adapter says happened to one call. Past tense: it is a fact, whenever it arrives.
/// </summary>
public enum CallEventType
{
    /// <summary>The call exists: dialled by somebody, nobody's telephone rings yet.</summary>
    Initiated,

    /// <summary>Somebody's telephone rings.</summary>
    Ringing,

    /// <summary>Somebody picked up; <see cref="CallEvent.Agent"/> says who, on the centre's side.</summary>
    Answered,

    /// <summary>The call was handed to another employee, <see cref="CallEvent.Agent"/>, who is connected now.</summary>
    Transferred,

    /// <summary>The call is over for everybody.</summary>
    Ended,

    /// <summary>
    /// A recording can be fetched at <see cref="CallEvent.RecordingUrl"/>; often minutes after the end.
    /// </summary>
    Recording,

    /// <summary>Something more is known (caller's name, utm tags, landing page); nothing happened.</summary>
    Updated,
}

/// <summary>Seen from the centre: a client calls in, an employee calls out, or employees call each other.</summary>
public enum CallDirection
{
    /// <summary>The client is <see cref="CallEvent.From"/>.</summary>
    Incoming,

    /// <summary>The client is <see cref="CallEvent.To"/>.</summary>
    Outgoing,

    /// <summary>There is no client: nothing but the call log is written.</summary>
    Internal,
}

/// <summary>How a call ended, in the words of spec/calls.md §1.2 (call statuses) and A-15.</summary>
public enum CallOutcome
{
    /// <summary>Two people were connected.</summary>
    Answered,

    /// <summary>It rang until the caller or a timer gave up.</summary>
    NoAnswer,

    /// <summary>Busy, or everybody was busy.</summary>
    Busy,

    /// <summary>The network or the telephone system could not connect it.</summary>
    Failed,

    /// <summary>A machine picked up (A-15: the call counts as missed).</summary>
    Voicemail,

    /// <summary>The caller hung up before an answer.</summary>
    Cancelled,
}

/// <summary>
/// Who of the centre took part, in whatever terms the telephone system has. Any one of the members is enough.
/// </summary>
/// <param name="Extension">Internal number, such as <c>101</c>.</param>
/// <param name="Sip">SIP account, such as <c>acme_101</c>; compared without regard to case.</param>
/// <param name="Email">E-mail address; compared without regard to case.</param>
/// <param name="Number">A telephone number of the employee, in any form.</param>
public sealed record AgentReference(
    string? Extension = null, string? Sip = null, string? Email = null, string? Number = null);

/// <summary>First-touch marketing tags (spec/calls.md §1.1).</summary>
public sealed record UtmTags(
    string? Source = null, string? Medium = null, string? Campaign = null, string? Content = null, string? Term = null)
{
    /// <summary>True when no tag says anything.</summary>
    public bool IsEmpty() => Source is null && Medium is null && Campaign is null && Content is null && Term is null;
}

/// <summary>
/// One event of one call, as an adapter reports it. Events may come in any order and more than once; the call's state
/// is a function of the <em>set</em> of its events.
/// </summary>
/// <param name="Id">Names the event within its source; a resent event carries the same id.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">When it happened, on the telephone system's clock.</param>
/// <param name="Direction">Which way the call goes; may be absent on all but one of a call's events.</param>
/// <param name="From">
/// Who calls, as the telephone system writes it: a number in any form, an extension, a SIP account.
/// </param>
/// <param name="To">Who is called, in the same forms.</param>
/// <param name="CallerName">The name that the caller's side shows, if any.</param>
/// <param name="Agent">Which employee it is about: who answered, made or was handed the call.</param>
/// <param name="Outcome">On <see cref="CallEventType.Ended"/>: how, if the telephone system knows.</param>
/// <param name="RecordingUrl">On <see cref="CallEventType.Recording"/>: where the recording is, a link; or a file of
/// the
/// telephone system, from an adapter that knows no more.</param>
/// <param name="Utm">Marketing tags of the visit that led to the call.</param>
/// <param name="LandingPage">The page that led to the call.</param>
/// <param name="ClientId">The analytics id of the visitor.</param>
/// <param name="Project">Selects the scenario; <c>default</c> when absent on every event.</param>
/// <param name="CalledName">The name that the called side shows, if any.</param>
/// <param name="Dialled">What was dialled first, where forwards or a dial plan changed <paramref name="To"/>.</param>
public sealed record CallEvent(
    string Id,
    CallEventType Type,
    DateTimeOffset At,
    CallDirection? Direction = null,
    string? From = null,
    string? To = null,
    string? CallerName = null,
    AgentReference? Agent = null,
    CallOutcome? Outcome = null,
    string? RecordingUrl = null,
    UtmTags? Utm = null,
    string? LandingPage = null,
    string? ClientId = null,
    string? Project = null,
    string? CalledName = null,
    string? Dialled = null);
