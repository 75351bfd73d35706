using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Commands.Import;

/// <summary>
/// A server. Each piece is one request, sent again while the server has no room or cannot be reached; what was stored
/// meanwhile is a duplicate then.
/// </summary>
internal sealed class HttpTarget : IEventTarget
{
    private const int AttemptsMax = 30;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    /// <summary>Sends to a server's address with a key that has the scope <c>ingest</c>.</summary>
    public HttpTarget(Uri address, string key, TimeProvider clock)
    {
        _clock = clock;
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <inheritdoc/>
    public async Task<IngestionAnswer> SendAsync(ReadOnlyMemory<byte> lines, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var why = "The server stopped.";
            try
            {
                if (await TrySendAsync(lines, stop) is { } answer)
                {
                    return answer;
                }
            }
            catch (HttpRequestException e)
            {
                why = e.Message;
            }

            if (attempt == AttemptsMax)
            {
                throw new ImportException($"Given up after {AttemptsMax} attempts: {why}");
            }

            await Task.Delay(RetryDelay, _clock, stop);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Null when it should be sent again.</summary>
    private async Task<IngestionAnswer?> TrySendAsync(ReadOnlyMemory<byte> lines, CancellationToken stop)
    {
        using var content = new ReadOnlyMemoryContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue(LineStream.MediaType);
        using var response = await _http.PostAsync(new Uri("/api/v1/call-events", UriKind.Relative), content, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture, $"The server answered {(int)response.StatusCode}: {text}"));
        }

        return Join(text);
    }

    private static IngestionAnswer? Join(string text)
    {
        var all = new IngestionAnswer();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var answer = JsonSerializer.Deserialize(line, IngestionJson.Default.IngestionAnswer)
                ?? throw new ImportException("The server's answer cannot be read.");
            if (answer.Error is not null)
            {
                return null;
            }

            all.Accepted += answer.Accepted;
            all.Duplicates += answer.Duplicates;
            all.Rejected.AddRange(answer.Rejected);
        }

        return all;
    }
}
