using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace ActorCrm.Server.Reads;

/// <summary>
/// Answers with one record and its <c>ETag</c>; with 304 and nothing when the client has that version already.
/// </summary>
public sealed class RecordResult<T>(T record, string tag) : IResult, IEndpointMetadataProvider
{
    /// <summary>A record under the version of its row.</summary>
    public RecordResult(T record, long version)
        : this(record, $"\"{version}\"")
    {
    }

    /// <summary>The body.</summary>
    public T Record => record;

    /// <summary>The entity tag, quotes included.</summary>
    public string Tag => tag;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-cache";
        if (HttpMethods.IsGet(request.Method) && EntityTags.Match(request.Headers.IfNoneMatch, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            response.Body, record, (JsonTypeInfo<T>)ReadJson.Plain.GetTypeInfo(typeof(T))!,
            httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document what the address answers.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(304));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            404, typeof(Problems.Problem), [Problems.Problem.MediaType]));
    }
}

/// <summary>Entity tags of RFC 9110.</summary>
internal static class EntityTags
{
    /// <summary>Whether a header names a tag, or all of them. Weak and strong compare alike, as If-None-Match
    /// asks.</summary>
    public static bool Match(IEnumerable<string?> header, string tag)
    {
        foreach (var line in header)
        {
            foreach (var part in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                var candidate = part.StartsWith("W/", StringComparison.Ordinal) ? part[2..] : part;
                if (candidate == tag || candidate == "*")
                {
                    return true;
                }
            }
        }

        return false;
    }
}
