using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Demo;

/// <summary>The server as anybody else reaches it: HTTP, JSON, an API key.</summary>
internal sealed class DemoApi : IDisposable
{
    private const int PageSize = 500;

    private readonly HttpClient _http;

    /// <summary>A caller with a key.</summary>
    /// <param name="address">The server.</param>
    /// <param name="key">The key.</param>
    public DemoApi(Uri address, string key)
    {
        _http = new HttpClient { BaseAddress = new Uri(address, "/api/v1/"), Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request as it is; whatever the answer is, it is returned.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) =>
        _http.SendAsync(request, stop);

    /// <summary>Replaces a resource.</summary>
    public async Task PutAsync(string path, JsonNode body, CancellationToken stop)
    {
        using var content = Json(body);
        using var answer = await _http.PutAsync(path, content, stop);
        await RequireAsync(answer, stop);
    }

    /// <summary>Asks for something to be done.</summary>
    public async Task PostAsync(string path, JsonNode? body, CancellationToken stop)
    {
        using var content = body is null ? null : Json(body);
        using var answer = await _http.PostAsync(path, content, stop);
        await RequireAsync(answer, stop);
    }

    /// <summary>Reads one record.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken stop)
    {
        using var answer = await _http.GetAsync(path, stop);
        await RequireAsync(answer, stop);
        using var document = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(stop), default, stop);
        return document.RootElement.Clone();
    }

    /// <summary>Reads a list, page after page.</summary>
    public async IAsyncEnumerable<JsonElement> ListAsync(string path, [EnumeratorCancellation] CancellationToken stop)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        string? cursor = null;
        do
        {
            var after = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await GetAsync($"{path}{separator}limit={PageSize}{after}", stop);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                yield return item;
            }

            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
    }

    private static StringContent Json(JsonNode body) =>
        new(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));

    private static async Task RequireAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoFailedException(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.PathAndQuery} was answered "
                + $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(stop)}");
        }
    }
}

/// <summary>The server did not do what the demonstration relies on; the message quotes its answer.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
