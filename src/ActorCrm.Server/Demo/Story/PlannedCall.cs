namespace ActorCrm.Server.Demo.Story;

/// <summary>Which way a call goes.</summary>
internal enum Direction
{
    /// <summary>A client calls.</summary>
    Incoming,

    /// <summary>A colleague calls a client.</summary>
    Outgoing,

    /// <summary>Colleagues call each other.</summary>
    Internal,
}

/// <summary>How a call ends.</summary>
internal enum Ending
{
    /// <summary>People talked.</summary>
    Answered,

    /// <summary>It rang until somebody gave up.</summary>
    NoAnswer,

    /// <summary>The line was busy.</summary>
    Busy,

    /// <summary>The network could not connect it.</summary>
    Failed,

    /// <summary>A machine took it.</summary>
    Voicemail,

    /// <summary>The caller hung up early.</summary>
    Cancelled,
}

/// <summary>One call as it happens, before any telephone system tells of it.</summary>
/// <param name="Site">Whose telephone system it runs through.</param>
/// <param name="Id">The call's id in that system.</param>
/// <param name="At">When it begins.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Ending">How it ends.</param>
internal sealed record PlannedCall(Site Site, string Id, DateTimeOffset At, Direction Direction, Ending Ending)
{
    /// <summary>The client; null when nobody can tell who calls, and for calls among colleagues.</summary>
    public Client? Client { get; init; }

    /// <summary>
    /// How the other side is written: a number in some notation, <c>anonymous</c>, a colleague's number.
    /// </summary>
    public string Text { get; init; } = "";

    /// <summary>The name that the other side shows.</summary>
    public string? Name { get; init; }

    /// <summary>Who picks up, or who calls out; null when nobody picks up.</summary>
    public Colleague? First { get; init; }

    /// <summary>To whom it is handed on; null when it is not.</summary>
    public Colleague? Second { get; init; }

    /// <summary>Whether a machine picks up before the call ends as missed.</summary>
    public bool IsMachine { get; init; }

    /// <summary>Whether a colleague calls in from their own telephone, as a client would.</summary>
    public bool IsFromColleague { get; init; }

    /// <summary>How long it rings.</summary>
    public TimeSpan Rings { get; init; }

    /// <summary>How long people talk.</summary>
    public TimeSpan Talks { get; init; }

    /// <summary>When the recording is there, after the end; null without one.</summary>
    public TimeSpan? RecordedAfter { get; init; }

    /// <summary>The visit that led to the call.</summary>
    public (UtmJson Utm, string LandingPage)? Visit { get; init; }

    /// <summary>Who was connected last.</summary>
    public Colleague? Last => Second ?? First;

    /// <summary>When it is over.</summary>
    public DateTimeOffset EndsAt => At + Rings + Talks;
}

/// <summary>Somebody outside who calls, is called, or sends forms.</summary>
/// <param name="line">Their telephone.</param>
/// <param name="name">Their name.</param>
/// <param name="site">Where they usually call.</param>
/// <param name="country">Where they live.</param>
internal sealed class Client(Line line, string name, Site site, Country country)
{
    public Line Line => line;

    public string Name => name;

    public Site Site => site;

    public Country Country => country;

    /// <summary>Whether the CRM has them.</summary>
    public bool IsContact { get; set; }

    /// <summary>Its organization was made without a name, which the first form that tells one gives it.</summary>
    public bool IsCompanyUnknown { get; set; }

    /// <summary>CRM user who owns the contact.</summary>
    public string? OwnerId { get; set; }

    /// <summary>CRM user who owns the open deal; null when there is none.</summary>
    public string? DealOwnerId { get; set; }

    /// <summary>Until when they are on the telephone, or the server may still hear of it.</summary>
    public DateTimeOffset FreeAt { get; set; }

    /// <summary>CRM user who is responsible for them; null when nobody is.</summary>
    public string? ResponsibleId => DealOwnerId ?? OwnerId;
}
