using System.ComponentModel;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Access;

/// <summary>Shows the audit log.</summary>
internal static class AuditEndpoints
{
    private const string List = "audit";

    private static readonly FeatureSql Sql = FeatureSql.Load("Access/access");

    /// <summary>Maps <c>/audit</c>.</summary>
    public static void MapAudit(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/audit").RequirePermission(Permissions.AuditRead).WithTags("Access");
        group.MapGet("", ListAsync).OnlyParameters<AuditQuery>()
            .WithName("listAudit")
            .WithSummary("Who signed in, and who changed keys, users and settings, the latest first.");
        group.MapGet("/verification", VerifyAsync).NoParameters()
            .WithName("verifyAudit")
            .WithSummary("Reads the whole log and says whether an entry was changed, removed or put in.");
    }

    private static async Task<Results<PageResult<AuditView>, ProblemResult>> ListAsync(
        [AsParameters] AuditQuery asked, ReadDatabase database, CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var (before, _) = read.NumberCursor(List, asked.Cursor);
        var query = new ListQuery(Sql, "audit_list").With("take", limit + 1)
            .Where("audit_list_after", "beforeId", before is { } seq ? AuditEntry.KeyOf(seq) : null)
            .Where("audit_list_what", "what", read.Text("what", asked.What))
            .Where("audit_list_by", "by", read.Text("by", asked.By))
            .Where("audit_list_subject", "subject", read.Text("subject", asked.Subject))
            .Where("audit_list_since", "since", read.Time("since", asked.Since))
            .Where("audit_list_until", "until", read.Time("until", asked.Until));
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<StateRow>(database, stop);
        var entries = rows.Select(row => JsonSerializer.Deserialize(row.Doc, AccessJson.Default.AuditEntry)!).ToList();
        return Page.Of(List, entries, limit, entry => Cursor.Of(entry.Seq, ""), AuditView.Of);
    }

    private static async Task<ViewResult<AuditVerificationView>> VerifyAsync(AuditLog audit, CancellationToken stop)
    {
        var verification = await audit.VerifyAsync(stop);
        return new ViewResult<AuditVerificationView>(new AuditVerificationView(
            verification.Fault is null, verification.Count, verification.Fault?.Sentence));
    }
}

/// <summary>Parameters of the audit log.</summary>
public sealed class AuditQuery
{
    [FromQuery(Name = "what")]
    [Description("What happened, such as signInRefused.")]
    public string? What { get; init; }

    [FromQuery(Name = "by")]
    [Description("Who did it, such as user:0198c0de-7000-7000-8000-000000000000 or apiKey:abcdefgh.")]
    public string? By { get; init; }

    [FromQuery(Name = "subject")]
    [Description("What it happened to, as type/key, such as api_key/abcdefgh.")]
    public string? Subject { get; init; }

    [FromQuery(Name = "since")]
    [Description("Entries of then or later.")]
    public string? Since { get; init; }

    [FromQuery(Name = "until")]
    [Description("Entries before then.")]
    public string? Until { get; init; }

    [FromQuery(Name = "limit")]
    [Description("Entries on the page, 1 to 500; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The 'next' of the page before.")]
    public string? Cursor { get; init; }
}

/// <summary>One entry of the audit log.</summary>
/// <param name="Seq">Its place: 1, 2, 3 …, without gaps.</param>
/// <param name="At">When, UTC.</param>
/// <param name="What">Past tense: <c>apiKeyCreated</c>.</param>
/// <param name="By">Who: <c>user:…</c>, <c>apiKey:…</c>, <c>commandLine</c> …</param>
/// <param name="Subject">What it happened to, as <c>type/key</c>.</param>
/// <param name="From">The network address, where one is known.</param>
/// <param name="Data">Further facts.</param>
/// <param name="Previous">Hash of the entry before.</param>
/// <param name="Hash">SHA-256 over the entry; docs/access.md says of what.</param>
public sealed record AuditView(
    long Seq, DateTimeOffset At, string What, string By, string? Subject, string? From,
    IReadOnlyDictionary<string, string> Data, string Previous, string Hash)
{
    internal static AuditView Of(AuditEntry entry) => new(
        entry.Seq, entry.At, entry.What, entry.By, entry.Subject, entry.From, entry.Data ?? [], entry.Previous,
        entry.Hash);
}

/// <summary>Whether the log is as it was written.</summary>
/// <param name="IsIntact">Whether it is.</param>
/// <param name="Entries">Entries that are right, from the first on.</param>
/// <param name="Fault">Names the first one that is not; null when all are.</param>
public sealed record AuditVerificationView(bool IsIntact, long Entries, string? Fault);
