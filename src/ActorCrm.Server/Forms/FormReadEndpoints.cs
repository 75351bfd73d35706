using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Forms;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Forms;

/// <summary>Reads form submissions.</summary>
public static class FormReadEndpoints
{
    private const string Missing = "There is no form with this source and id.";
    private const string List = "formSubmissions";

    private static readonly FeatureSql Sql = FeatureSql.Load("Forms/forms");

    /// <summary>Maps the reads of <c>/form-submissions</c>.</summary>
    public static void MapFormReads(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/form-submissions").RequirePermission(Permissions.RecordsRead).WithTags("Forms");
        group.MapGet("", ListAsync).OnlyParameters<FormListQuery>().SeesMany()
            .WithName("listFormSubmissions").WithSummary("Form submissions, newest first.");
        group.MapGet("/{source}/{**id}", FindAsync).NoParameters()
            .SeesOne(Missing, http => new NamedRecord(FormSubmission.Type, Key(http)))
            .WithName("getFormSubmission").WithSummary("One form: what was sent, what each rule did and why.");
    }

    private static async Task<Results<PageResult<FormView>, ProblemResult>> ListAsync(
        [AsParameters] FormListQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var (sort, id) = read.NumberCursor(List, asked.Cursor);
        var query = new ListQuery(Sql, "form_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), FormSubmission.Type)
            .Where("form_list_after", "sort", sort).With("id", id)
            .Where("form_list_source", "source", read.Text("source", asked.Source))
            .Where("form_list_phone", "phone", read.Number("phone", asked.Phone, ServerSettings.Of(silo)))
            .Where("form_list_contact", "contactId", read.Id("contactId", asked.ContactId));
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<FormRow>(database, stop);
        return Page.Of(
            List, rows, limit, row => Cursor.Of(row.ReceivedAt, row.Id), row => View(row.Doc, row.Version));
    }

    private static async Task<Results<RecordResult<FormView>, ProblemResult>> FindAsync(
        HttpContext http, ReadDatabase database, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "form_find").With("id", Key(http)).ReadOneAsync<StateRow>(database, stop);
        return row is null
            ? Problem.NotFound(Missing)
            : new RecordResult<FormView>(View(row.Doc, row.Version), row.Version);
    }

    private static string Key(HttpContext http) =>
        $"{http.GetRouteValue("source")}/{RawAddress.Id(http, "/form-submissions/", $"{http.GetRouteValue("id")}")}";

    private static FormView View(string doc, long version) =>
        FormView.Of(JsonSerializer.Deserialize(doc, FormJson.Default.FormSubmission)!, version);

    // No positional record: of a computed column the database knows no type while there is no row, and Dapper would
    // find no constructor.
    private sealed class FormRow
    {
        public string Id { get; init; } = "";

        public long Version { get; init; }

        public long ReceivedAt { get; init; }

        public string Doc { get; init; } = "";
    }
}
