namespace ActorCrm.Runtime.Silo;

/// <summary>Limits of a silo. All of them are per silo unless they say otherwise.</summary>
public sealed class SiloOptions
{
    /// <summary>
    /// How many loops run turns, each over its part of the shards. Default: 1, which is right for SQLite (one writer).
    /// </summary>
    public int Loops { get; set; } = 1;

    /// <summary>Messages of callers that may wait per loop before callers are refused. Default: 8,192.</summary>
    public int QueueLengthMax { get; set; } = 8192;

    /// <summary>Turns after which a batch goes to its commit. Default: 4,096.</summary>
    public int BatchTurnsMax { get; set; } = 4096;

    /// <summary>Messages taken from the queue at a time. Default: 512.</summary>
    public int TakeMax { get; set; } = 512;

    /// <summary>
    /// How often messages may beget messages within one batch; the rest goes to the inbox. Default: 32.
    /// </summary>
    public int RoundsMax { get; set; } = 32;

    /// <summary>Attempts before a message becomes a dead letter. Default: 5.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>Wait before the second attempt; doubles with each. Default: 200 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between attempts. Default: 1 minute.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a message that a newer program wrote is left before it is looked at again. Default: 5 s.
    /// </summary>
    public TimeSpan NewerDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How old a message of a newer program may become before it counts as failed, as nobody came to handle it.
    /// Default: 1 day.
    /// </summary>
    public TimeSpan NewerMax { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Activations kept in memory per loop. Default: 100,000.</summary>
    public int ActivationsMax { get; set; } = 100_000;

    /// <summary>Estimated bytes of activations kept in memory per loop. Default: 256 MiB.</summary>
    public long ActivationBytesMax { get; set; } = 256L << 20;

    /// <summary>Inbox messages and reminders read at a time. Default: 512.</summary>
    public int ReadMax { get; set; } = 512;

    /// <summary>Effects done at the same time. Default: 16.</summary>
    public int EffectsMax { get; set; } = 16;

    /// <summary>How long an attempt of an effect may take; also its lease. Default: 1 minute.</summary>
    public TimeSpan EffectTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Attempts of an effect before it is given up and its grain is told. Default: 8.</summary>
    public int EffectAttemptsMax { get; set; } = 8;

    /// <summary>Longest sleep of a loop that has nothing to do. Default: 1 s.</summary>
    public TimeSpan IdleMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What a refused caller is told to wait. Default: 1 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with the values, each with its remedy; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(Loops is >= 1 and <= 64, "Silo:Loops must be 1 to 64; leave it out for the default.");
        Require(QueueLengthMax >= TakeMax, "Silo:QueueLengthMax must not be less than Silo:TakeMax.");
        Require(TakeMax >= 1, "Silo:TakeMax must be at least 1.");
        Require(BatchTurnsMax >= 1, "Silo:BatchTurnsMax must be at least 1.");
        Require(RoundsMax >= 1, "Silo:RoundsMax must be at least 1.");
        Require(AttemptsMax >= 1, "Silo:AttemptsMax must be at least 1.");
        Require(RetryDelay > TimeSpan.Zero && RetryDelayMax >= RetryDelay,
            "Silo:RetryDelay must be positive and not above Silo:RetryDelayMax.");
        Require(ActivationsMax >= 1 && ActivationBytesMax >= 1,
            "Silo:ActivationsMax and ActivationBytesMax must be positive.");
        Require(NewerDelay > TimeSpan.Zero && NewerMax >= TimeSpan.Zero,
            "Silo:NewerDelay must be positive and Silo:NewerMax not negative.");
        Require(ReadMax >= 1, "Silo:ReadMax must be at least 1.");
        Require(EffectsMax >= 1 && EffectAttemptsMax >= 1, "Silo:EffectsMax and EffectAttemptsMax must be at least 1.");
        Require(EffectTimeout > TimeSpan.Zero && IdleMax > TimeSpan.Zero && RetryAfter > TimeSpan.Zero,
            "Silo:EffectTimeout, IdleMax and RetryAfter must be positive.");
        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>The wait after the <paramref name="attempts"/>-th failure: doubling, bounded.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var delay = RetryDelay * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        return delay < RetryDelayMax ? delay : RetryDelayMax;
    }
}
