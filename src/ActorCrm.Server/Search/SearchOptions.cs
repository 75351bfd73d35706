using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Search;

/// <summary>Limits of searches (section <c>Search</c>).</summary>
public sealed class SearchOptions
{
    /// <summary>How long a list, search or match may keep the database busy. Default: 10 seconds.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long counting may; after that a list comes without its total. Default: 3 seconds.
    /// </summary>
    public TimeSpan CountTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How often is looked whether indexes of fields are to be made, besides when object types change. Default: 30
    /// seconds.
    /// </summary>
    public TimeSpan IndexInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the options. Throws <see cref="StartException"/> when they are wrong.</summary>
    public static SearchOptions From(IConfiguration configuration)
    {
        var options = new SearchOptions();
        configuration.GetSection("Search").Bind(options);
        TimeSpan[] timeouts = [options.QueryTimeout, options.CountTimeout];
        if (timeouts.Any(timeout => timeout < TimeSpan.FromSeconds(1) || timeout > TimeSpan.FromMinutes(10)))
        {
            throw new StartException("Search:QueryTimeout and CountTimeout must be 1 second to 10 minutes.");
        }

        return options.IndexInterval >= TimeSpan.FromSeconds(1) && options.IndexInterval <= TimeSpan.FromHours(1)
            ? options
            : throw new StartException("Search:IndexInterval must be 1 second to 1 hour.");
    }
}
