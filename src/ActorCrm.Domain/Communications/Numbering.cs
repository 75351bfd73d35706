using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Communications;

/// <summary>
/// Hands out numbers that people read (grain <c>numbering</c>, key = what is numbered). A silo takes some at a time;
/// those that it has not used when it stops are left out.
/// </summary>
/// <param name="Next">The next one that nobody has.</param>
public sealed record Numbering(long Next)
{
    /// <summary>The grain type.</summary>
    public const string Type = "numbering";

    /// <summary>Most numbers at a time.</summary>
    public const int CountMax = 10_000;

    /// <summary>Handles one message.</summary>
    public static Numbering? Handle(Turn turn, Numbering? state, object message)
    {
        if (message is not TakeNumbers { Count: > 0 and <= CountMax } take)
        {
            throw new InvalidOperationException($"Numbers are taken 1 to {CountMax} at a time.");
        }

        var first = state?.Next ?? 1;
        turn.Reply(new NumbersTaken(first, take.Count));
        return new Numbering(first + take.Count);
    }
}

/// <summary>To <c>numbering</c>: give some numbers away. Reply: <see cref="NumbersTaken"/>.</summary>
public sealed record TakeNumbers(int Count);

/// <summary>These numbers are given to nobody else.</summary>
/// <param name="First">The first one.</param>
/// <param name="Count">How many, one after the other.</param>
public sealed record NumbersTaken(long First, int Count);
