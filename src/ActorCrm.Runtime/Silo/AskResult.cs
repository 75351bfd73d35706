namespace ActorCrm.Runtime.Silo;

/// <summary>What became of an ask. A closed set: see the nested types.</summary>
public abstract record AskResult
{
    private AskResult()
    {
    }

    /// <summary>The turn's commit is durable; <paramref name="Answer"/> is what it replied (null: nothing).</summary>
    public sealed record Answered(object? Answer) : AskResult;

    /// <summary>The queue is full; nothing was taken. Try again after <paramref name="RetryAfter"/>.</summary>
    public sealed record Overloaded(TimeSpan RetryAfter) : AskResult;

    /// <summary>The silo is stopping; the message was not handled. Try another silo, or again later.</summary>
    public sealed record Stopping : AskResult;

    /// <summary>
    /// Nobody can say whether the message was or will be handled: the database or the silo that has it did not answer
    /// in time. Ask again with the same content; what has an id of its own is not done twice.
    /// </summary>
    public sealed record Unknown : AskResult;

    /// <summary>The message failed too often and is kept as a dead letter.</summary>
    public sealed record DeadLettered(string DeadLetterId, string Error) : AskResult;
}
