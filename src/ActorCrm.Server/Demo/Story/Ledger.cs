using System.Text.Json;

namespace ActorCrm.Server.Demo.Story;

/// <summary>
/// Keeps, call by call, what the default scenario should make of the day: the book that the server's own counts are
/// compared with in the end. It knows who really called and who picked up, and is therefore short.
/// </summary>
internal sealed class Ledger
{
    private static readonly string Top = Centre.TopManager.UserId!;

    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly int[] _triggers = new int[11];
    private readonly List<int> _firedNow = [];
    private readonly Dictionary<string, string> _callTriggers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TaskCount> _tasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _companies = new(StringComparer.OrdinalIgnoreCase);
    private PlannedCall? _example;
    private int _calls;
    private int _forms;
    private int _contacts;
    private int _organizations;
    private DealCount _deals;

    /// <summary>Notes a call; returns who has to call back, if it was missed.</summary>
    public string? Note(PlannedCall call)
    {
        _calls++;
        var outcome = JsonNamingPolicy.CamelCase.ConvertName(call.Ending.ToString());
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        _firedNow.Clear();
        var assigneeId = call.Direction switch
        {
            // Colleagues among themselves are no clients, whatever telephone they use.
            Direction.Internal => null,
            Direction.Incoming => call.IsFromColleague ? null : Incoming(call),
            Direction.Outgoing => Outgoing(call),
        };
        _callTriggers[$"{TelephoneSystem.Of(call.Site).Source}/{call.Id}"] =
            string.Join(' ', _firedNow.Select(number => $"T{number}"));
        return assigneeId;
    }

    /// <summary>Notes a form.</summary>
    public void Note(Client client, string? company)
    {
        _forms++;
        Fire(10);
        Make(client, Top, company);
    }

    /// <summary>Notes that a deal was closed.</summary>
    public void Closed(Client client, bool isWon)
    {
        client.DealOwnerId = null;
        _deals = new DealCount(_deals.Open - 1, _deals.Won + (isWon ? 1 : 0), _deals.Lost + (isWon ? 0 : 1));
    }

    /// <summary>Notes that somebody completed an open task.</summary>
    public void Completed(string assigneeId) => Count(assigneeId, -1, 1);

    /// <summary>The book's last page.</summary>
    public ExpectedDay Total(IReadOnlyCollection<Delivery> deliveries) => new()
    {
        Outcomes = _outcomes,
        Triggers = Enumerable.Range(1, 10).ToDictionary(number => $"T{number}", number => _triggers[number]),
        CallTriggers = _callTriggers,
        Tasks = _tasks,
        Accepted = deliveries.Count(delivery => !delivery.IsResend),
        Duplicates = deliveries.Count(delivery => delivery.IsResend),
        Calls = _calls,
        Forms = _forms,
        Contacts = _contacts,
        Organizations = _organizations,
        Deals = _deals,
        Example = _example is null ? null : (TelephoneSystem.Of(_example.Site).Source, _example.Id),
    };

    private string? Incoming(PlannedCall call)
    {
        Fire(1);
        var isAnswered = call.Ending == Ending.Answered;
        if (isAnswered || call.IsMachine)
        {
            Fire(2);
            Make(call.Client, call.First?.UserId ?? Top, company: null);
        }

        if (isAnswered)
        {
            Answered(call.Last!.UserId, call.Client?.ResponsibleId);
            return null;
        }

        // Who is asked to call back is decided before anything is made for a new client.
        Fire(3);
        var assigneeId = call.Client?.ResponsibleId ?? Top;
        Count(assigneeId, 1, 0);
        Make(call.Client, Top, company: null);
        KeepAsExample(call);
        return assigneeId;
    }

    private void Answered(string? userId, string? responsibleId)
    {
        if (userId is null)
        {
            Fire(9);
            Count(Top, 1, 0);
        }
        else if (userId == responsibleId)
        {
            Fire(5);
            Count(userId, 0, 1);
        }
        else
        {
            // Without anybody responsible (an anonymous caller) both tasks are the answerer's, and become one to do.
            Fire(4);
            Count(userId, responsibleId is null ? 1 : 0, responsibleId is null ? 0 : 1);
            Count(responsibleId ?? userId, responsibleId is null ? 0 : 1, 0);
        }
    }

    private string? Outgoing(PlannedCall call)
    {
        var responsibleId = call.Client?.ResponsibleId;
        if (call.First!.UserId is not { } userId)
        {
            Fire(9);
            Count(Top, 1, 0);
        }
        else if (call.Ending != Ending.Answered)
        {
            Fire(8);
        }
        else
        {
            Fire(userId == responsibleId ? 6 : 7);
            Count(responsibleId ?? userId, 0, 1);
        }

        return null;
    }

    // The plainest case: somebody known by number rang until they gave up.
    private void KeepAsExample(PlannedCall call)
    {
        var isPlainer = _example is null || (_example.Ending != Ending.NoAnswer && call.Ending == Ending.NoAnswer);
        if (call.Client is not null && isPlainer)
        {
            _example = call;
        }
    }

    private void Fire(int number)
    {
        _triggers[number]++;
        _firedNow.Add(number);
    }

    private void Make(Client? client, string ownerId, string? company)
    {
        if (client is null)
        {
            return;
        }

        if (!client.IsContact)
        {
            client.IsContact = true;
            client.OwnerId = ownerId;
            _contacts++;
            _organizations += company is null || _companies.Add(company) ? 1 : 0;
            client.IsCompanyUnknown = company is null;
        }
        else if (client.IsCompanyUnknown && company is not null && _companies.Add(company))
        {
            client.IsCompanyUnknown = false;
        }

        if (client.DealOwnerId is null)
        {
            client.DealOwnerId = ownerId;
            _deals = _deals with { Open = _deals.Open + 1 };
        }
    }

    private void Count(string assigneeId, int open, int completed)
    {
        var count = _tasks.GetValueOrDefault(assigneeId);
        _tasks[assigneeId] = new TaskCount(count.Open + open, count.Completed + completed);
    }
}
