using System.Reflection;
using System.Text.Json;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.Metadata;

namespace ActorCrm.Server.Imports;

/// <summary>Answers with an import that was just made.</summary>
public sealed class ImportMade(ImportView import) : IResult, IEndpointMetadataProvider
{
    /// <summary>The body.</summary>
    public ImportView Import => import;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.ETag = $"\"{import.Version}\"";
        response.Headers.Location = $"/api/v1/imports/{import.Id}";
        response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            response.Body, import, ReadJson.Plain.ImportView, httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document what the address answers.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(201, typeof(ImportView), ["application/json"]));
        foreach (var refused in new[] { 404, 413, 415 })
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(refused, typeof(Problem), [Problem.MediaType]));
        }
    }
}

/// <summary>
/// Answers with a file that is written while it is sent: nothing of it is held but what is under way. One that fails
/// in the middle is cut off, so that it is not taken for a whole one.
/// </summary>
/// <param name="type">Its content type.</param>
/// <param name="name">What to call it.</param>
/// <param name="write">Writes it.</param>
public sealed class FileStreamed(string type, string name, Func<Stream, CancellationToken, Task> write)
    : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.Headers.CacheControl = "no-store";
        await write(response.Body, httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document what the address answers.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(string), ["text/csv"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(404, typeof(Problem), [Problem.MediaType]));
    }
}
