using System.Text.Json.Serialization;

namespace ActorCrm.Server.Ingestion;

/// <summary>What became of the events of a request; sent when all that is accepted is durable.</summary>
public sealed class IngestionAnswer
{
    /// <summary>How many were stored.</summary>
    public int Accepted { get; set; }

    /// <summary>How many had been stored before.</summary>
    public int Duplicates { get; set; }

    /// <summary>Those that were not stored, and why.</summary>
    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<Rejection> Rejected { get; } = [];

    /// <summary>Of a stream: the number, from 1, of the last line that has been answered.</summary>
    public long? Line { get; set; }

    /// <summary>
    /// Of a stream's last answer: why it ended early; the lines after <see cref="Line"/> must be sent again.
    /// </summary>
    public IngestionFault? Error { get; set; }
}

/// <summary>One event that was not stored.</summary>
/// <param name="Index">Its place, from 0: in the array, or among the stream's lines.</param>
/// <param name="Id">Its id, as far as it could be read.</param>
/// <param name="Code">Stable; see docs/errors.md.</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record Rejection(
    long Index, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id, string Code, string Message);

/// <summary>A fault of one event, or what ended a stream.</summary>
/// <param name="Code">Stable; see docs/errors.md.</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record IngestionFault(string Code, string Message);

/// <summary>JSON of answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IngestionAnswer))]
[JsonSerializable(typeof(StreamAnswer))]
internal sealed partial class IngestionJson : JsonSerializerContext;
