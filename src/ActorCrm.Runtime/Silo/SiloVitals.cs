using System.Text.Json;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// How a silo is: told with each beat, and once a minute to the history. Stored as JSON that silos of other versions
/// read: fields are added, never changed or removed, and what an older silo does not tell is null or 0.
/// </summary>
/// <param name="Activations">Grains in memory.</param>
/// <param name="QueueLength">Messages of callers that wait or are being handled.</param>
/// <param name="CpuSeconds">Processor time since the process started.</param>
/// <param name="WorkingSetBytes">Memory of the process.</param>
/// <param name="Cpu">Processors that were busy, on average over the window.</param>
/// <param name="Processors">Processors that there are.</param>
/// <param name="Shards">Shards that it serves.</param>
/// <param name="ActivationsByType">Grains in memory by type; types without any are left out.</param>
/// <param name="WindowSeconds">How long the window was that <paramref name="Turns"/> are of.</param>
/// <param name="Turns">
/// Turns within the window by kind, the most frequent first; at most <see cref="TurnsMax"/>.
/// </param>
public sealed record SiloVitals(
    int Activations,
    int QueueLength,
    double CpuSeconds,
    long WorkingSetBytes,
    double Cpu = 0,
    int Processors = 0,
    int Shards = 0,
    IReadOnlyDictionary<string, int>? ActivationsByType = null,
    double WindowSeconds = 0,
    IReadOnlyList<TurnRate>? Turns = null)
{
    /// <summary>Kinds of turns that are told; a row that is written twice a second must not grow without a
    /// bound.</summary>
    public const int TurnsMax = 40;

    /// <summary>Reads what a silo told; null when it told nothing yet.</summary>
    public static SiloVitals? Read(ReadOnlySpan<byte> json) =>
        json.SequenceEqual("{}"u8) ? null : JsonSerializer.Deserialize(json, RuntimeJson.Default.SiloVitals);

    /// <summary>UTF-8 JSON.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, RuntimeJson.Default.SiloVitals);
}

/// <summary>Turns of one kind within a window.</summary>
/// <param name="Grain">The grain type.</param>
/// <param name="Message">The stored name of the message's type.</param>
/// <param name="Turns">How many, the failed ones included.</param>
/// <param name="Errors">How many failed; each attempt counts.</param>
/// <param name="P50">The duration that half of them did not exceed, in milliseconds; up to a quarter too high.</param>
/// <param name="P99">The same for 99 of 100.</param>
public sealed record TurnRate(string Grain, string Message, long Turns, long Errors, double P50, double P99);
