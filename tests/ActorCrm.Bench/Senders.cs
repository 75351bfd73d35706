using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActorCrm.Server;
using ActorCrm.Server.Calls.Ingestion;
using ActorCrm.Server.Ingestion;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Bench;

/// <summary>One way in: sends lines and waits until they are acknowledged. Throws when one is not accepted.</summary>
internal delegate Task Send(IReadOnlyList<string> lines);

internal static class Senders
{
    /// <summary>Bytes straight into what the endpoints use: read, hand to the silo, await the commit.</summary>
    public static Send InProcess(ServerApp server)
    {
        var ingestor = server.Services.GetRequiredService<Ingestor>();
        return async lines =>
        {
            var batch = new CallEventBatch();
            var now = TimeProvider.System.GetUtcNow();
            for (var i = 0; i < lines.Count; i++)
            {
                batch.Add(i, Encoding.UTF8.GetBytes(lines[i]), now);
            }

            await ingestor.CommitWindowAsync(batch, CancellationToken.None);
            Check(batch.Answer.Accepted, lines.Count, string.Join("; ", batch.Answer.Rejected));
        };
    }

    /// <summary>POSTs an array over loopback.</summary>
    public static Send Http(HttpClient http) => async lines =>
    {
        using var content = new StringContent(
            lines.Count == 1 ? lines[0] : $"[{string.Join(',', lines)}]", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("api/v1/call-events", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(text);
        Check(json.RootElement.GetProperty("accepted").GetInt32(), lines.Count, text);
    };

    public static HttpClient Client(ServerApp server, string key) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
        {
            BaseAddress = server.Address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private static void Check(int accepted, int sent, string why)
    {
        if (accepted != sent)
        {
            throw new InvalidOperationException($"{accepted} of {sent} were accepted: {why}");
        }
    }
}
