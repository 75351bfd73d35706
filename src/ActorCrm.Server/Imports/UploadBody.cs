using System.IO.Compression;
using ActorCrm.Domain.Imports;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ActorCrm.Server.Imports;

/// <summary>The file in a request: its body, or the first file of a form.</summary>
/// <param name="Stream">The file, without the content encoding of the request.</param>
/// <param name="FileName">Its name in the form.</param>
/// <param name="Kind">What its content type says.</param>
/// <param name="Charset">What its content type says.</param>
internal sealed record UploadBody(Stream Stream, string? FileName, ImportKind? Kind, string? Charset)
{
    /// <summary>Room for the boundaries and headers of a form.</summary>
    private const long FormBytes = 1 << 20;

    private const int SectionsMax = 10;

    /// <summary>Opens it; a problem instead when there is none.</summary>
    public static async Task<(UploadBody? Body, ProblemResult? Problem)> OpenAsync(
        HttpContext http, long bytesMax, CancellationToken stop)
    {
        var request = http.Request;
        if (request.ContentLength > bytesMax + FormBytes)
        {
            return (null, Problem.Of(ProblemCode.BodyTooLarge, $"At most {bytesMax} bytes are sent."));
        }

        RequestBody.LimitTo(http, bytesMax + FormBytes);
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip" or "br"))
        {
            return (null, RequestBody.UnsupportedEncoding());
        }

        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        if (type?.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
        {
            // What is packed counts as it is sent: the limit of an unpacked file is another one.
            Stream body = encoding switch
            {
                "gzip" => new GZipStream(new CountedStream(request.Body, bytesMax), CompressionMode.Decompress),
                "br" => new BrotliStream(new CountedStream(request.Body, bytesMax), CompressionMode.Decompress),
                _ => request.Body,
            };
            return (new UploadBody(body, null, KindOf(type), Value(type?.Charset)), null);
        }

        return encoding is "" or "identity"
            ? await OpenFormAsync(request, HeaderUtilities.RemoveQuotes(type.Boundary).Value, stop)
            : (null, Problem.Of(
                ProblemCode.UnsupportedMediaType, "A form is not packed as a whole; the file in it may be gzipped."));
    }

    private static async Task<(UploadBody? Body, ProblemResult? Problem)> OpenFormAsync(
        HttpRequest request, string? boundary, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(boundary))
        {
            return (null, Problem.Of(ProblemCode.UnsupportedMediaType, "The form names no boundary."));
        }

        var form = new MultipartReader(boundary, request.Body) { BodyLengthLimit = null };
        for (var i = 0; i < SectionsMax; i++)
        {
            MultipartSection? section;
            try
            {
                section = await form.ReadNextSectionAsync(stop);
            }
            catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
            {
                return (null, Problem.Of(ProblemCode.MalformedEncoding, "The form is not well-formed."));
            }

            if (section is null)
            {
                break;
            }

            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                && disposition.IsFileDisposition())
            {
                _ = MediaTypeHeaderValue.TryParse(section.ContentType, out var type);
                var name = Value(disposition.FileNameStar) ?? Value(HeaderUtilities.RemoveQuotes(disposition.FileName));
                return (new UploadBody(section.Body, name, KindOf(type), Value(type?.Charset)), null);
            }
        }

        return (null, Problem.Of(ProblemCode.EmptyBody, "The form has no file."));
    }

    private static ImportKind? KindOf(MediaTypeHeaderValue? type) => Value(type?.MediaType)?.ToLowerInvariant() switch
    {
        "text/csv" => ImportKind.Csv,
        "application/x-ndjson" or "application/ndjson" or "application/jsonl" => ImportKind.Ndjson,
        _ => null,
    };

    private static string? Value(Microsoft.Extensions.Primitives.StringSegment? text) =>
        text is { HasValue: true, Length: > 0 } ? text.Value.Value : null;
}
