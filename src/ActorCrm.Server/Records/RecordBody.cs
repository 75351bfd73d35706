using System.IO.Pipelines;
using System.Text.Json;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Problems;
using Microsoft.Net.Http.Headers;

namespace ActorCrm.Server.Records;

/// <summary>The body of a request about records: a JSON object, read whole and strictly.</summary>
internal sealed class RecordBody
{
    /// <summary>Largest body about one record, in bytes, unpacked.</summary>
    public const int OneBytesMax = 2 << 20;

    /// <summary>Largest body about many, in bytes, unpacked.</summary>
    public const int ManyBytesMax = 8 << 20;

    /// <summary>How deep values may be nested.</summary>
    private const int DepthMax = 32;

    /// <summary>JSON, or a JSON merge patch (RFC 7396), which is JSON too.</summary>
    private static readonly string[] Types = ["application/json", "application/merge-patch+json"];

    private RecordBody(JsonElement json) => Json = json;

    /// <summary>An object in which no name is there twice and every text is well-formed.</summary>
    public JsonElement Json { get; }

    /// <summary>Reads the body; a problem instead when it is not one.</summary>
    public static async Task<(RecordBody? Body, ProblemResult? Problem)> ReadAsync(HttpContext http, int bytesMax)
    {
        if (!IsJson(http.Request))
        {
            return (null, Problem.Of(
                ProblemCode.UnsupportedMediaType, "Send application/json or application/merge-patch+json, in UTF-8."));
        }

        if (RequestBody.Open(http.Request) is not { } pipe)
        {
            return (null, RequestBody.UnsupportedEncoding());
        }

        try
        {
            return await ReadAsync(http, pipe, bytesMax);
        }
        catch (InvalidDataException)
        {
            return (null, Problem.Of(ProblemCode.MalformedEncoding));
        }
        finally
        {
            if (pipe != http.Request.BodyReader)
            {
                await pipe.CompleteAsync();
            }
        }
    }

    private static async Task<(RecordBody? Body, ProblemResult? Problem)> ReadAsync(
        HttpContext http, PipeReader pipe, int bytesMax)
    {
        if (await RequestBody.ReadAsync(http, pipe, bytesMax, http.RequestAborted) is not { } bytes)
        {
            return (null, Problem.Of(ProblemCode.BodyTooLarge, $"The body has {bytesMax} bytes at most."));
        }

        try
        {
            using var document = JsonDocument.Parse(
                bytes, new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, Problem.Of(ProblemCode.MalformedJson, "The body is a JSON object."));
            }

            CheckTexts(document.RootElement);

            // A copy: the bytes belong to the connection.
            return (new RecordBody(document.RootElement.Clone()), null);
        }
        catch (JsonException e)
        {
            return (null, Problem.Of(ProblemCode.MalformedJson, e.Message));
        }
        catch (InvalidOperationException)
        {
            return (null, Problem.Of(
                ProblemCode.MalformedJson, "A text is not well-formed: broken UTF-8, or half of a surrogate pair."));
        }
        finally
        {
            pipe.AdvanceTo(bytes.End);
        }
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && Types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Throws <see cref="InvalidOperationException"/> at a text that cannot be written again; no grain could keep it.
    /// </summary>
    internal static void CheckTexts(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
                }

                break;
            default:
                break;
        }
    }
}
