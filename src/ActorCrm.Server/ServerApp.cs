using System.Data.Common;
using ActorCrm.Runtime.Silo;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Access;
using ActorCrm.Server.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ActorCrm.Server;

/// <summary>
/// The whole server as an object: the program runs one, and so do tests, the bench and the demonstration.
/// </summary>
public sealed class ServerApp : IAsyncDisposable
{
    private readonly WebApplication _web;

    private ServerApp(WebApplication web) => _web = web;

    /// <summary>The server's parts.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>The silo.</summary>
    public SiloHost Silo => Services.GetRequiredService<SiloHost>();

    /// <summary>Where it listens, once it is started.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The admin key that this start made; null when the database had keys already.</summary>
    public string? FirstKey => Services.GetRequiredService<FirstKey>().Text;

    /// <summary>Builds a server without opening or listening to anything.</summary>
    /// <param name="args">As on the command line, without a command word.</param>
    /// <param name="console">Where the first key is shown; standard output when null.</param>
    /// <param name="configure">Changes to make before the server is built.</param>
    public static ServerApp Build(
        string[] args, TextWriter? console = null, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ServerApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        Program.AddFeatures(builder, console ?? Console.Out);
        configure?.Invoke(builder);
        var web = builder.Build();
        Program.MapFeatures(web);
        return new ServerApp(web);
    }

    /// <summary>
    /// Opens the database and listens. Throws <see cref="StartException"/> when it cannot start as asked.
    /// </summary>
    public Task StartAsync(CancellationToken stop = default) => StartAsync(_web.StartAsync, stop);

    /// <summary>Opens the database only; nothing listens. Disposing of the server stops the silo.</summary>
    public Task StartSiloAsync(CancellationToken stop = default) => StartAsync(token => Silo.StartAsync(token), stop);

    /// <summary>Waits until somebody stops the server; returns the exit code.</summary>
    public async Task<int> WaitAsync()
    {
        await _web.WaitForShutdownAsync();
        return Services.GetRequiredService<SiloService>().Failure is null ? ExitCodes.Done : ExitCodes.SiloFailed;
    }

    /// <summary>Takes no more, finishes what was taken, stops.</summary>
    public Task StopAsync(CancellationToken stop = default) => _web.StopAsync(stop);

    /// <summary>Makes an API key; returns its text.</summary>
    public async Task<string> MakeKeyAsync(string name, string[] scopes, CancellationToken stop = default)
    {
        var made = await Services.GetRequiredService<ApiKeys>().MakeAsync(name, scopes, "inProcess", null, stop);
        return made.Stored is not null
            ? made.Text.Reveal()
            : throw new InvalidOperationException($"The key could not be stored: {made.Result}.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task StartAsync(Func<CancellationToken, Task> start, CancellationToken stop)
    {
        try
        {
            await Services.GetRequiredService<Store>().CheckAsync(stop);
            await start(stop);
        }
        catch (Exception e) when (e is StorageException or DbException
            && Services.GetService<PostgresSettings>() is { } postgres)
        {
            throw new StartException(PostgresStart.Explain(e, postgres), e);
        }
        catch (Exception e) when (e is DataDirectoryInUseException or IOException or UnauthorizedAccessException
            or StorageException)
        {
            throw new StartException(e.Message, e);
        }
        catch (DbException e)
        {
            throw new StartException($"The database cannot be opened: {e.Message}", e);
        }
    }
}
