namespace ActorCrm.Domain.Calls;

/// <summary>The set of a call's events: their order, their limits.</summary>
internal static class CallEvents
{
    private const int IdLengthMax = 200;
    private const int TextLengthMax = 512;
    private const int UrlLengthMax = 2_048;

    private static readonly DateTimeOffset AtMin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset AtMax = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>By time, then type, then id: the same order whatever the order of arrival.</summary>
    public static int Compare(CallEvent left, CallEvent right)
    {
        var byTime = left.At.CompareTo(right.At);
        var byType = byTime != 0 ? byTime : left.Type.CompareTo(right.Type);
        return byType != 0 ? byType : string.CompareOrdinal(left.Id, right.Id);
    }

    /// <summary>Whether an event of this id is there.</summary>
    public static bool Has(CallEvent[] events, string id)
    {
        foreach (var callEvent in events)
        {
            if (callEvent.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The set with one event more.</summary>
    public static CallEvent[] Insert(CallEvent[] events, CallEvent added)
    {
        added = InUtc(added);
        var place = events.Length;
        while (place > 0 && Compare(events[place - 1], added) > 0)
        {
            place--;
        }

        return [.. events.AsSpan(0, place), added, .. events.AsSpan(place)];
    }

    /// <summary>The set of these events; of two with one id the first stays.</summary>
    public static CallEvent[] SetOf(CallEvent[] events)
    {
        var ids = new HashSet<string>(events.Length, StringComparer.Ordinal);
        var set = new List<CallEvent>(events.Length);
        foreach (var callEvent in events)
        {
            if (ids.Add(callEvent.Id))
            {
                set.Add(InUtc(callEvent));
            }
        }

        set.Sort(Compare);
        return [.. set];
    }

    /// <summary>What is wrong with an event, for a person; null when nothing is.</summary>
    public static string? Fault(CallEvent? callEvent)
    {
        if (callEvent is null)
        {
            return "The event is missing.";
        }

        if (callEvent.Id is not { Length: > 0 and <= IdLengthMax })
        {
            return $"An event has an id of 1 to {IdLengthMax} characters.";
        }

        if (callEvent.At < AtMin || callEvent.At > AtMax)
        {
            return $"The time of an event is between {AtMin:yyyy} and {AtMax:yyyy}.";
        }

        if (callEvent.Type == CallEventType.Recording && !IsPlace(callEvent.RecordingUrl))
        {
            return "A recording event has an http(s) 'recordingUrl', or a path on the telephone system.";
        }

        return Overlong(callEvent) is { } name ? $"'{name}' is longer than {TextLengthMax} characters." : null;
    }

    private static bool IsPlace(string? url) =>
        url is { Length: > 0 and <= UrlLengthMax } && (IsLink(url) || IsPath(url));

    private static bool IsLink(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    // An adapter may know the file and not where it can be fetched. Nothing that has a scheme is a path: no page can
    // be made to follow it.
    private static bool IsPath(string url) =>
        !url.StartsWith("//", StringComparison.Ordinal)
        && (url[0] == '/' || !url.Contains(':', StringComparison.Ordinal));

    private static string? Overlong(CallEvent callEvent)
    {
        var agent = callEvent.Agent;
        var utm = callEvent.Utm;
        return IsLong(callEvent.From) ? "from"
            : IsLong(callEvent.To) ? "to"
            : IsLong(callEvent.Dialled) ? "dialled"
            : IsLong(callEvent.CallerName) ? "callerName"
            : IsLong(callEvent.CalledName) ? "calledName"
            : IsLong(callEvent.ClientId) ? "clientId"
            : IsLong(callEvent.Project) ? "project"
            : IsLong(agent?.Extension) || IsLong(agent?.Sip) || IsLong(agent?.Email) || IsLong(agent?.Number) ? "agent"
            : IsLong(utm?.Source) || IsLong(utm?.Medium) || IsLong(utm?.Campaign) || IsLong(utm?.Content)
                || IsLong(utm?.Term) ? "utm"
            : callEvent.LandingPage is { Length: > UrlLengthMax } ? "landingPage"
            : null;
    }

    private static bool IsLong(string? text) => text is { Length: > TextLengthMax };

    private static CallEvent InUtc(CallEvent callEvent) =>
        callEvent.At.Offset == TimeSpan.Zero ? callEvent : callEvent with { At = callEvent.At.ToUniversalTime() };
}
