using ActorCrm.Runtime.Grains;

namespace ActorCrm.Runtime.Storage;

/// <summary>
/// Everything that a batch of turns changes. An implementation writes it in one transaction, in the order of the
/// members here and in the order of their keys, which is the same everywhere, so that two batches cannot deadlock.
/// </summary>
public sealed class Commit
{
    /// <summary>Who writes.</summary>
    public required string SiloId { get; init; }

    /// <summary>Which of the silo's loops writes.</summary>
    public required int Loop { get; init; }

    /// <summary>
    /// Counts the loop's commits that happened, from 1 and without gaps; stored by the commit, which is refused when
    /// the stored number is not the one before (<see cref="IStorage.ReadCommitNumberAsync"/>). A commit made again
    /// after a failure has the number after the last that happened: the number of the one that failed is used again.
    /// </summary>
    public long Number { get; set; }

    /// <summary>When the turns ran; the time of the timeline entries.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The shards touched, under the epochs that must still hold.</summary>
    public List<ShardEpoch> Epochs { get; } = [];

    /// <summary>States to insert, update or delete, sorted by type and key.</summary>
    public List<StateWrite> States { get; } = [];

    /// <summary>Timeline entries in the order in which they happened.</summary>
    public List<TimelineEntry> Timeline { get; } = [];

    /// <summary>Ids of inbox messages that were consumed.</summary>
    public List<string> InboxDeleted { get; } = [];

    /// <summary>Inbox messages to insert, or to replace after a failed attempt.</summary>
    public List<InboxRow> InboxPut { get; } = [];

    /// <summary>Reminders to set (not null) or to drop (null), the last change of each name only.</summary>
    public Dictionary<(GrainId Grain, string Name), ReminderRow?> Reminders { get; } = [];

    /// <summary>Effects to store.</summary>
    public List<EffectRow> Effects { get; } = [];

    /// <summary>Answers to asks of other silos.</summary>
    public List<ReplyRow> Replies { get; } = [];

    /// <summary>Messages that failed too often.</summary>
    public List<DeadLetterRow> DeadLetters { get; } = [];

    /// <summary>True when there is nothing to write.</summary>
    public bool IsEmpty() =>
        States.Count + Timeline.Count + InboxDeleted.Count + InboxPut.Count + Reminders.Count + Effects.Count
        + Replies.Count + DeadLetters.Count == 0;

    /// <summary>How many rows it writes, its own number row aside.</summary>
    public int RowCount() =>
        States.Count + Timeline.Count + InboxDeleted.Count + InboxPut.Count + Reminders.Count + Effects.Count
        + Replies.Count + DeadLetters.Count;
}

/// <summary>One state to write.</summary>
/// <param name="Id">The grain.</param>
/// <param name="Shard">Its shard.</param>
/// <param name="Version">The new version; the stored one must be one less (1: no row yet). Guards against two
/// writers.</param>
/// <param name="Doc">UTF-8 JSON; null deletes the row.</param>
public readonly record struct StateWrite(GrainId Id, int Shard, long Version, byte[]? Doc);
