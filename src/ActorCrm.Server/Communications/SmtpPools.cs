using System.Collections.Concurrent;
using ActorCrm.Domain.Communications;
using ActorCrm.Server.Channels.Smtp;

namespace ActorCrm.Server.Communications;

/// <summary>
/// One pool of connections for each mail server that the settings name, made when it is needed first.
/// </summary>
internal sealed class SmtpPools(TimeProvider clock, ILogger<SmtpPool> logger) : IAsyncDisposable
{
    // An effect has a minute in all. Who gives up after the end of a message does not know what became of it, so that
    // phase has most of it.
    private static readonly SmtpOptions Options = new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        TlsTimeout = TimeSpan.FromSeconds(10),
        GreetingTimeout = TimeSpan.FromSeconds(20),
        CommandTimeout = TimeSpan.FromSeconds(20),
        DataTimeout = TimeSpan.FromSeconds(20),
        WriteTimeout = TimeSpan.FromSeconds(30),
        ContentTimeout = TimeSpan.FromSeconds(45),
    };

    private readonly ConcurrentDictionary<SmtpServerSettings, Lazy<SmtpPool>> _pools = [];

    /// <summary>The pool of a server; null with a fault when the settings cannot be used.</summary>
    public SmtpPool? For(EmailServer server, out string? fault)
    {
        var settings = new SmtpServerSettings(
            server.Host, server.Port, Security(server.Security), server.User, server.Secret);
        fault = settings.Fault();
        return fault is not null ? null : _pools.GetOrAdd(
            settings, static (key, self) => new Lazy<SmtpPool>(() => self.Make(key)), this).Value;
    }

    /// <summary>Closes the connections; messages under way have a moment to end.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
        {
            await pool.Value.DisposeAsync();
        }
    }

    private SmtpPool Make(SmtpServerSettings settings) => new(settings, Options, clock, logger);

    private static SmtpSecurity Security(EmailSecurity security) => security switch
    {
        EmailSecurity.Tls => SmtpSecurity.Tls,
        EmailSecurity.StartTls => SmtpSecurity.StartTls,
        EmailSecurity.None => SmtpSecurity.None,
    };
}
