using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Server.Tests.Webhooks;

/// <summary>A real HTTP server on the loopback address that keeps what it gets and answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _web;

    private Receiver(WebApplication web) => _web = web;

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>What is answered to a request; 204 when nobody said otherwise.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, http) => Status(http, 204);

    public Uri Address => new(_web.Urls.First());

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._web.Run(receiver.TakeAsync);
        await receiver._web.StartAsync();
        return receiver;
    }

    public static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Waits for requests; names what came when too few do.</summary>
    public async Task<List<Received>> UntilAsync(int count, Func<Received, bool>? which = null)
    {
        for (var i = 0; i < 600; i++)
        {
            var found = Requests.Where(request => which?.Invoke(request) != false).ToList();
            if (found.Count >= count)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException(
            $"{count} requests were awaited; there are "
            + string.Join(", ", Requests.GroupBy(one => one.Type).Select(type => $"{type.Count()} {type.Key}")));
    }

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = new Received(
            http.Request.Path,
            http.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        Requests.Enqueue(request);
        await Answer(request, http);
    }
}

/// <summary>A request as it came.</summary>
internal sealed record Received(string Path, Dictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => (string)Json["type"]!;

    /// <summary>
    /// Which of the signatures are right for a secret: written from the specification, not from the server's code.
    /// </summary>
    public bool[] Verify(string secret)
    {
        var content = $"{Id}.{Headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(Body)}";
        using var hmac = new HMACSHA256(Convert.FromBase64String(secret.Split('_', 2)[1]));
        var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(content)));
        return [.. Headers["webhook-signature"].Split(' ').Select(one => one == expected)];
    }
}
