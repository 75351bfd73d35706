namespace ActorCrm.Server.Demo.Story;

/// <summary>Makes up single calls: who, how they are written, how the call goes.</summary>
internal sealed class CallWriter(Dice dice, Staffing staffing)
{
    private int _number;

    /// <summary>A client calls in.</summary>
    public PlannedCall FromClient(Client client, DateTimeOffset at)
    {
        var site = dice.Chance(80) ? client.Site : dice.Pick(Enum.GetValues<Site>());
        var call = Incoming(site, client, at) with
        {
            Text = client.Line.Write(dice.Pick(TelephoneSystem.Of(site).Notations)),
            Name = dice.Chance(60) ? client.Name : null,
        };
        return dice.Chance(25) ? call with { Visit = People.Visit(dice) } : call;
    }

    /// <summary>Somebody calls in and hides the number.</summary>
    public PlannedCall Anonymous(DateTimeOffset at)
    {
        var site = dice.Pick(Enum.GetValues<Site>());
        return Incoming(site, client: null, at) with { Text = dice.Pick(["anonymous", "anonymous", "Unavailable"]) };
    }

    /// <summary>A colleague on the way calls the centre's number.</summary>
    public PlannedCall FromColleague(DateTimeOffset at)
    {
        var colleague = dice.Pick(Centre.Listed);
        var system = TelephoneSystem.Of(colleague.Site);
        return Incoming(colleague.Site, client: null, at) with
        {
            IsFromColleague = true,
            Text = colleague.Mobile.Write(dice.Pick(system.Notations)),
            Name = colleague.Name,
        };
    }

    /// <summary>A colleague calls a client.</summary>
    public PlannedCall ToClient(Client client, DateTimeOffset at)
    {
        var ending = dice.Weighted(
            (62, Ending.Answered), (22, Ending.NoAnswer), (8, Ending.Busy), (5, Ending.Voicemail), (3, Ending.Failed));
        var caller = staffing.Caller(client, at);
        var system = TelephoneSystem.Of(caller.Site);
        return Times(Begin(caller.Site, at, Direction.Outgoing, ending) with
        {
            Client = client,
            Text = client.Line.Write(dice.Pick(system.Notations)),
            Name = dice.Chance(30) ? client.Name : null,
            First = caller,
        });
    }

    /// <summary>Colleagues call each other.</summary>
    public PlannedCall Internal(DateTimeOffset at)
    {
        var ending = dice.Weighted((80, Ending.Answered), (20, Ending.NoAnswer));
        var caller = dice.Pick(Centre.Agents);
        var call = Times(Begin(Site.Warsaw, at, Direction.Internal, ending) with
        {
            Text = staffing.Other(caller).Extension,
            First = caller,
        });
        return call with { RecordedAfter = null };
    }

    private PlannedCall Incoming(Site site, Client? client, DateTimeOffset at)
    {
        var ending = dice.Weighted(
            (70, Ending.Answered), (13, Ending.NoAnswer), (4, Ending.Busy), (6, Ending.Voicemail),
            (6, Ending.Cancelled), (1, Ending.Failed));
        var first = ending == Ending.Answered ? staffing.Answerer(site, client, at) : null;
        var isHandedOn = first is { IsMapped: true } && dice.Chance(12);
        return Times(Begin(site, at, Direction.Incoming, ending) with
        {
            Client = client,
            First = first,
            Second = isHandedOn ? staffing.Other(first!) : null,
            IsMachine = ending == Ending.Voicemail && dice.Chance(50),
        });
    }

    private PlannedCall Begin(Site site, DateTimeOffset at, Direction direction, Ending ending) =>
        new(site, TelephoneSystem.Of(site).CallId(at, ++_number), at, direction, ending);

    private PlannedCall Times(PlannedCall call)
    {
        var isAnswered = call.Ending == Ending.Answered;
        call = call with
        {
            Rings = call.Ending == Ending.Busy ? dice.Seconds(2, 5) : dice.Seconds(5, isAnswered ? 25 : 45),
            Talks = isAnswered ? dice.Seconds(25, dice.Chance(15) ? 900 : 300)
                : call.IsMachine ? dice.Seconds(8, 40) : TimeSpan.Zero,
            RecordedAfter = isAnswered && dice.Chance(80) ? RecordedAfter() : null,
        };
        foreach (var colleague in new[] { call.First, call.Second })
        {
            if (colleague is not null)
            {
                staffing.Occupy(colleague, call.EndsAt);
            }
        }

        return call;
    }

    // Mostly the recording is there within minutes; some are fetched from the exchange much later.
    private TimeSpan RecordedAfter() => dice.Chance(92) ? dice.Seconds(5, 120) : dice.Seconds(900, 2_400);
}
