using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Worlds;

/// <summary>A call centre with a client and the events of one call, all drawn from a seed.</summary>
internal sealed class CallStory
{
    private static readonly AgentReference?[] Agents =
    [
        new(AnnaExtension), new(BrunoExtension), new(Sip: "centre_anna"), new(UrsulaExtension), new("999"), null,
    ];

    private readonly Random _chance;
    private readonly CallDirection _direction;
    private readonly string? _client;
    private readonly string? _otherClient;

    public CallStory(int seed, int eventsMax)
        : this(seed, eventsMax, null)
    {
    }

    /// <summary>Another call in the centre of a story.</summary>
    public CallStory(int seed, int eventsMax, CallStory? other)
    {
        _chance = new Random(seed);
        Matrix = other is not null ? other.Matrix : _chance.Next(3) == 0 ? null : RandomMatrix();
        Centre = other?.Centre ?? new CallCentre(Matrix);
        if (other is null)
        {
            MakeClient();
        }

        _direction = Draw(70) ? CallDirection.Incoming : Draw(85) ? CallDirection.Outgoing : CallDirection.Internal;
        _client = Draw(80) ? Client : One("anonymous", "105", OwnNumber, "+48602111222", "sip:x@y.example", null);
        _otherClient = Draw(8) ? "+48605000111" : null;
        Events = MakeEvents(eventsMax);
    }

    public string? Matrix { get; }

    public CallCentre Centre { get; }

    public CallEvent[] Events { get; }

    /// <summary>Whether the events disagree about the client's number.</summary>
    public bool IsContradictory => _otherClient is not null;

    public override string ToString() =>
        $"matrix {Matrix ?? "default"}, {_direction} {_client}\n{string.Join('\n', Events.Select(e => e.ToString()))}";

    private bool Draw(int percent) => _chance.Next(100) < percent;

    private T One<T>(params T[] of) => of[_chance.Next(of.Length)];

    private string RandomMatrix()
    {
        var rows = Enum.GetValues<Trigger>().Select(trigger => trigger + " " + string.Join(' ',
            Enum.GetValues<ScenarioAction>().Where(_ => Draw(40)).Select(action =>
                action >= ScenarioAction.Ac5 ? $"{action}:{(Draw(50) ? "done" : "open")}" : $"{action}")));
        return string.Join("; ", rows);
    }

    private void MakeClient()
    {
        var owner = One(Anna, Bruno, Tess, null);
        switch (_chance.Next(6))
        {
            case 0 or 1:
                break;
            case 2:
                Centre.ExistingContact(owner);
                break;
            case 3:
                Centre.ExistingContact(owner, (DealStatus.Open, One(Anna, Bruno, null)));
                break;
            case 4:
                Centre.ExistingContact(owner, (DealStatus.Open, Anna), (DealStatus.Open, Bruno));
                break;
            default:
                Centre.ExistingContact(owner, (DealStatus.Won, Anna), (DealStatus.Lost, Bruno));
                break;
        }

        if (Draw(25))
        {
            // An earlier call: then entities may carry its utm tags, and be its own.
            Centre.Incoming("earlier").Ring(Draw(50) ? Utm : null).Answer(BrunoExtension).End();
            Centre.Settle();
        }
    }

    private CallEvent[] MakeEvents(int eventsMax)
    {
        var types = new List<CallEventType>();
        Add(CallEventType.Initiated, 40);
        Add(CallEventType.Ringing, 80);
        Add(CallEventType.Answered, 65);
        Add(CallEventType.Answered, 20);
        Add(CallEventType.Transferred, 20);
        Add(CallEventType.Ended, 90);
        Add(CallEventType.Ended, 20);
        Add(CallEventType.Recording, 40);
        Add(CallEventType.Recording, 15);
        Add(CallEventType.Updated, 30);
        if (types.Count == 0)
        {
            types.Add(CallEventType.Ringing);
        }

        while (types.Count > eventsMax)
        {
            types.RemoveAt(_chance.Next(types.Count));
        }

        var complete = _chance.Next(types.Count);
        return [.. types.Select((type, i) => MakeEvent(type, i, isComplete: i == complete))];

        void Add(CallEventType type, int percent)
        {
            if (Draw(percent))
            {
                types.Add(type);
            }
        }
    }

    private CallEvent MakeEvent(CallEventType type, int place, bool isComplete)
    {
        // Clocks of telephone systems disagree: a hang-up may be dated before the answer, and times may be equal.
        var at = Centre.World.Now.AddSeconds(Draw(80) ? place * 5 : _chance.Next(30));
        var client = _otherClient is not null && Draw(40) ? _otherClient : _client;
        var centre = One(OwnNumber, AnnaExtension);
        var isIncoming = _direction != CallDirection.Outgoing;
        var agent = type is CallEventType.Ringing or CallEventType.Answered or CallEventType.Transferred || Draw(20)
            ? One(Agents)
            : null;
        return new CallEvent(
            $"e{place}",
            type,
            at,
            isComplete || Draw(60) ? _direction : null,
            isComplete || Draw(60) ? (isIncoming ? client : centre) : null,
            isComplete || Draw(60) ? (isIncoming ? centre : client) : null,
            Draw(20) ? One("Nora", "N. New") : null,
            agent,
            type == CallEventType.Ended
                ? One<CallOutcome?>(null, null, CallOutcome.Answered, CallOutcome.NoAnswer, CallOutcome.Voicemail)
                : null,
            type == CallEventType.Recording ? $"https://pbx.example/{place}.mp3" : null,
            Draw(25) ? One(Utm, new UtmTags("bing"), new UtmTags(Term: "late")) : null,
            Draw(10) ? "https://shop.example/" : null,
            CalledName: Draw(10) ? "Nora" : null);
    }
}
