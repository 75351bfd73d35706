using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>A message on its way through a loop, with where it came from.</summary>
internal sealed class Envelope(GrainId to, int shard, object message, string cause, DateTimeOffset sentAt)
{
    public GrainId To { get; } = to;

    /// <summary>The grain's shard.</summary>
    public int Shard { get; } = shard;

    public object Message { get; } = message;

    /// <summary>Names the message; the same in every attempt.</summary>
    public string Cause { get; } = cause;

    public DateTimeOffset SentAt { get; } = sentAt;

    /// <summary>How often it failed.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// Set when its last attempt failed outside a turn, so that the next one only records the failure.
    /// </summary>
    public Exception? Failure { get; set; }

    /// <summary>Who waits in this process; null for durable messages and for those of other grains.</summary>
    public Caller? Caller { get; init; }

    /// <summary>Which of the caller's messages it is.</summary>
    public int CallerIndex { get; init; }

    /// <summary>The inbox row it was read from.</summary>
    public InboxRow? Inbox { get; init; }

    /// <summary>The reminder it was read from.</summary>
    public ReminderRow? Reminder { get; init; }

    /// <summary>True when it can be read again from the database.</summary>
    public bool IsDurable => Inbox is not null || Reminder is not null;

    /// <summary>A message that this one's turn sent.</summary>
    public Envelope Beget(in Outgoing outgoing, int index, int shardCount, DateTimeOffset now) =>
        new(outgoing.To, outgoing.To.Shard(shardCount), outgoing.Message, $"{Cause}.{index}", now);
}

/// <summary>Somebody in this process who waits for the answers to one or several messages.</summary>
internal sealed class Caller(int count)
{
    private readonly AskResult[] _results = new AskResult[count];
    private readonly TaskCompletionSource<AskResult[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = count;

    public Task<AskResult[]> Task => _done.Task;

    /// <summary>Ends one message. Loops of several shards may do so at once.</summary>
    public void End(int index, AskResult result)
    {
        _results[index] = result;
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _done.SetResult(_results);
        }
    }
}
