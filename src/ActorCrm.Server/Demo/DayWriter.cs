namespace ActorCrm.Server.Demo;

/// <summary>
/// Makes up a working day: arrivals with their peaks, clients who come back, what becomes of missed calls and forms.
/// Keeps the ledger of what should follow while it writes.
/// </summary>
internal sealed class DayWriter
{
    private const int OpensAt = 8;

    // Calls in each hour from eight: a morning peak, a lunch break, a lower peak in the afternoon.
    private static readonly int[] HourWeights = [7, 13, 15, 14, 8, 7, 11, 12, 9, 4];

    private readonly DayOptions _options;
    private readonly DateTimeOffset _start;
    private readonly Dice _dice;
    private readonly Staffing _staffing;
    private readonly CallWriter _calls;
    private readonly FormWriter _forms;
    private readonly Clients _clients;
    private readonly Post _post;
    private readonly Ledger _ledger = new();
    private readonly List<DeskWork> _deskWork = [];
    private readonly PriorityQueue<FollowUp, (DateTimeOffset At, int Number)> _followUps = new();
    private int _followUpNumber;

    private DayWriter(DayOptions options)
    {
        _options = options;
        _dice = new Dice(options.Seed);
        _staffing = new Staffing(_dice);
        _calls = new CallWriter(_dice, _staffing);
        _forms = new FormWriter(_dice, options.Date);
        _clients = new Clients(_dice);
        _start = new DateTimeOffset(options.Date, new TimeOnly(OpensAt, 0), TimeSpan.Zero);
        _post = new Post(_dice, _start);
    }

    /// <summary>What follows from an earlier call or form.</summary>
    private abstract record FollowUp(Client Client)
    {
        internal sealed record ClientCalls(Client Client) : FollowUp(Client);

        internal sealed record WeCall(Client Client, PlannedCall? Missed, string? AssigneeId) : FollowUp(Client);
    }

    /// <summary>The day of these options.</summary>
    public static Day Write(DayOptions options)
    {
        var writer = new DayWriter(options);
        writer.Live();
        var deliveries = writer._post.Sorted();
        return new Day(
            writer._start,
            deliveries.Length > 0 ? deliveries[^1].At : writer._start,
            deliveries,
            [.. writer._deskWork.OrderBy(work => work.At)],
            writer._ledger.Total(deliveries));
    }

    private void Live()
    {
        // Three times a day colleagues go through their deals.
        var reviews = new Queue<DateTimeOffset>([_start.AddHours(4), _start.AddHours(7), _start.AddHours(9.75)]);
        foreach (var (at, isForm) in Arrivals())
        {
            while (reviews.TryPeek(out var review) && review <= at)
            {
                CloseDeals(reviews.Dequeue());
            }

            if (isForm)
            {
                SendForm(at);
            }
            else
            {
                Call(at);
            }
        }
    }

    private IEnumerable<(DateTimeOffset At, bool IsForm)> Arrivals()
    {
        var arrivals = new List<(DateTimeOffset At, bool IsForm)>(_options.Calls + _options.Forms);
        for (var i = 0; i < _options.Calls + _options.Forms; i++)
        {
            var weighted = HourWeights.Select((weight, hour) => (weight, hour)).ToArray();
            var at = _start.AddHours(_dice.Weighted(weighted)) + _dice.Seconds(0, 3_599);
            arrivals.Add((at, i >= _options.Calls));
        }

        return arrivals.OrderBy(arrival => arrival.At);
    }

    private void Call(DateTimeOffset at)
    {
        switch (NextFollowUp(at))
        {
            case FollowUp.ClientCalls { Client: var client }:
                ClientCalls(client, at);
                return;
            case FollowUp.WeCall call:
                WeCall(call, at);
                return;
            default:
                break;
        }

        switch (_dice.Below(100))
        {
            case < 4:
                Note(_calls.Internal(at));
                break;
            case < 6:
                Note(_calls.Anonymous(at));
                break;
            case < 7:
                Note(_calls.FromColleague(at));
                break;
            case < 20 when _clients.Known(at) is { } known:
                WeCall(new FollowUp.WeCall(known, null, null), at);
                break;
            case < 24:
                // Nobody in the CRM: somebody noted the number on paper.
                WeCall(new FollowUp.WeCall(_clients.New(), null, null), at);
                break;
            case < 50 when _clients.Known(at) is { } known:
                ClientCalls(known, at);
                break;
            default:
                ClientCalls(_clients.New(), at);
                break;
        }
    }

    private void ClientCalls(Client client, DateTimeOffset at)
    {
        var call = _calls.FromClient(client, at);
        if (Note(call) is not { } assigneeId)
        {
            return;
        }

        if (_dice.Chance(40))
        {
            Follow(new FollowUp.ClientCalls(client), call.EndsAt + _dice.Seconds(240, 900));
        }
        else if (_dice.Chance(65))
        {
            Follow(new FollowUp.WeCall(client, call, assigneeId), call.EndsAt + _dice.Seconds(600, 3_600));
        }
    }

    private void WeCall(FollowUp.WeCall why, DateTimeOffset at)
    {
        var call = _calls.ToClient(why.Client, at);
        Note(call);
        if (call.Ending != Ending.Answered)
        {
            if (_dice.Chance(30))
            {
                Follow(new FollowUp.ClientCalls(why.Client), call.EndsAt + _dice.Seconds(300, 2_400));
            }
        }
        else if (why is { Missed: { } missed, AssigneeId: { } assigneeId })
        {
            // The client was called back: whoever had to do it ticks the task off.
            _deskWork.Add(new DeskWork.CompleteTasks(
                why.Client.FreeAt, TelephoneSystem.Of(missed.Site).Source, missed.Id));
            _ledger.Completed(assigneeId);
        }
    }

    private void SendForm(DateTimeOffset at)
    {
        var client = _dice.Chance(35) && _clients.Known(at) is { } known ? known : _clients.New();
        var form = _forms.Write(client, at);
        client.FreeAt = _post.Send(form, at);
        _ledger.Note(client, form.Company);
        if (_dice.Chance(45))
        {
            Follow(new FollowUp.ClientCalls(client), at + _dice.Seconds(300, 1_800));
        }
        else if (_dice.Chance(60))
        {
            Follow(new FollowUp.WeCall(client, null, null), at + _dice.Seconds(300, 1_500));
        }
    }

    private string? Note(PlannedCall call)
    {
        var freeAt = _post.Send(call.Site, CallScript.Of(call));
        if (call.Client is { } client)
        {
            client.FreeAt = freeAt;
        }

        return _ledger.Note(call);
    }

    private void CloseDeals(DateTimeOffset at)
    {
        foreach (var client in _clients.WithOpenDeal(at))
        {
            if (_dice.Chance(15))
            {
                var isWon = _dice.Chance(60);
                _deskWork.Add(new DeskWork.CloseDeal(at, client.Line.E164, isWon));
                _ledger.Closed(client, isWon);
                client.FreeAt = at.AddMinutes(3);
            }
        }
    }

    private void Follow(FollowUp followUp, DateTimeOffset at) => _followUps.Enqueue(followUp, (at, ++_followUpNumber));

    private FollowUp? NextFollowUp(DateTimeOffset at)
    {
        if (!_followUps.TryPeek(out var next, out var due) || due.At > at)
        {
            return null;
        }

        _followUps.Dequeue();
        if (next.Client.FreeAt <= at)
        {
            return next;
        }

        // Still on the telephone, or has just been: later.
        Follow(next, next.Client.FreeAt);
        return null;
    }
}
