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
