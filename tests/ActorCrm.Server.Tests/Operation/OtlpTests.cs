using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Server.Tests.Operation;

public sealed class OtlpTests
{
    [Fact]
    public async Task Metrics_go_to_the_collector_that_the_command_line_names()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await CollectAsync(received);
        await using var server = new TestServer
        {
            Settings =
            [
                "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First(),
                "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "--OTEL_METRIC_EXPORT_INTERVAL", "100",
            ],
        };
        await server.InitializeAsync();

        var text = await received.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        text.ShouldContain("actorcrm.queue.length");
    }

    [Fact]
    public async Task What_was_measured_last_is_sent_when_the_server_stops()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await CollectAsync(received);
        await using (var server = new TestServer
        {
            Settings =
            [
                "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First(),
                "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "--OTEL_METRIC_EXPORT_INTERVAL", "3600000",
            ],
        })
        {
            await server.InitializeAsync();
            received.Task.IsCompleted.ShouldBeFalse();
        }

        received.Task.IsCompleted.ShouldBeTrue();
    }

    /// <summary>A collector of OTLP over HTTP; the first body with a metric of the silo ends the waiting.</summary>
    private static async Task<WebApplication> CollectAsync(TaskCompletionSource<string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);

            // Protobuf holds names as they are.
            var text = Encoding.Latin1.GetString(body.ToArray());
            if (text.Contains("actorcrm.", StringComparison.Ordinal))
            {
                received.TrySetResult(text);
            }

            return Results.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync();
        return app;
    }
}
