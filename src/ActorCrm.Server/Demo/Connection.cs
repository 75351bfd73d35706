using System.Net.Http.Headers;
using System.Text.Json;
using ActorCrm.Server.Demo.Story;

namespace ActorCrm.Server.Demo;

/// <summary>
/// One adapter's way to the server. Each adapter speaks as real ones do: lines, an array, or one form at a time.
/// </summary>
internal sealed class Connection(DemoApi api, Sender sender, Acknowledgements acknowledgements, TimeProvider clock)
{
    private const int AttemptsMax = 100;
    private static readonly TimeSpan RetryDefault = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends what is due, in its order; ends when all of it is durable.</summary>
    public async Task SendAsync(IReadOnlyList<Delivery> due, CancellationToken stop)
    {
        switch (sender)
        {
            case Sender.Website:
                foreach (var form in due)
                {
                    await PostAsync("form-submissions", "application/json", form.Json, stop);
                }

                break;
            case Sender.Berlin:
                await PostAsync("call-events", "application/json", Join(due, "["u8, ","u8, "]"u8), stop);
                break;
            default:
                await PostAsync("call-events", "application/x-ndjson", Join(due, ""u8, "\n"u8, "\n"u8), stop);
                break;
        }
    }

    private static byte[] Join(
        IReadOnlyList<Delivery> due, ReadOnlySpan<byte> first, ReadOnlySpan<byte> between, ReadOnlySpan<byte> last)
    {
        using var body = new MemoryStream();
        for (var i = 0; i < due.Count; i++)
        {
            body.Write(i == 0 ? first : between);
            body.Write(due[i].Json);
        }

        body.Write(last);
        return body.ToArray();
    }

    private async Task PostAsync(string path, string type, byte[] body, CancellationToken stop)
    {
        var startedAt = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
            using var answer = await api.SendAsync(request, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            if (answer.IsSuccessStatusCode)
            {
                Count(text, clock.GetElapsedTime(startedAt));
                return;
            }

            if ((int)answer.StatusCode is not (429 or 503) || attempt == AttemptsMax)
            {
                throw new DemoFailedException($"POST {path} was answered {(int)answer.StatusCode}: {text}");
            }

            acknowledgements.Retry();
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? RetryDefault, clock, stop);
        }
    }

    // A stream is answered in several lines, everything else in one.
    private void Count(string text, TimeSpan took)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            using var document = JsonDocument.Parse(line);
            var answer = document.RootElement;
            if (answer.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            {
                throw new DemoFailedException($"The stream of {sender} ended early: {line}");
            }

            acknowledgements.Add(
                answer.GetProperty("accepted").GetInt64(),
                answer.GetProperty("duplicates").GetInt64(),
                [.. answer.GetProperty("rejected").EnumerateArray().Select(fault => fault.GetRawText())],
                took);
        }
    }
}
