namespace ActorCrm.Server.Demo;

/// <summary>One event of a script.</summary>
/// <param name="At">When it happens.</param>
/// <param name="Event">What is sent.</param>
/// <param name="IsDecisive">False for afterthoughts such as recordings, which may come much later.</param>
internal sealed record ScriptedEvent(DateTimeOffset At, CallEventJson Event, bool IsDecisive);

/// <summary>A call in the words of its site's telephone system.</summary>
internal sealed class CallScript
{
    private readonly PlannedCall _call;
    private readonly TelephoneSystem _system;
    private readonly List<ScriptedEvent> _events = [];

    private CallScript(PlannedCall call)
    {
        _call = call;
        _system = TelephoneSystem.Of(call.Site);
    }

    /// <summary>The events of a call, in the order in which they happen.</summary>
    public static IReadOnlyList<ScriptedEvent> Of(PlannedCall call)
    {
        var script = new CallScript(call);
        script.Open();
        script.Connect();
        script.Close();
        return script._events;
    }

    private bool IsOutgoing => _call.Direction == Direction.Outgoing;

    private void Open()
    {
        var at = _call.At;
        foreach (var type in _system.Opening)
        {
            // Who makes an outgoing call is known from its first event on; who will pick up an incoming one is not.
            Tell(type, at, IsOutgoing ? _call.First : null);
            at += TimeSpan.FromMilliseconds(350);
        }

        if (_call.Visit is { } visit)
        {
            // Call tracking looks the visit up after the call has begun.
            var told = Tell("updated", at + TimeSpan.FromMilliseconds(400));
            Amend(told, told.Event with { Utm = visit.Utm, LandingPage = visit.LandingPage });
        }
    }

    private void Connect()
    {
        var answeredAt = _call.At + _call.Rings;
        if (_call.IsMachine)
        {
            Tell("answered", answeredAt);
        }

        if (_call.Ending != Ending.Answered)
        {
            return;
        }

        Tell("answered", answeredAt, _call.Direction == Direction.Internal ? null : _call.First);
        if (_call.Second is { } second)
        {
            Tell("transferred", answeredAt + (_call.Talks / 3), second);
        }
    }

    private void Close()
    {
        var ended = Tell("ended", _call.EndsAt);
        if (_call.Ending != Ending.Answered || _system.SaysAnswered)
        {
            Amend(ended, ended.Event with { Outcome = CamelCase(_call.Ending) });
        }

        if (_call.RecordedAfter is { } after)
        {
            var recorded = Tell("recording", _call.EndsAt + after, isDecisive: false);
            var url = $"https://recordings.{_system.Source}.example/{Uri.EscapeDataString(_call.Id)}.mp3";
            Amend(recorded, recorded.Event with { RecordingUrl = url });
        }
    }

    private ScriptedEvent Tell(string type, DateTimeOffset at, Colleague? agent = null, bool isDecisive = true)
    {
        var id = $"{_call.Id}-{_events.Count + 1}";
        var told = new CallEventJson(id, _system.Source, _call.Id, type, _system.Write(at))
        {
            Agent = agent is null ? null : _system.Agent(agent),
        };
        if (_events.Count == 0 || _system.RepeatsItself)
        {
            told = WithSides(told);
        }

        _events.Add(new ScriptedEvent(at, told, isDecisive));
        return _events[^1];
    }

    private CallEventJson WithSides(CallEventJson told) => _call.Direction switch
    {
        Direction.Incoming => told with
        {
            Direction = "incoming",
            From = _call.Text,
            To = Centre.NumberOf(_call.Site).E164,
            CallerName = _call.Name,
        },
        Direction.Outgoing => told with
        {
            Direction = "outgoing",
            From = _system.From(_call.First!),
            To = _call.Text,
            CalledName = _call.Name,
        },
        Direction.Internal => told with
        {
            Direction = "internal",
            From = _call.First!.Extension,
            To = _call.Text,
        },
    };

    private void Amend(ScriptedEvent told, CallEventJson amended) =>
        _events[_events.IndexOf(told)] = told with { Event = amended };

    private static string CamelCase(Ending ending) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(ending.ToString());
}
