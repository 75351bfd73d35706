using System.Net.WebSockets;
using System.Threading.Channels;

namespace ActorCrm.Server.Ingestion;

/// <summary>
/// Events over a WebSocket: each text message is one event or an array, and is answered by the ids of its events when
/// they are durable. Answers come in the order of the messages. Only a few messages are under way at a time.
/// </summary>
internal sealed class IngestionSocket(
    Ingestor ingestor, IngestionLimits limits, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(3);

    /// <summary>Serves a socket until either side closes it.</summary>
    public async Task RunAsync(
        WebSocket socket, Func<StreamAnswer, IngestionBatch> makeBatch, CancellationToken aborted)
    {
        var messages = new SocketMessages(socket, limits.MessageBytesMax, aborted);
        var answers = Channel.CreateBounded<Answer>(new BoundedChannelOptions(Math.Max(1, limits.WindowsMax - 1))
        {
            SingleReader = true,
            SingleWriter = true,
        });
        var sender = new SocketAnswers(socket);
        var sending = sender.RunAsync(answers.Reader, aborted);
        using var goodbye = lifetime.ApplicationStopping.Register(() => answers.Writer.TryComplete());
        try
        {
            await ReceiveAsync(messages, answers.Writer, makeBatch, aborted);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The other side has gone, or the server stops: then what was answered is answered.
        }

        answers.Writer.TryComplete();
        await sending;
        await CloseAsync(socket, messages);
    }

    private async Task ReceiveAsync(
        SocketMessages messages, ChannelWriter<Answer> answers, Func<StreamAnswer, IngestionBatch> makeBatch,
        CancellationToken aborted)
    {
        while (await messages.ReceiveAsync(lifetime.ApplicationStopping) is { } message)
        {
            var answer = new StreamAnswer();
            var batch = makeBatch(answer);
            if (message.Fault is not null)
            {
                batch.AddRefused(0, message.Fault);
            }
            else if (!JsonItems.TryAddTo(batch, message.Text.Span, limits, clock.GetUtcNow()))
            {
                batch.AddRefused(0, EventCode.MalformedJson.Fault("The message is not well-formed JSON."));
            }

            // Waits while enough is under way: this is what slows the sender down.
            if (!await answers.WaitToWriteAsync(aborted))
            {
                return;
            }

            answers.TryWrite(new Answer(answer, ingestor.CommitWindowAsync(batch, lifetime.ApplicationStopping)));
        }
    }

    private async Task CloseAsync(WebSocket socket, SocketMessages messages)
    {
        using var timeout = new CancellationTokenSource(ClosePatience, clock);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                var isStopping = lifetime.ApplicationStopping.IsCancellationRequested;
                await socket.CloseOutputAsync(
                    isStopping ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure,
                    isStopping ? "The server stops; send what was not answered again." : null,
                    timeout.Token);
            }

            await messages.DrainAsync(timeout.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It does not say goodbye; the connection is cut.
            socket.Abort();
        }

        await messages.SettleAsync();
    }

    /// <summary>An answer that becomes true when a commit ends.</summary>
    internal sealed record Answer(StreamAnswer Body, Task<IngestionEnd> Commit);
}
