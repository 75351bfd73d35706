namespace ActorCrm.Server.Demo;

/// <summary>
/// Carries what happened to the server the way adapters do: with a little delay, at times in the wrong order, at times
/// twice; and once in the day a site is cut off for some minutes and sends everything afterwards.
/// </summary>
/// <param name="dice">Chance.</param>
/// <param name="opensAt">When the day begins.</param>
internal sealed class Post(Dice dice, DateTimeOffset opensAt)
{
    private const Sender CutOff = Sender.Berlin;
    private static readonly TimeSpan CutOffTime = TimeSpan.FromMinutes(6);

    // After its last event a client may be heard of again: a resend is at most so late.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(3);

    private readonly DateTimeOffset _cutOffAt = opensAt + dice.Seconds(2 * 3_600, 3 * 3_600);
    private readonly List<Delivery> _deliveries = [];

    /// <summary>Everything that was posted, in the order of arrival.</summary>
    public Delivery[] Sorted()
    {
        // Equal times keep the order of posting: a list's own sort would not.
        return [.. _deliveries.OrderBy(delivery => delivery.At)];
    }

    /// <summary>Posts the events of a call; returns when its client may call again without a race.</summary>
    public DateTimeOffset Send(Site site, IReadOnlyList<ScriptedEvent> events)
    {
        var sender = (Sender)site;
        var arrivals = events.Select(told => Arrival(sender, told.At)).ToArray();
        Swap(events, arrivals);
        var bodies = events.Select(told => AdapterJson.Write(told.Event)).ToArray();
        for (var i = 0; i < events.Count; i++)
        {
            _deliveries.Add(new Delivery(arrivals[i], sender, events[i].Event.Id, IsResend: false, bodies[i]));
        }

        var settledAt = Last(events, arrivals);
        return Resend(sender, events, arrivals, bodies, settledAt) + Rest;
    }

    /// <summary>Posts a form; returns when the visitor may call without a race.</summary>
    public DateTimeOffset Send(FormJson form, DateTimeOffset at)
    {
        var arrival = at + TimeSpan.FromMilliseconds(dice.Between(50, 2_000));
        var body = AdapterJson.Write(form);
        _deliveries.Add(new Delivery(arrival, Sender.Website, form.Id, IsResend: false, body));
        if (dice.Chance(4))
        {
            // An impatient visitor, or a site that did not wait for the answer.
            arrival += dice.Seconds(1, 8);
            _deliveries.Add(new Delivery(arrival, Sender.Website, form.Id, IsResend: true, body));
        }

        return arrival + Rest;
    }

    private DateTimeOffset Arrival(Sender sender, DateTimeOffset at)
    {
        var arrival = at + TimeSpan.FromMilliseconds(dice.Between(20, 900));
        var missing = _cutOffAt + CutOffTime - arrival;

        // What was kept back comes in its order, all within a few seconds.
        return sender == CutOff && missing > TimeSpan.Zero && missing <= CutOffTime
            ? arrival + missing + ((CutOffTime - missing) / 100)
            : arrival;
    }

    // Two threads of an adapter race: an event overtakes the one before it, an end even the answer.
    private void Swap(IReadOnlyList<ScriptedEvent> events, DateTimeOffset[] arrivals)
    {
        if (!dice.Chance(5))
        {
            return;
        }

        var place = dice.Between(1, events.Count - 1);
        if (events[place].IsDecisive)
        {
            arrivals[place - 1] = arrivals[place] + TimeSpan.FromMilliseconds(dice.Between(5, 400));
        }
    }

    private DateTimeOffset Resend(
        Sender sender, IReadOnlyList<ScriptedEvent> events, DateTimeOffset[] arrivals, byte[][] bodies,
        DateTimeOffset settledAt)
    {
        var decisive = events.Count(told => told.IsDecisive);
        if (dice.Chance(2))
        {
            // The adapter reconnected and is not sure what got through: it sends the whole call again.
            settledAt += dice.Seconds(5, 40);
            for (var i = 0; i < decisive; i++)
            {
                _deliveries.Add(new Delivery(settledAt, sender, events[i].Event.Id, IsResend: true, bodies[i]));
            }
        }
        else if (dice.Chance(4))
        {
            var place = dice.Below(decisive);
            var at = arrivals[place] + dice.Seconds(1, 60);
            _deliveries.Add(new Delivery(at, sender, events[place].Event.Id, IsResend: true, bodies[place]));
            settledAt = at > settledAt ? at : settledAt;
        }

        return settledAt;
    }

    private static DateTimeOffset Last(IReadOnlyList<ScriptedEvent> events, DateTimeOffset[] arrivals)
    {
        var last = arrivals[0];
        for (var i = 1; i < events.Count; i++)
        {
            last = events[i].IsDecisive && arrivals[i] > last ? arrivals[i] : last;
        }

        return last;
    }
}
