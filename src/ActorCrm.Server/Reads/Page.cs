using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace ActorCrm.Server.Reads;

/// <summary>A piece of a list.</summary>
/// <param name="Items">The records in the list's order.</param>
/// <param name="Next">Give it as <c>cursor</c> to read on; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Records on a page when the request does not say.</summary>
    public const int LimitDefault = 50;

    /// <summary>Most records on a page.</summary>
    public const int LimitMax = 500;
}

/// <summary>Answers with a page.</summary>
public sealed class PageResult<T>(Page<T> page) : IResult, IEndpointMetadataProvider
{
    /// <summary>The body.</summary>
    public Page<T> Page => page;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            httpContext.Response.Body, page, (JsonTypeInfo<Page<T>>)ReadJson.Plain.GetTypeInfo(typeof(Page<T>))!,
            httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document what the address answers.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(Page<T>), ["application/json"]));
}

/// <summary>Makes pages.</summary>
internal static class Page
{
    /// <summary>
    /// The page of rows that were read with a limit one above the page's: the row too many says that there is more.
    /// </summary>
    public static PageResult<T> Of<TRow, T>(
        string list, IReadOnlyList<TRow> rows, int limit, Func<TRow, Cursor> cursor, Func<TRow, T> view)
    {
        var count = Math.Min(limit, rows.Count);
        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = view(rows[i]);
        }

        return new PageResult<T>(new Page<T>(items, rows.Count > limit ? cursor(rows[count - 1]).Write(list) : null));
    }
}
