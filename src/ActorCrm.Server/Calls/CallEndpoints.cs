using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Calls;

/// <summary>The call log.</summary>
public static class CallEndpoints
{
    private const string Missing = "There is no call with this source and id.";
    private const string List = "calls";

    private static readonly FeatureSql Sql = FeatureSql.Load("Calls/calls");

    /// <summary>Maps <c>/calls</c>.</summary>
    public static void MapCalls(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/calls").RequirePermission(Permissions.RecordsRead).WithTags("Calls");
        group.MapGet("", ListAsync).OnlyParameters<CallListQuery>().SeesMany()
            .WithName("listCalls").WithSummary("Calls, newest first.");

        // The id is the rest of the address: ids of some telephone systems have slashes.
        group.MapGet("/{source}/{**callId}", FindAsync).OnlyParameters<CallQuery>()
            .SeesOne(Missing, http => new NamedRecord(Call.Type, Key(http)))
            .WithName("getCall")
            .WithSummary("One call: what happened, which triggers fired, what each rule did and why.");
    }

    /// <summary>One call; null when there is none.</summary>
    internal static Task<StateRow?> ReadAsync(
        ReadDatabase database, string source, string callId, CancellationToken stop) =>
        new ListQuery(Sql, "call_find").With("id", $"{source}/{callId}").ReadOneAsync<StateRow>(database, stop);

    private static async Task<Results<PageResult<CallView>, ProblemResult>> ListAsync(
        [AsParameters] CallListQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var (sort, id) = read.NumberCursor(List, asked.Cursor);
        var query = new ListQuery(Sql, "call_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), Call.Type)
            .Where("call_list_after", "sort", sort).With("id", id)
            .Where("call_list_since", "since", read.Time("since", asked.Since))
            .Where("call_list_until", "until", read.Time("until", asked.Until))
            .Where("call_list_number", "number", read.Number("number", asked.Number, ServerSettings.Of(silo)))
            .Where("call_list_contact", "contactId", read.Id("contactId", asked.ContactId))
            .Where("call_list_deal", "dealId", read.Id("dealId", asked.DealId))
            .Where("call_list_direction", "direction", read.Word<CallDirection>("direction", asked.Direction))
            .Where("call_list_outcome", "outcome", read.Word<CallOutcome>("outcome", asked.Outcome))
            .Where("call_list_phase", "phase", read.Word<CallPhase>("phase", asked.Phase))
            .Where("call_list_source", "source", read.Text("source", asked.Source))
            .Where("call_list_answered_by", "answeredBy", read.Text("answeredBy", asked.AnsweredBy))
            .Where("call_list_trigger", "trigger", read.Word("trigger", asked.Trigger, Enum.GetNames<Trigger>()[..9]));
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<CallRow>(database, stop);
        return Page.Of(
            List, rows, limit, row => Cursor.Of(row.StartedAt, row.Id),
            row => View(row.Doc, row.Version, withEvents: false));
    }

    private static async Task<Results<RecordResult<CallView>, ProblemResult>> FindAsync(
        string source, string callId, [AsParameters] CallQuery asked, HttpContext http, ReadDatabase database,
        CancellationToken stop)
    {
        var read = new Parameters();
        var withEvents = read.Flag("events", asked.Events) == true;
        if (read.Problem is { } problem)
        {
            return problem;
        }

        if (await ReadAsync(database, source, RawAddress.Id(http, "/calls/", callId), stop) is not { } row)
        {
            return Problem.NotFound(Missing);
        }

        var view = View(row.Doc, row.Version, withEvents);
        return new RecordResult<CallView>(view, withEvents ? $"\"{row.Version}-events\"" : $"\"{row.Version}\"");
    }

    private static string Key(HttpContext http) =>
        $"{http.GetRouteValue("source")}/{RawAddress.Id(http, "/calls/", $"{http.GetRouteValue("callId")}")}";

    private static CallView View(string doc, long version, bool withEvents) =>
        CallView.Of(JsonSerializer.Deserialize(doc, CallJson.Default.Call)!, version, withEvents);

    // No positional record: of a computed column the database knows no type while there is no row, and Dapper would
    // find no constructor.
    private sealed class CallRow
    {
        public string Id { get; init; } = "";

        public long Version { get; init; }

        public long StartedAt { get; init; }

        public string Doc { get; init; } = "";
    }
}
