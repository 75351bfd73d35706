using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>
/// Gives each audit entry its place and its hash. There is one such grain in a database, so entries are chained one
/// after the other wherever they come from; grains tell it of what they do in the commit that does it.
/// </summary>
public static class AuditChainGrain
{
    /// <summary>The one grain.</summary>
    public static GrainId Id { get; } = new(AuditChain.Type, AuditChain.Key);

    /// <summary>Handles one message.</summary>
    public static AuditChain? Handle(Turn turn, AuditChain? state, object message) => message switch
    {
        AppendAudit append => Append(turn, state, append),
        _ => throw new InvalidOperationException($"The audit does not understand {message.GetType().Name}."),
    };

    /// <summary>Tells the audit what this grain does, in the same commit.</summary>
    internal static void Audit(
        this Turn turn, string what, string by, Dictionary<string, string>? data = null, string? from = null) =>
        turn.Tell(Id, new AppendAudit(turn.NewId(), what, by, turn.Self.ToString(), from, data));

    private static AuditChain Append(Turn turn, AuditChain? state, AppendAudit append)
    {
        if (state is not null && state.LastId == append.Id)
        {
            turn.Reply(new AuditAppended(state.Seq));
            return state;
        }

        var unsigned = new AuditEntry(
            (state?.Seq ?? 0) + 1,
            DateTimeOffset.FromUnixTimeMilliseconds(turn.Now.ToUnixTimeMilliseconds()),
            append.What, append.By, append.Subject, append.From, append.Data is { Count: 0 } ? null : append.Data,
            state?.Hash ?? AuditEntry.Beginning, "");
        var entry = unsigned with { Hash = unsigned.ComputeHash() };
        turn.Tell(new GrainId(AuditEntry.Type, AuditEntry.KeyOf(entry.Seq)), new StoreAuditEntry(entry));
        turn.Reply(new AuditAppended(entry.Seq));
        return new AuditChain(entry.Seq, entry.Hash, append.Id);
    }
}

/// <summary>Keeps one audit entry.</summary>
public static class AuditEntryGrain
{
    /// <summary>Handles one message. An entry that is there stays as it is.</summary>
    public static AuditEntry? Handle(Turn turn, AuditEntry? state, object message) => message switch
    {
        StoreAuditEntry store => state ?? store.Entry,
        _ => throw new InvalidOperationException($"An audit entry does not understand {message.GetType().Name}."),
    };
}

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
    /// Looks at the next entry; null when it is right, otherwise a sentence that names the first one that is broken.
    /// Nothing behind a broken entry can be trusted.
    /// </summary>
    public string? Next(AuditEntry entry)
    {
        var expected = Count + 1;
        if (entry.Seq != expected)
        {
            return entry.Seq > expected
                ? $"Entry {expected} is missing: {entry.Seq} comes after {Count}."
                : $"Entry {entry.Seq} stands where {expected} belongs.";
        }

        if (entry.Previous != _hash)
        {
            return $"Entry {entry.Seq} does not follow from the one before it.";
        }

        if (entry.Hash != entry.ComputeHash())
        {
            return $"Entry {entry.Seq} was changed: its hash is another.";
        }

        if (entry.Seq == chain?.Seq && entry.Hash != chain.Hash)
        {
            return $"Entry {entry.Seq} is not the one that the chain knows: the log was written anew.";
        }

        Count++;
        _hash = entry.Hash;
        return null;
    }

    /// <summary>
    /// Looks whether the log goes as far as the chain does; null when it does, otherwise what is missing.
    /// </summary>
    public string? End()
    {
        if (chain is null)
        {
            return Count == 0 ? null : "The end of the chain is missing.";
        }

        return Count < chain.Seq ? $"Entry {Count + 1} is missing: the log goes to {chain.Seq}." : null;
    }
}
