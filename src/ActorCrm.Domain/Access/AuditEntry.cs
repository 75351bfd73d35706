using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Domain.Access;

/// <summary>
/// One administrative or access event (grain <c>audit</c>, key = <see cref="KeyOf"/>). Written once, never changed;
/// each names the hash of the one before, so whoever changes, removes or inserts one breaks the chain behind it.
/// </summary>
/// <param name="Seq">Its place: 1, 2, 3 …, without gaps.</param>
/// <param name="At">When it was appended, UTC, to the millisecond.</param>
/// <param name="What">Past tense, camelCase: <c>apiKeyCreated</c>.</param>
/// <param name="By">Who: <c>user:…</c>, <c>apiKey:…</c>, <c>commandLine</c>, <c>firstStart</c>.</param>
/// <param name="Subject">What it happened to, as <c>type/key</c>; null where there is nothing.</param>
/// <param name="From">The network address that it came from, where one is known.</param>
/// <param name="Data">Further facts; never a secret.</param>
/// <param name="Previous">Hash of the entry before; of the first, <see cref="Beginning"/>.</param>
/// <param name="Hash">What <see cref="ComputeHash"/> gives.</param>
public sealed record AuditEntry(
    long Seq,
    DateTimeOffset At,
    string What,
    string By,
    string? Subject,
    string? From,
    Dictionary<string, string>? Data,
    string Previous,
    string Hash)
{
    /// <summary>The grain type.</summary>
    public const string Type = "audit";

    /// <summary>What the first entry names as the hash before it.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The key of a place: as text in the same order as the numbers.</summary>
    public static string KeyOf(long seq) => seq.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>
    /// SHA-256, lower-case hexadecimal, of all fields but <see cref="Hash"/> one after the other, each as the number
    /// of its bytes in UTF-8, a colon, and the bytes; a field that is absent is <c>-</c>. The order: previous, seq, at
    /// (Unix milliseconds), what, by, subject, from, the number of data, then each name and value by the bytes of
    /// names.
    /// </summary>
    public string ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(sha, Previous);
        Add(sha, Number(Seq));
        Add(sha, Number(At.ToUnixTimeMilliseconds()));
        Add(sha, What);
        Add(sha, By);
        Add(sha, Subject);
        Add(sha, From);
        Add(sha, Number(Data?.Count ?? 0));
        foreach (var (name, value) in (Data ?? []).OrderBy(fact => fact.Key, StringComparer.Ordinal))
        {
            Add(sha, name);
            Add(sha, value);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Add(IncrementalHash sha, string? field)
    {
        if (field is null)
        {
            sha.AppendData("-"u8);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(field);
        sha.AppendData(Encoding.UTF8.GetBytes($"{Number(bytes.Length)}:"));
        sha.AppendData(bytes);
    }
}

/// <summary>The end of the chain of audit entries (grain <c>audit_chain</c>, key <c>all</c>).</summary>
/// <param name="Seq">Place of the last entry.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="LastId">What named it when it was handed in; the same handed in again is not a second one.</param>
public sealed record AuditChain(long Seq, string Hash, Guid LastId)
{
    /// <summary>The grain type.</summary>
    public const string Type = "audit_chain";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "all";
}

/// <summary>
/// To <c>audit_chain</c>: something happened. Reply: <see cref="AuditAppended"/>.
/// </summary>
/// <param name="Id">Names the event.</param>
/// <param name="What">See <see cref="AuditEntry"/>, as the rest.</param>
/// <param name="By">Who.</param>
/// <param name="Subject">What it happened to.</param>
/// <param name="From">Where it came from.</param>
/// <param name="Data">Further facts.</param>
public sealed record AppendAudit(
    Guid Id, string What, string By, string? Subject = null, string? From = null,
    Dictionary<string, string>? Data = null);

/// <summary>The event is in the log.</summary>
public sealed record AuditAppended(long Seq);

/// <summary>To <c>audit</c>: keep this entry. No reply.</summary>
public sealed record StoreAuditEntry(AuditEntry Entry);
