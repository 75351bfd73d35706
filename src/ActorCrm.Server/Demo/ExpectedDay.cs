namespace ActorCrm.Server.Demo;

/// <summary>What the CRM should look like after a day under the default scenario.</summary>
internal sealed record ExpectedDay
{
    /// <summary>Calls by outcome, as the API names outcomes.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>How often each trigger fired, T1 to T10.</summary>
    public required IReadOnlyDictionary<string, int> Triggers { get; init; }

    /// <summary>The triggers of each call (<c>source/callId</c>), such as <c>T1 T2 T5</c>.</summary>
    public required IReadOnlyDictionary<string, string> CallTriggers { get; init; }

    /// <summary>Tasks by assignee.</summary>
    public required IReadOnlyDictionary<string, TaskCount> Tasks { get; init; }

    /// <summary>Events and forms that are new.</summary>
    public required int Accepted { get; init; }

    /// <summary>Events and forms that are sent again.</summary>
    public required int Duplicates { get; init; }

    public required int Calls { get; init; }

    public required int Forms { get; init; }

    public required int Contacts { get; init; }

    public required int Organizations { get; init; }

    public required DealCount Deals { get; init; }

    /// <summary>A missed call that shows how a task comes about; null when none was missed.</summary>
    public required (string Source, string CallId)? Example { get; init; }
}

/// <summary>Tasks of one assignee.</summary>
internal readonly record struct TaskCount(int Open, int Completed);

/// <summary>Deals by status.</summary>
internal readonly record struct DealCount(int Open, int Won, int Lost);
