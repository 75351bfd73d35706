namespace ActorCrm.Domain.Access;

/// <summary>Holds the entries of the log against each other, one after the other from the first on.</summary>
/// <param name="chain">
/// The chain's end, read before the entries are, since more of them may come meanwhile; null when there is none.
/// </param>
public sealed class AuditCheck(AuditChain? chain)
{
    private string _hash = AuditEntry.Beginning;

    /// <summary>Entries that are right so far.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Looks at the next entry; null when it is right, otherwise what is wrong with the first one that is. Nothing
    /// behind a broken entry can be trusted.
    /// </summary>
    public AuditFault? Next(AuditEntry entry)
    {
        var expected = Count + 1;
        if (entry.Seq != expected)
        {
            return entry.Seq > expected
                ? AuditFault.Missing($"Entry {expected} is missing: {entry.Seq} comes after {Count}.")
                : AuditFault.Broken($"Entry {entry.Seq} stands where {expected} belongs.");
        }

        if (entry.Previous != _hash)
        {
            return AuditFault.Broken($"Entry {entry.Seq} does not follow from the one before it.");
        }

        if (entry.Hash != entry.ComputeHash())
        {
            return AuditFault.Broken($"Entry {entry.Seq} was changed: its hash is another.");
        }

        if (entry.Seq == chain?.Seq && entry.Hash != chain.Hash)
        {
            return AuditFault.Broken(
                $"Entry {entry.Seq} is not the one that the chain knows: the log was written anew.");
        }

        Count++;
        _hash = entry.Hash;
        return null;
    }

    /// <summary>
    /// Looks whether the log goes as far as the chain does; null when it does, otherwise what is missing.
    /// </summary>
    public AuditFault? End() => chain switch
    {
        null => Count == 0 ? null : AuditFault.Missing("The end of the chain is missing."),
        _ => Count < chain.Seq
            ? AuditFault.Missing($"Entry {Count + 1} is missing: the log goes to {chain.Seq}.")
            : null,
    };
}

/// <summary>Why the log cannot be trusted.</summary>
/// <param name="Sentence">Names the first broken entry.</param>
/// <param name="IsMissing">Something is not there, and may only be late.</param>
public sealed record AuditFault(string Sentence, bool IsMissing)
{
    /// <summary>Something is not there.</summary>
    public static AuditFault Missing(string sentence) => new(sentence, IsMissing: true);

    /// <summary>Something was changed.</summary>
    public static AuditFault Broken(string sentence) => new(sentence, IsMissing: false);
}
