using System.ComponentModel;
using System.Globalization;
using System.Text;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Timeline;

/// <summary>The stream of all that happens, as server-sent events.</summary>
internal static class ChangeEndpoints
{
    /// <summary>Registers the feed and its options.</summary>
    public static void AddChanges(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(ChangeOptions.From(builder.Configuration));
        builder.Services.AddSingleton<ChangeFeed>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ChangeFeed>());
    }

    /// <summary>Maps <c>/changes</c>.</summary>
    public static void MapChanges(this RouteGroupBuilder api) =>
        api.MapGet("/changes", FollowAsync).OnlyParameters<ChangeQuery>()
            .RequirePermission(Permissions.RecordsRead).SeesMany().WithTags("Timeline")
            .Produces<ChangeView>(200, "text/event-stream")
            .WithName("followChanges")
            .WithSummary("Everything that happens, as it happens. Resumes after the Last-Event-ID.");

    private static async Task<IResult> FollowAsync(
        [AsParameters] ChangeQuery asked, ChangeFeed feed, HttpContext http, CancellationToken stop)
    {
        var read = new Parameters();
        var entities = Entities(read, asked.Entity);
        string? resumed = http.Request.Headers["Last-Event-ID"];
        var after = Place(
            read, string.IsNullOrEmpty(resumed) ? asked.After : resumed, await feed.EndAsync(stop),
            await feed.LastAsync(stop));
        if (read.Problem is { } problem)
        {
            return problem;
        }

        return feed.TryJoin(out var seat)
            ? new ChangeStream(feed, seat, after, entities)
            : Problem.Of(ProblemCode.ClientsTooMany);
    }

    private static HashSet<string>? Entities(Parameters read, string? text)
    {
        if (read.Text("entity", text) is not { } words)
        {
            return null;
        }

        var entities = words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in entities)
        {
            read.Word("entity", word, TimelineEntities.Words);
        }

        return [.. entities];
    }

    private static long Place(Parameters read, string? text, long end, long last)
    {
        if (text is null)
        {
            return end;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after) || after > last)
        {
            // A place beyond the end is one of another database: going on from here would hide what was missed.
            read.Fault("after", "It is no place in this server's timeline; leave it out to start now.");
        }

        // A place from a list may lie beyond the end; what is still to come before it would be missed from there.
        return Math.Min(after, end);
    }
}

/// <summary>Writes the stream to one client until it leaves or the server stops.</summary>
internal sealed class ChangeStream(ChangeFeed feed, ChangeFeed.Seat seat, long after, HashSet<string>? entities)
    : IResult
{
    private long _after = after;
    private Func<Viewing?> _viewing = () => null;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var place = seat;
        var services = httpContext.RequestServices;
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, lifetime.ApplicationStopping);
        var silo = services.GetRequiredService<SiloHost>();

        // Asked for with each piece: the network may change while the stream is open.
        _viewing = () => Viewing.Of(httpContext.User, silo);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await WriteAsync(response, "retry: 2000\n", stop.Token);
            await FollowAsync(
                response, services.GetRequiredService<ChangeOptions>(), services.GetRequiredService<TimeProvider>(),
                stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or the server stops: the stream ends between two entries, and is resumed by the id.
        }
    }

    private async Task FollowAsync(
        HttpResponse response, ChangeOptions options, TimeProvider clock, CancellationToken stop)
    {
        while (true)
        {
            var changes = await feed.ReadAsync(_after, out var grew, stop);
            if (changes.Count > 0)
            {
                await WriteAsync(response, changes, stop);
                continue;
            }

            try
            {
                await grew.WaitAsync(options.HeartbeatInterval, clock, stop);
            }
            catch (TimeoutException)
            {
                await WriteAsync(response, ": nothing new\n", stop);
            }
        }
    }

    private async Task WriteAsync(HttpResponse response, IReadOnlyList<Change> changes, CancellationToken stop)
    {
        var wrote = false;
        var viewing = _viewing();
        foreach (var change in changes)
        {
            _after = change.Seq;
            if (change.Entity is not null && entities?.Contains(change.Entity) != false
                && viewing?.May(RecordAction.View, change.Owner) != false)
            {
                await response.Body.WriteAsync(change.Block, stop);
                wrote = true;
            }
        }

        if (wrote)
        {
            await response.Body.FlushAsync(stop);
        }
    }

    // With the place, so that a client who filters does not resume far behind.
    private async Task WriteAsync(HttpResponse response, string line, CancellationToken stop)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"{line}id: {_after}\n\n"), stop);
        await response.Body.FlushAsync(stop);
    }
}

/// <summary>Parameters of the stream of changes.</summary>
public sealed class ChangeQuery
{
    [FromQuery(Name = "entity")]
    [Description("Only entries about these, separated by commas: call, contact, organization, deal, task, form …")]
    public string? Entity { get; init; }

    [FromQuery(Name = "after")]
    [Description("Start after the entry with this id; 0 for the beginning. The header Last-Event-ID goes before it.")]
    public string? After { get; init; }
}
