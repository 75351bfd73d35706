using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Access;

/// <summary>
/// The log of administrative and access events. Grains tell it of their changes themselves; here is what no grain does,
/// and the verification.
/// </summary>
internal sealed class AuditLog(SiloHost silo, ReadDatabase database, TimeProvider clock)
{
    private const int PageLength = 1_000;
    private const int AttemptsMax = 5;

    private static readonly FeatureSql Sql = FeatureSql.Load("Access/access");
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Appends an event. What is done by hand is told before it is done, so that nothing is done and not told.
    /// </summary>
    public Task<AskResult> AppendAsync(
        string what, string by, string? subject, string? from, Dictionary<string, string>? data,
        CancellationToken stop) =>
        silo.AskAsync(AuditChainGrain.Id, new AppendAudit(Guid.NewGuid(), what, by, subject, from, data), stop);

    /// <summary>Holds every entry against the one before it, from the first on.</summary>
    public async Task<AuditVerification> VerifyAsync(CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var verification = await VerifyOnceAsync(stop);

            // The last entries may be on their way from the chain to their places.
            if (!verification.IsMissing || attempt == AttemptsMax)
            {
                return verification;
            }

            await Task.Delay(Pause, clock, stop);
        }
    }

    private async Task<AuditVerification> VerifyOnceAsync(CancellationToken stop)
    {
        var chain = await new ListQuery(Sql, "audit_chain_find").With("id", AuditChain.Key)
            .ReadOneAsync<StateRow>(database, stop);
        var check = new AuditCheck(
            chain is null ? null : JsonSerializer.Deserialize(chain.Doc, AccessJson.Default.AuditChain));
        for (var after = ""; ;)
        {
            var rows = await new ListQuery(Sql, "audit_read").With("afterId", after).With("take", PageLength)
                .ReadAsync<StateRow>(database, stop);
            foreach (var row in rows)
            {
                if (Fault(check, row) is { } fault)
                {
                    return new AuditVerification(check.Count, fault);
                }

                after = row.Id;
            }

            if (rows.Count < PageLength)
            {
                return new AuditVerification(check.Count, check.End());
            }
        }
    }

    private static AuditFault? Fault(AuditCheck check, StateRow row)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(row.Doc, AccessJson.Default.AuditEntry);
            return entry is null || row.Id != AuditEntry.KeyOf(entry.Seq)
                ? AuditFault.Broken($"Entry {check.Count + 1} was changed: the row '{row.Id}' holds another.")
                : check.Next(entry);
        }
        catch (JsonException)
        {
            return AuditFault.Broken($"Entry {check.Count + 1} was changed: it cannot be read.");
        }
    }
}

/// <summary>What came of a verification.</summary>
/// <param name="Count">Entries that are right, from the first on.</param>
/// <param name="Fault">The first that is not; null when all are.</param>
internal sealed record AuditVerification(long Count, AuditFault? Fault)
{
    /// <summary>Whether the fault may be gone when all that was decided is stored.</summary>
    public bool IsMissing => Fault is { IsMissing: true };
}
