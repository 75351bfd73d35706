namespace ActorCrm.Server.Access.Providers;

/// <summary>The identity providers of the settings, by name.</summary>
internal sealed class IdentityProviders : IDisposable
{
    private readonly HttpClient _http;
    private readonly SortedDictionary<string, IdentityProvider> _byName = new(StringComparer.Ordinal);

    public IdentityProviders(AccessOptions options, TimeProvider clock)
    {
        // A redirect would send codes and secrets to addresses that nobody looked at.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        })
        {
            MaxResponseContentBufferSize = IdentityProvider.AnswerBytesMax,
            Timeout = IdentityProvider.AnswerPatience,
        };
        foreach (var (name, provider) in options.Providers)
        {
            _byName[name] = new IdentityProvider(name, provider, _http, clock);
        }
    }

    /// <summary>All, by name.</summary>
    public IReadOnlyCollection<IdentityProvider> All => _byName.Values;

    /// <summary>One of a name; null when the settings have none.</summary>
    public IdentityProvider? Find(string? name) => name is null ? null : _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var provider in All)
        {
            provider.Dispose();
        }

        _http.Dispose();
    }
}
