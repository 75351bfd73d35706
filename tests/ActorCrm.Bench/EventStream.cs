using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace ActorCrm.Bench;

/// <summary>One connection of an adapter that streams NDJSON without end and reads the answers as they come.</summary>
internal sealed class EventStream
{
    private readonly TaskCompletionSource<Stream> _request = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<int> _answers = Channel.CreateUnbounded<int>();

    public EventStream(HttpClient http) => _ = ReadOrFailAsync(http);

    /// <summary>Writes the lines and waits until all of them are acknowledged.</summary>
    public async Task SendAsync(IReadOnlyList<string> lines)
    {
        var body = await _request.Task;
        await body.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        await body.FlushAsync();
        for (var missing = lines.Count; missing > 0;)
        {
            missing -= await _answers.Reader.ReadAsync();
        }
    }

    /// <summary>A fault shows where somebody waits for an answer.</summary>
    private async Task ReadOrFailAsync(HttpClient http)
    {
        try
        {
            await ReadAsync(http);
            _answers.Writer.Complete();
        }
        catch (Exception e)
        {
            _answers.Writer.Complete(e);
        }
    }

    private async Task ReadAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/call-events")
        {
            Content = new Body(_request),
        };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("rejected").GetArrayLength() > 0)
            {
                throw new InvalidOperationException(line);
            }

            _answers.Writer.TryWrite(json.RootElement.GetProperty("accepted").GetInt32());
        }
    }

    private sealed class Body : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _open;

        public Body(TaskCompletionSource<Stream> open)
        {
            _open = open;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _open.SetResult(stream);

            // The request ends when the program does.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
