namespace ActorCrm.Server.Demo;

/// <summary>The people outside.</summary>
internal sealed class Clients
{
    private readonly Dice _dice;
    private readonly LineMaker _lines;
    private readonly List<Client> _all = [];

    public Clients(Dice dice)
    {
        _dice = dice;
        _lines = new LineMaker(dice);
        foreach (var line in Centre.OwnNumbers.Concat(Centre.Listed.Select(colleague => colleague.Mobile)))
        {
            _lines.Take(line);
        }
    }

    /// <summary>Somebody nobody has heard of.</summary>
    public Client New()
    {
        var site = _dice.Weighted((62, Site.Warsaw), (21, Site.Berlin), (17, Site.London));
        var country = site switch
        {
            Site.Warsaw => Country.Poland,
            Site.Berlin => Country.Germany,
            Site.London => Country.Britain,
        };
        var client = new Client(_lines.Next(country), People.Name(_dice, country), site, country);
        _all.Add(client);
        return client;
    }

    /// <summary>A contact who is not on the telephone; null when nobody comes to hand.</summary>
    public Client? Known(DateTimeOffset at)
    {
        // A few attempts are enough and keep a day of many clients quick to write.
        for (var attempt = 0; attempt < 12 && _all.Count > 0; attempt++)
        {
            var client = _dice.Pick(_all);
            if (client.IsContact && client.FreeAt <= at)
            {
                return client;
            }
        }

        return null;
    }

    /// <summary>Clients with an open deal who are not on the telephone.</summary>
    public IEnumerable<Client> WithOpenDeal(DateTimeOffset at) =>
        _all.Where(client => client.DealOwnerId is not null && client.FreeAt <= at);
}
