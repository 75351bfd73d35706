using ActorCrm.Domain.Calls;
using ActorCrm.Runtime.Grains;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Calls.Ingestion;

/// <summary>The fields of an event as far as they were read.</summary>
internal struct CallEventDraft
{
    public string? Id;
    public string? Source;
    public string? CallId;
    public CallEventType? Type;
    public DateTimeOffset? At;
    public CallDirection? Direction;
    public string? From;
    public string? To;
    public string? CallerName;
    public string? CalledName;
    public string? Dialled;
    public AgentReference? Agent;
    public CallOutcome? Outcome;
    public string? RecordingUrl;
    public UtmTags? Utm;
    public string? LandingPage;
    public string? ClientId;
    public string? Project;

    /// <summary>What is wrong with the fields together; null when nothing is, and then it knows the call.</summary>
    public readonly IngestionFault? Check(DateTimeOffset now, out GrainId call)
    {
        call = default;
        var code = Required(now) ?? Optional();
        if (code is not null)
        {
            return code.Fault();
        }

        // Source and lengths were checked: what is left are characters that cannot be printed.
        return CallKey.TryCall(Source, CallId, out call) ? null : EventCode.CallIdInvalid.Fault();
    }

    /// <summary>The message that the checked fields make.</summary>
    public readonly RecordCallEvent Message() => new(
        Source!,
        CallId!,
        new CallEvent(
            Id!, Type!.Value, At!.Value, Direction, From, To, CallerName, Agent, Outcome, RecordingUrl, Utm,
            LandingPage, ClientId, Project, CalledName, Dialled));

    private readonly EventCode? Required(DateTimeOffset now) =>
        Id is null ? EventCode.IdMissing
        : !GrainId.IsKey(Id) ? EventCode.IdInvalid
        : Source is null ? EventCode.SourceMissing
        : !CallKey.IsSource(Source) ? EventCode.SourceInvalid
        : CallId is null ? EventCode.CallIdMissing
        : Type is null ? EventCode.TypeMissing
        : At is not { } at ? EventCode.AtMissing
        : at < IngestionLimits.AtMin || at > now + IngestionLimits.AtAheadMax ? EventCode.AtOutOfRange
        : null;

    private readonly EventCode? Optional() =>
        RecordingUrl is not null && !IsWebAddress(RecordingUrl) ? EventCode.RecordingUrlInvalid
        : RecordingUrl is null && Type == CallEventType.Recording ? EventCode.RecordingUrlMissing
        : Project is not null && !GrainId.IsKey(Project) ? EventCode.ProjectInvalid
        : null;

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.Host.Length > 0;
}
