using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace ActorCrm.Server.Reads;

/// <summary>Answers with something that is only true for a moment, and so has no <c>ETag</c>.</summary>
public sealed class ViewResult<T>(T view) : IResult, IEndpointMetadataProvider
{
    /// <summary>The body.</summary>
    public T View => view;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(
            httpContext.Response.Body, view, (JsonTypeInfo<T>)ReadJson.Plain.GetTypeInfo(typeof(T))!,
            httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document what the address answers.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(T), ["application/json"]));
}
