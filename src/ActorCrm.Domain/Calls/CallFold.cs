namespace ActorCrm.Domain.Calls;

/// <content>How the facts follow from the events.</content>
public sealed partial record CallFacts
{
    /// <summary>The facts of a set of events, sorted as <see cref="CallEvents.Compare"/> does; at least one.</summary>
    public static CallFacts Of(ReadOnlySpan<CallEvent> events)
    {
        var fold = new Fold();
        foreach (var callEvent in events)
        {
            fold.Add(callEvent);
        }

        return fold.Facts(events[0].At, events[^1].At);
    }

    /// <summary>Collects, from the earliest event to the latest.</summary>
    private struct Fold
    {
        private string? _project;
        private CallDirection? _direction;
        private string? _from;
        private string? _to;
        private string? _dialled;
        private string? _callerName;
        private string? _calledName;
        private DateTimeOffset? _rangAt;
        private DateTimeOffset? _answeredAt;
        private DateTimeOffset? _endedAt;
        private CallOutcome? _outcome;
        private List<string>? _recordings;
        private UtmTags? _utm;
        private string? _landingPage;
        private string? _clientId;
        private AgentReference? _answerer;
        private AgentReference? _connected;
        private AgentReference? _firstTransferred;
        private AgentReference? _firstNamed;
        private AgentReference? _lastNamed;

        public void Add(CallEvent callEvent)
        {
            _project ??= Text(callEvent.Project);
            _direction ??= callEvent.Direction;
            _from ??= Text(callEvent.From);
            _to ??= Text(callEvent.To);
            _dialled ??= Text(callEvent.Dialled);
            _callerName ??= Text(callEvent.CallerName);
            _calledName ??= Text(callEvent.CalledName);
            _landingPage ??= Text(callEvent.LandingPage);
            _clientId ??= Text(callEvent.ClientId);
            _utm = Merge(_utm, callEvent.Utm);
            AddType(callEvent);
            AddAgent(callEvent.Type, callEvent.Agent);
        }

        public readonly CallFacts Facts(DateTimeOffset startedAt, DateTimeOffset lastAt) => new()
        {
            Project = _project,
            Direction = _direction,
            From = _from,
            To = _to,
            Dialled = _dialled,
            CallerName = _callerName,
            CalledName = _calledName,
            StartedAt = startedAt,
            LastAt = lastAt,
            RangAt = _rangAt,
            AnsweredAt = _answeredAt,
            FirstAnswerer = _answeredAt is null ? null : _answerer ?? _firstTransferred ?? _lastNamed,
            // who was connected last. Who made an outgoing call is mostly named at its start only.
            LastAnswerer = _connected ?? (_direction == CallDirection.Outgoing ? _firstNamed : _lastNamed),
            EndedAt = _endedAt,
            Outcome = _outcome,
            Recordings = _recordings?.ToArray(),
            Utm = _utm,
            LandingPage = _landingPage,
            ClientId = _clientId,
        };

        private void AddType(CallEvent callEvent)
        {
            switch (callEvent.Type)
            {
                case CallEventType.Ringing:
                    _rangAt ??= callEvent.At;
                    break;
                case CallEventType.Answered or CallEventType.Transferred:
                    // Who is handed on was connected before, even if the event that says so got lost.
                    _answeredAt ??= callEvent.At;
                    break;
                case CallEventType.Ended:
                    _endedAt = callEvent.At;
                    _outcome = callEvent.Outcome ?? _outcome;
                    break;
                case CallEventType.Recording when Text(callEvent.RecordingUrl) is { } url:
                    _recordings ??= [];
                    if (!_recordings.Contains(url))
                    {
                        _recordings.Add(url);
                    }

                    break;
                case CallEventType.Recording or CallEventType.Initiated or CallEventType.Updated:
                    break;
                default:
                    throw new InvalidOperationException($"'{callEvent.Type}' is no type of event.");
            }
        }

        private void AddAgent(CallEventType type, AgentReference? agent)
        {
            if (agent is null || agent is { Extension: null, Sip: null, Email: null, Number: null })
            {
                return;
            }

            _firstNamed ??= agent;
            switch (type)
            {
                case CallEventType.Answered:
                    _answerer ??= agent;
                    _connected = agent;
                    break;
                case CallEventType.Transferred:
                    _firstTransferred ??= agent;
                    _connected = agent;
                    break;
                case CallEventType.Initiated or CallEventType.Ringing:
                    // Whose telephone rings says nothing about who picks up.
                    break;
                default:
                    _lastNamed = agent;
                    break;
            }
        }

        private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

        private static UtmTags? Merge(UtmTags? first, UtmTags? later)
        {
            if (later is null || later.IsEmpty())
            {
                return first;
            }

            return first is null
                ? later
                : new UtmTags(
                    first.Source ?? later.Source,
                    first.Medium ?? later.Medium,
                    first.Campaign ?? later.Campaign,
                    first.Content ?? later.Content,
                    first.Term ?? later.Term);
        }
    }
}
