using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Ingestion;

/// <summary>Sends the answers of a socket in their order, each when it is true.</summary>
internal sealed class SocketAnswers(WebSocket socket)
{
    /// <summary>Sends until there are no more answers or nobody is there.</summary>
    public async Task RunAsync(ChannelReader<IngestionSocket.Answer> answers, CancellationToken aborted)
    {
        var isOpen = true;
        await foreach (var answer in answers.ReadAllAsync(CancellationToken.None))
        {
            isOpen = await IsDoneAsync(answer) && isOpen && await TrySendAsync(answer.Body, aborted);
        }
    }

    private static async Task<bool> IsDoneAsync(IngestionSocket.Answer answer)
    {
        try
        {
            return await answer.Commit == IngestionEnd.Done;
        }
        catch (OperationCanceledException)
        {
            // It waited for room when the server stopped: it was not taken, and is not answered.
            return false;
        }
    }

    private async Task<bool> TrySendAsync(StreamAnswer answer, CancellationToken aborted)
    {
        try
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(answer, PlainJson.Ingestion.StreamAnswer);
            await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, aborted);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }
}
