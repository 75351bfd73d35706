using System.ComponentModel;
using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Imports;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Imports;

/// <summary>Imports of files as records.</summary>
public static class ImportEndpoints
{
    /// <summary>Maps <c>/imports</c>.</summary>
    public static void MapImports(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/imports").RequirePermission(Permissions.RecordsWrite).WithTags("Imports");
        group.MapGet("", ListAsync).OnlyParameters<ImportListQuery>()
            .SeesAll().WithName("listImports").WithSummary("Imports, the latest first. They are kept for 7 days.");
        group.MapPost("", UploadAsync).OnlyParameters<ImportUploadQuery>()
            .Accepts<IFormFile>("*/*")
            .SeesAll().WithName("createImport")
            .WithSummary("Stores a file (CSV or NDJSON, gzipped or not) to be imported. Nothing is imported yet.");
        group.MapGet("/{id}", FindAsync).NoParameters()
            .SeesAll().WithName("getImport").WithSummary("An import: its settings, and how far it is.");
        group.MapPut("/{id}/settings", ConfigureAsync).NoParameters()
            .SeesAll().WithName("putImportSettings")
            .WithSummary("Corrects format, mapping, policy and keys, as long as it was not started.");
        group.MapGet("/{id}/preview", PreviewAsync).NoParameters()
            .SeesAll().WithName("previewImport")
            .WithSummary("The next 20 rows as they would be, with faults. Writes nothing.");
        group.MapPost("/{id}/start", StartAsync).NoParameters()
            .SeesAll().WithName("startImport").WithSummary("Begins, or goes on after a pause.");
        group.MapPost("/{id}/pause", (string id, ImportUploads imports, SiloHost silo, ClaimsPrincipal user) =>
                ChangeAsync(id, new PauseImport(user.Name()), imports, silo)).NoParameters()
            .SeesAll().WithName("pauseImport").WithSummary("Stops after the rows under way, within seconds.");
        group.MapPost("/{id}/cancel", (string id, ImportUploads imports, SiloHost silo, ClaimsPrincipal user) =>
                ChangeAsync(id, new CancelImport(user.Name()), imports, silo)).NoParameters()
            .SeesAll().WithName("cancelImport").WithSummary("Ends after the rows under way. What was imported stays.");
        group.MapDelete("/{id}", DeleteAsync).NoParameters()
            .SeesAll().WithName("deleteImport")
            .WithSummary("Forgets an import, its file and its faults; its records stay.");
        group.MapGet("/{id}/errors", ErrorsAsync).NoParameters()
            .SeesAll().WithName("getImportErrors")
            .WithSummary("The faulty rows as they were, and what is wrong, as CSV.");
    }

    private static async Task<Results<PageResult<ImportView>, ProblemResult>> ListAsync(
        [AsParameters] ImportListQuery asked, ImportReads reads, SiloHost silo, CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var after = read.Cursor("imports", asked.Cursor);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var imports = await reads.ListAsync(after?.Id, limit + 1, stop);
        return Page.Of("imports", imports, limit, import => new Cursor("", import.Id), import => View(import, silo));
    }

    private static async Task<Results<ImportMade, ProblemResult>> UploadAsync(
        [AsParameters] ImportUploadQuery asked, HttpContext http, ImportUploads uploads, ImportOptions options,
        SiloHost silo, ClaimsPrincipal user, CancellationToken stop)
    {
        var read = new Parameters();
        var type = read.Required("type", asked.Type);
        var name = read.Text("fileName", asked.FileName);
        var kind = read.Word<ImportKind>("kind", asked.Kind);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        if (Records.RecordAddress.Unknown(type, silo) is { } unknown)
        {
            return unknown;
        }

        var (body, refused) = await UploadBody.OpenAsync(http, options.SentBytesMax, stop);
        if (body is null)
        {
            return refused!;
        }

        var file = new UploadedFile(
            type, name ?? body.FileName,
            kind is null ? body.Kind : Enum.Parse<ImportKind>(kind, ignoreCase: true), body.Charset, user.Name());
        var (import, fault) = await uploads.StoreAsync(file, body.Stream, stop);
        return import is null ? fault! : new ImportMade(View(import, silo));
    }

    private static async Task<Results<RecordResult<ImportView>, ProblemResult>> FindAsync(
        string id, ImportReads reads, SiloHost silo, CancellationToken stop) =>
        await LookAsync(id, reads, stop) is { } import ? Answer(import, silo) : NotFound();

    private static async Task<Results<RecordResult<ImportView>, ProblemResult>> ConfigureAsync(
        string id, ImportSettingsRequest request, HttpRequest http, ImportReads reads, ImportUploads imports,
        ImportSettings settings, SiloHost silo, CancellationToken stop)
    {
        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        if (await LookAsync(id, reads, stop) is not { } import)
        {
            return NotFound();
        }

        var (message, problem) = await settings.ReadAsync(import, request, version, stop);
        return message is null ? problem! : await ChangeAsync(id, message, imports, silo);
    }

    private static async Task<Results<ViewResult<ImportPreviewView>, ProblemResult>> PreviewAsync(
        string id, ImportReads reads, ImportPreview preview, CancellationToken stop)
    {
        if (await LookAsync(id, reads, stop) is not { } import)
        {
            return NotFound();
        }

        return import.Status == ImportStatus.Uploading ? Problem.Of(ProblemCode.ImportNotReady)
            : await preview.ReadAsync(import, stop) is { } view ? new ViewResult<ImportPreviewView>(view)
            : Problem.Of(ProblemCode.ObjectTypeNotFound);
    }

    private static async Task<Results<RecordResult<ImportView>, ProblemResult>> StartAsync(
        string id, ImportReads reads, ImportUploads imports, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        if (await LookAsync(id, reads, stop) is not { } import)
        {
            return NotFound();
        }

        return import.Status == ImportStatus.Ready && ImportSettings.StartFault(import, silo) is { } fault
            ? fault
            : await ChangeAsync(id, new StartImport(user.Name()), imports, silo);
    }

    private static async Task<Results<RecordResult<ImportView>, ProblemResult>> ChangeAsync(
        string id, object message, ImportUploads imports, SiloHost silo)
    {
        if (!Guid.TryParseExact(id, "D", out _))
        {
            return NotFound();
        }

        var (import, problem) = await imports.AskAsync(id, message);
        return import is null ? problem! : Answer(import, silo);
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(
        string id, ImportUploads imports, SiloHost silo, ClaimsPrincipal user)
    {
        var changed = await ChangeAsync(id, new DeleteImport(user.Name()), imports, silo);
        return changed.Result is ProblemResult problem ? problem : TypedResults.NoContent();
    }

    private static async Task<Results<FileStreamed, ProblemResult>> ErrorsAsync(
        string id, ImportReads reads, ReadDatabase database, CancellationToken stop) =>
        await LookAsync(id, reads, stop) is { } import
            ? new FileStreamed(
                "text/csv; charset=utf-8", $"import-{id}-errors.csv",
                (target, token) => new ImportErrorsFile(import, reads, database).WriteAsync(target, token))
            : NotFound();

    private static Task<RecordImport?> LookAsync(string id, ImportReads reads, CancellationToken stop) =>
        Guid.TryParseExact(id, "D", out _) ? reads.FindAsync(id, stop) : Task.FromResult<RecordImport?>(null);

    private static RecordResult<ImportView> Answer(RecordImport import, SiloHost silo) =>
        new(View(import, silo), import.Version);

    internal static ImportView View(RecordImport import, SiloHost silo) => ImportView.Of(
        import, ImportPlan.Of(import, ServerSettings.Of(silo))?.Map ?? new Dictionary<string, string>());

    private static ProblemResult NotFound() => Problem.NotFound("There is no import with this id.");
}

/// <summary>Parameters of the list of imports.</summary>
public sealed class ImportListQuery
{
    [FromQuery(Name = "limit")]
    [Description("Imports on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}

/// <summary>What an upload says of its file.</summary>
public sealed class ImportUploadQuery
{
    [FromQuery(Name = "type")]
    [Description("The object type of the records.")]
    public string? Type { get; init; }

    [FromQuery(Name = "fileName")]
    [Description("What the file is called.")]
    public string? FileName { get; init; }

    [FromQuery(Name = "kind")]
    [Description("csv or ndjson; what content type, name or first byte say when absent.")]
    public string? Kind { get; init; }
}
