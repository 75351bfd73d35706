using System.Text.Encodings.Web;
using System.Text.Json;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Hosting;

/// <summary>How answers are written: they are no HTML, so quotes and letters stay as they are.</summary>
internal static class PlainJson
{
    /// <summary>For a writer.</summary>
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Answers of ingestion.</summary>
    public static readonly IngestionJson Ingestion = new(Plain(IngestionJson.Default.Options));

    /// <summary>Problems.</summary>
    public static readonly ProblemJson Problem = new(Plain(ProblemJson.Default.Options));

    private static JsonSerializerOptions Plain(JsonSerializerOptions options) =>
        new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
