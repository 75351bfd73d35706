namespace ActorCrm.Server.Demo.Story;

/// <summary>Who is at their desk and not on the telephone.</summary>
internal sealed class Staffing(Dice dice)
{
    private readonly Dictionary<Colleague, DateTimeOffset> _freeAt = [];

    /// <summary>Who picks up a client's call.</summary>
    public Colleague Answerer(Site site, Client? client, DateTimeOffset at)
    {
        if (Outsider() is { } outsider)
        {
            return outsider;
        }

        // Clients who know somebody ask for them; a part of them gets through.
        var responsible = Find(client?.ResponsibleId);
        return responsible is not null && IsFree(responsible, at) && dice.Chance(45) ? responsible : Somebody(site, at);
    }

    /// <summary>Who calls a client.</summary>
    public Colleague Caller(Client client, DateTimeOffset at)
    {
        if (Outsider() is { } outsider)
        {
            return outsider;
        }

        return Find(client.ResponsibleId) is { } responsible && dice.Chance(55)
            ? responsible
            : Somebody(client.Site, at);
    }

    /// <summary>To whom a call is handed on: anybody else who is known to the CRM.</summary>
    public Colleague Other(Colleague than)
    {
        var others = Centre.Agents.Where(agent => agent != than).ToArray();
        return dice.Pick(others);
    }

    /// <summary>Any of the agents, preferably a free one of the site.</summary>
    public Colleague Somebody(Site site, DateTimeOffset at)
    {
        var free = Centre.Agents.Where(agent => IsFree(agent, at)).ToArray();
        var near = free.Where(agent => agent.Site == site).ToArray();

        // A day with more calls than hands is played all the same: then somebody is on two calls at once.
        return near.Length > 0 && dice.Chance(85) ? dice.Pick(near)
            : free.Length > 0 ? dice.Pick(free)
            : dice.Pick(Centre.Agents);
    }

    /// <summary>Notes that somebody is on the telephone.</summary>
    public void Occupy(Colleague colleague, DateTimeOffset until) => _freeAt[colleague] = until.AddSeconds(15);

    private static Colleague? Find(string? userId) =>
        userId is null ? null : Centre.Listed.FirstOrDefault(colleague => colleague.UserId == userId);

    private bool IsFree(Colleague colleague, DateTimeOffset at) => _freeAt.GetValueOrDefault(colleague) <= at;

    private Colleague? Outsider() => dice.Below(100) switch
    {
        < 3 => Centre.Trainee,
        < 4 => Centre.SpareDesk,
        _ => null,
    };
}
