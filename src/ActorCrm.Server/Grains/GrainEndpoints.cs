using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Timeline;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Grains;

/// <summary>Shows one grain to those who look after the server.</summary>
internal static class GrainEndpoints
{
    /// <summary>Most messages, reminders, and entries of the timeline that are shown.</summary>
    private const int RowsMax = 50;

    private static readonly FeatureSql Sql = FeatureSql.Load("Grains/grains");

    /// <summary>Maps <c>/grains</c>.</summary>
    public static void MapGrains(this RouteGroupBuilder api) =>
        api.MapGet("/grains/{type}/{key}", FindAsync).NoParameters().RequirePermission(Permissions.ClusterManage)
            .WithTags("Operation").WithName("getGrain")
            .WithSummary("One grain: its stored state, where it lives, what waits for it, what happened to it.")
            .Produces<Problem>(404, Problem.MediaType);

    private static async Task<Results<ViewResult<GrainView>, ProblemResult>> FindAsync(
        string type, string key, HttpContext http, SiloHost silo, ReadDatabase database, CancellationToken stop)
    {
        var id = new GrainId(type, RawAddress.Id(http, "/grains/", key));
        if (silo.FindType(type) is null)
        {
            return Problem.Of(ProblemCode.GrainNotFound, "There is no such grain type.");
        }

        var shard = silo.ShardOf(id);
        var stored = await silo.FindStateAsync(id, stop);
        var inbox = await Query("grain_inbox", id, shard).ReadAsync<MessageRow>(database, stop);
        var reminders = await Query("grain_reminders", id, shard).ReadAsync<ReminderRow>(database, stop);
        var entries = await Query("grain_timeline", id, shard).ReadAsync<TimelineRow>(database, stop);
        if (stored is null && inbox.Count + reminders.Count + entries.Count == 0)
        {
            return Problem.Of(ProblemCode.GrainNotFound);
        }

        var owner = await Query("grain_shard", id, shard).ReadOneAsync<OwnerRow>(database, stop);
        return new ViewResult<GrainView>(new GrainView(
            id.Type,
            id.Key,
            stored?.Version ?? 0,
            stored is { } state ? GrainMask.Apply(id.Type, JsonNode.Parse(state.Doc)) : null,
            shard,
            owner?.Owner,
            owner?.Epoch ?? 0,
            await silo.IsActiveAsync(id, stop),
            [.. inbox.Select(row => new GrainMessageView(row.Type, Time(row.SentAt), Time(row.DueAt), row.Attempts))],
            [.. reminders.Select(row => new GrainReminderView(row.Name, row.Type, Time(row.DueAt)))],
            [
                .. entries.Select(row => new GrainEntryView(
                    row.Seq, Time(row.At), row.What, row.By, row.Rule, row.Why, row.Call)),
            ]));
    }

    private static ListQuery Query(string statement, in GrainId id, int shard) => new ListQuery(Sql, statement)
        .With("shard", shard).With("type", id.Type).With("key", id.Key).With("take", RowsMax);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class OwnerRow
    {
        public string? Owner { get; init; }

        public long Epoch { get; init; }
    }

    private sealed class MessageRow
    {
        public string Type { get; init; } = "";

        public long SentAt { get; init; }

        public long DueAt { get; init; }

        public int Attempts { get; init; }
    }

    private sealed class ReminderRow
    {
        public string Name { get; init; } = "";

        public string Type { get; init; } = "";

        public long DueAt { get; init; }
    }
}
