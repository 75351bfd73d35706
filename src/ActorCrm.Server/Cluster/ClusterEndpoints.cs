using System.ComponentModel;
using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Cluster;

/// <summary>Shows the cluster and its history, and drains silos.</summary>
internal static class ClusterEndpoints
{
    private const string List = "clusterHistory";

    /// <summary>Registers what reads and samples.</summary>
    public static void AddCluster(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClusterReader>();
        builder.Services.AddSingleton<ClusterSampler>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ClusterSampler>());
    }

    /// <summary>Maps <c>/cluster</c>.</summary>
    public static void MapCluster(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/cluster").WithTags("Operation");
        group.MapGet("", async (ClusterReader reader, CancellationToken stop) =>
                new ViewResult<ClusterStatus>(await reader.ReadAsync(stop)))
            .NoParameters().RequirePermission(Permissions.ClusterRead)
            .WithName("getCluster").WithSummary("Silos, shards, activations, turns, and what waits.");
        group.MapGet("/history", HistoryAsync).OnlyParameters<HistoryQuery>().RequirePermission(Permissions.ClusterRead)
            .WithName("listClusterHistory").WithSummary("How each silo was, minute by minute, the oldest first.");
        group.MapPost("/silos/{id}/drain", DrainAsync).NoParameters().RequirePermission(Permissions.ClusterManage)
            .WithName("drainSilo")
            .WithSummary("Asks a silo to give its shards to the others. It takes none again before its next start.")
            .Produces<Problem>(404, Problem.MediaType)
            .Produces<Problem>(409, Problem.MediaType);
    }

    private static async Task<Results<PageResult<SiloMinuteView>, ProblemResult>> HistoryAsync(
        [AsParameters] HistoryQuery asked, ClusterReader reader, CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var (from, to) = (read.Time("from", asked.From), read.Time("to", asked.To));
        var siloId = read.Text("silo", asked.Silo);
        var after = read.NumberCursor(List, asked.Cursor);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await reader.ReadHistoryAsync(from, to, siloId, after, limit + 1, stop);
        return Page.Of(List, rows, limit, row => Cursor.Of(row.Minute, row.SiloId), View);
    }

    private static SiloMinuteView View(MinuteRow row)
    {
        var vitals = SiloVitals.Read(System.Text.Encoding.UTF8.GetBytes(row.Numbers))!;
        return new SiloMinuteView(
            ClusterReader.Time(row.Minute), row.SiloId, row.Name, vitals.Shards, VitalsStatus.Of(vitals));
    }

    private static async Task<Results<Accepted, ProblemResult>> DrainAsync(
        string id, SiloHost silo, AuditLog audit, ClaimsPrincipal user, CancellationToken stop)
    {
        var told = await audit.AppendAsync("drainAsked", user.Name(), $"silo/{id}", null, null, stop);
        if (told is not AskResult.Answered)
        {
            return ProblemResult.Of(told);
        }

        return await silo.RequestDrainAsync(id, stop) switch
        {
            DrainAnswer.Requested => TypedResults.Accepted((string?)null),
            DrainAnswer.Unknown => Problem.Of(ProblemCode.SiloNotFound),
            DrainAnswer.OnlyOne => Problem.Of(ProblemCode.SiloIsOnlyOne),
            var unknown => throw new InvalidOperationException($"No answer is '{unknown}'."),
        };
    }
}

/// <summary>Parameters of the history.</summary>
public sealed class HistoryQuery
{
    [FromQuery(Name = "from")]
    [Description("Minutes that began then or later; when absent, an hour before 'to'.")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("Minutes that began before; now when absent.")]
    public string? To { get; init; }

    [FromQuery(Name = "silo")]
    [Description("The id of one silo.")]
    public string? Silo { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Records on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}
