using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Forms;
using ActorCrm.Server.Access;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Forms;

/// <summary>Reads form submissions.</summary>
public static class FormReadEndpoints
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Forms/forms");

    /// <summary>Maps <c>GET /form-submissions/{source}/{id}</c>.</summary>
    public static void MapFormReads(this RouteGroupBuilder api) =>
        api.MapGet("/form-submissions/{source}/{**id}", FindAsync).NoParameters()
            .RequireScope(ApiScopes.Read).WithTags("Forms")
            .WithName("getFormSubmission").WithSummary("One form: what was sent, what each rule did and why.");

    private static async Task<Results<RecordResult<FormView>, ProblemResult>> FindAsync(
        string source, string id, HttpContext http, ReadDatabase database, CancellationToken stop)
    {
        var key = $"{source}/{RawAddress.Id(http, "/form-submissions/", id)}";
        var row = await new ListQuery(Sql, "form_find").With("id", key).ReadOneAsync<StateRow>(database, stop);
        if (row is null)
        {
            return Problem.NotFound("There is no form with this source and id.");
        }

        var form = JsonSerializer.Deserialize(row.Doc, FormJson.Default.FormSubmission)!;
        return new RecordResult<FormView>(FormView.Of(form, row.Version), row.Version);
    }
}
