using ActorCrm.Runtime.Grains;

namespace ActorCrm.Runtime.Storage;

/// <summary>
/// What the runtime asks of a database. Small on purpose: two implementations, one conformance suite. Every operation
/// is one transaction; any of them may throw <see cref="StorageException"/>, after which the caller does not know
/// whether a write happened (see <see cref="ReadCommitNumberAsync"/>).
/// </summary>
public interface IStorage : IAsyncDisposable
{
    /// <summary>Runs the migrations under a lock and reads what the database is. Harmless when run twice.</summary>
    Task<StorageInfo> OpenAsync(CancellationToken stop);

    /// <summary>
    /// Makes <paramref name="siloId"/> the owner of all shards and raises their epochs; whoever owned them can write
    /// no more. Returns the shards in order.
    /// </summary>
    Task<IReadOnlyList<ShardEpoch>> ClaimShardsAsync(string siloId, CancellationToken stop);

    /// <summary>The stored states among <paramref name="keys"/>; a key without a row is left out.</summary>
    Task<IReadOnlyList<StoredState>> LoadAsync(string grainType, IReadOnlyList<string> keys, CancellationToken stop);

    /// <summary>All states of a type, for the few types that are settings.</summary>
    Task<IReadOnlyList<StoredState>> LoadAllAsync(string grainType, CancellationToken stop);

    /// <summary>
    /// Makes a batch of turns durable, whole or not at all. Throws <see cref="StaleEpochException"/> when the silo no
    /// longer owns one of the shards, <see cref="StorageException"/> otherwise. It happens only if the loop's commit
    /// before it, by <see cref="Commit.Number"/>, is the last that happened; else the exception says that the one
    /// before is missing, and is transient. A loop may submit the next commit before this one has ended.
    /// A state with U+0000 in one of its texts is refused; in messages the character passes, and in the timeline and
    /// in errors it becomes U+FFFD.
    /// </summary>
    Task CommitAsync(Commit commit, CancellationToken stop);

    /// <summary>
    /// The number of the last commit of a loop that happened, 0 for none. Asked after a commit failed, because its
    /// answer may have been lost: it happened if its number is here or below. If it did not, it never will, nor will
    /// any that was submitted before the question, however late they arrive: the loop goes on with the number after
    /// this.
    /// </summary>
    Task<long> ReadCommitNumberAsync(string siloId, int loop, CancellationToken stop);

    /// <summary>
    /// The oldest inbox messages of <paramref name="shards"/> that are due, at most <paramref name="limit"/>.
    /// </summary>
    Task<DueRows<InboxRow>> ReadInboxAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>
    /// Puts messages into the inbox, in one round trip. Those whose id is there already are left as they are.
    /// </summary>
    Task AppendInboxAsync(IReadOnlyList<InboxRow> rows, CancellationToken stop);

    /// <summary>Removes and returns answers to a silo's asks, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<ReplyRow>> TakeRepliesAsync(string siloId, int limit, CancellationToken stop);

    /// <summary>The reminders of <paramref name="shards"/> that are due, earliest first.</summary>
    Task<DueRows<ReminderRow>> ReadRemindersAsync(
        IReadOnlyList<int> shards, DateTimeOffset now, int limit, CancellationToken stop);

    /// <summary>
    /// Leases due effects until <paramref name="leaseEnd"/>: pending ones, and running ones whose lease ended (their
    /// outcome is unknown, so they are tried again under the same idempotency key).
    /// </summary>
    Task<DueRows<EffectRow>> ClaimEffectsAsync(
        string siloId, DateTimeOffset now, DateTimeOffset leaseEnd, int limit, CancellationToken stop);

    /// <summary>
    /// Ends an effect: removes it and puts its outcome into the inbox of the grain that asked. False when the lease was
    /// lost, and then nothing is written.
    /// </summary>
    Task<bool> EndEffectAsync(EffectRow effect, InboxRow outcome, CancellationToken stop);

    /// <summary>
    /// Gives an effect back for another attempt at <paramref name="dueAt"/>. False when the lease was lost.
    /// </summary>
    Task<bool> RetryEffectAsync(EffectRow effect, DateTimeOffset dueAt, string error, CancellationToken stop);

    /// <summary>Dead letters, newest first, before the one with id <paramref name="before"/> if given.</summary>
    Task<IReadOnlyList<DeadLetterRow>> ReadDeadLettersAsync(string? before, int limit, CancellationToken stop);

    /// <summary>Moves a dead letter back to the inbox, due at once. Null when there is no such dead letter.</summary>
    Task<InboxRow?> RedriveAsync(string deadLetterId, DateTimeOffset now, CancellationToken stop);

    /// <summary>
    /// Adds a silo's minute to the history, or replaces it, and forgets all minutes before <paramref name="keepFrom"/>.
    /// </summary>
    Task WriteSiloMinuteAsync(SiloMinute minute, DateTimeOffset keepFrom, CancellationToken stop);

    /// <summary>How much lies in the queue tables, for metrics and the dashboard.</summary>
    Task<QueueCounts> CountQueuesAsync(CancellationToken stop);
}

/// <summary>What the database is.</summary>
/// <param name="ClusterId">Made when the database was created.</param>
/// <param name="ShardCount">Fixed when the database was created.</param>
/// <param name="IsNew">True when this start created it.</param>
public sealed record StorageInfo(string ClusterId, int ShardCount, bool IsNew);

/// <summary>A shard under the epoch in which its owner may write.</summary>
public readonly record struct ShardEpoch(int Shard, long Epoch);

/// <summary>A stored state.</summary>
public readonly record struct StoredState(string Key, long Version, byte[] Doc);

/// <summary>Rows that are due, and when the next one after them is (null: none is waiting).</summary>
public sealed record DueRows<T>(IReadOnlyList<T> Rows, DateTimeOffset? NextDueAt);

/// <summary>A durable message for a grain.</summary>
/// <param name="Id">Sortable by the time it was sent, unique.</param>
/// <param name="To">The grain.</param>
/// <param name="Shard">The grain's shard.</param>
/// <param name="Type">The stored name of the message's type.</param>
/// <param name="Payload">UTF-8 JSON.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="DueAt">Not handled before; later than <paramref name="SentAt"/> after a failed attempt.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="ReplyTo">The silo that waits for a <see cref="ReplyRow"/>; null when nobody does.</param>
public sealed record InboxRow(
    string Id, GrainId To, int Shard, string Type, byte[] Payload,
    DateTimeOffset SentAt, DateTimeOffset DueAt, int Attempts, string? ReplyTo = null);

/// <summary>The answer to a message that another silo put into the inbox.</summary>
/// <param name="SiloId">Who waits for it.</param>
/// <param name="Id">The id of the inbox message.</param>
/// <param name="Type">
/// The stored name of the answer's type; empty when the grain said nothing; null when the message became a dead letter.
/// </param>
/// <param name="Payload">UTF-8 JSON of the answer; of a dead letter, the error's text.</param>
public sealed record ReplyRow(string SiloId, string Id, string? Type, byte[] Payload);

/// <summary>A durable timer of a grain.</summary>
public sealed record ReminderRow(GrainId To, int Shard, string Name, DateTimeOffset DueAt, string Type, byte[] Payload);

/// <summary>An effect on its way from intent to outcome.</summary>
/// <param name="Id">Unique.</param>
/// <param name="From">The grain that asked.</param>
/// <param name="Shard">The grain's shard.</param>
/// <param name="Kind">Selects the executor.</param>
/// <param name="Type">The stored name of the payload's type.</param>
/// <param name="Payload">UTF-8 JSON.</param>
/// <param name="IdempotencyKey">The same in every attempt.</param>
/// <param name="DueAt">Not tried before.</param>
/// <param name="Attempts">How often it was claimed, this claim included.</param>
/// <param name="Token">Fences the claim: raised by each.</param>
public sealed record EffectRow(
    string Id, GrainId From, int Shard, string Kind, string Type, byte[] Payload, string IdempotencyKey,
    DateTimeOffset DueAt, int Attempts, long Token);

/// <summary>A message that failed too often, kept with its exception until somebody re-drives it.</summary>
public sealed record DeadLetterRow(
    string Id, GrainId To, int Shard, string Type, byte[] Payload, DateTimeOffset SentAt, DateTimeOffset FailedAt,
    int Attempts, string Error);

/// <summary>How many rows lie in the queue tables.</summary>
public sealed record QueueCounts(long Inbox, long Reminders, long Effects, long DeadLetters);

/// <summary>The database failed or refused. The write may or may not have happened.</summary>
public class StorageException : Exception
{
    public StorageException()
    {
    }

    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>
    /// True when the same request may succeed later: busy, full, cut off. False when its data is at fault.
    /// </summary>
    public bool IsTransient { get; init; }
}

/// <summary>Another silo owns one of the shards now: this one must write nothing more.</summary>
public sealed class StaleEpochException : StorageException
{
    public StaleEpochException()
    {
    }

    public StaleEpochException(string message)
        : base(message)
    {
    }

    public StaleEpochException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
