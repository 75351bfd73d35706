using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace ActorCrm.Server.Ingestion;

/// <summary>How the items of a body are written.</summary>
internal enum BodyForm
{
    /// <summary>One JSON value, or an array of them.</summary>
    Json,

    /// <summary>One JSON value a line.</summary>
    Lines,

    /// <summary>Something that is not read here.</summary>
    Unknown,
}

/// <summary>The body of an ingestion request: its form, and its bytes, unpacked.</summary>
internal static class RequestBody
{
    // Beyond the body's own limit: a client that is told "too large" should be able to read it, so the rest is taken.
    private const int DrainFactor = 8;

    /// <summary>The form that the content type names.</summary>
    public static BodyForm FormOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return BodyForm.Unknown;
        }

        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => BodyForm.Json,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => BodyForm.Lines,
            _ => BodyForm.Unknown,
        };
    }

    /// <summary>The bytes, unpacked; null for an encoding that is not known.</summary>
    public static PipeReader? Open(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => request.BodyReader,
        "gzip" => PipeReader.Create(new GZipStream(request.Body, CompressionMode.Decompress)),
        "br" => PipeReader.Create(new BrotliStream(request.Body, CompressionMode.Decompress)),
        _ => null,
    };

    /// <summary>
    /// Reads a body whole. Null when it is larger than allowed; the limit counts unpacked bytes, so that a small body
    /// cannot become a large one.
    /// </summary>
    public static async Task<ReadOnlySequence<byte>?> ReadAsync(
        HttpContext context, PipeReader body, int bytesMax, CancellationToken stop)
    {
        LimitTo(context, (long)bytesMax * DrainFactor);
        while (true)
        {
            var read = await body.ReadAsync(stop);
            if (read.Buffer.Length > bytesMax)
            {
                body.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Sets how much the web server reads; null for no limit and no least rate.</summary>
    public static void LimitTo(HttpContext context, long? bytesMax)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = bytesMax;
        }

        if (bytesMax is null && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            // A quiet night is no slow client.
            rate.MinDataRate = null;
        }
    }

    /// <summary>The problem of a content type that is not read.</summary>
    public static ProblemResult UnsupportedType() => Problem.Of(
        ProblemCode.UnsupportedMediaType, "Send application/json or application/x-ndjson, in UTF-8.");

    /// <summary>The problem of a content encoding that is not read.</summary>
    public static ProblemResult UnsupportedEncoding() => Problem.Of(
        ProblemCode.UnsupportedMediaType, "The content encoding is gzip, br, or none.");
}
