using System.Net.WebSockets;

namespace ActorCrm.Server.Ingestion;

/// <summary>A message of a socket, or why it cannot be taken.</summary>
/// <param name="Text">Its bytes, until the next message is received.</param>
/// <param name="Fault">Set when there is no text.</param>
internal sealed record SocketMessage(ReadOnlyMemory<byte> Text, IngestionFault? Fault);

/// <summary>Receives whole messages up to a size; what is larger is received and dropped.</summary>
internal sealed class SocketMessages(WebSocket socket, int bytesMax, CancellationToken aborted)
{
    private const int BufferMin = 16 << 10;

    private byte[] _buffer = new byte[Math.Min(BufferMin, bytesMax + 1)];
    private Task<SocketMessage?>? _pending;

    /// <summary>
    /// The next message; null when the other side closes. <paramref name="stopWaiting"/> ends the waiting only: a
    /// receive that is cancelled would cut the connection, and no goodbye could be said.
    /// </summary>
    public async Task<SocketMessage?> ReceiveAsync(CancellationToken stopWaiting)
    {
        _pending ??= ReceiveWholeAsync();
        var message = await _pending.WaitAsync(stopWaiting);
        _pending = null;
        return message;
    }

    /// <summary>Receives and drops until the other side closes.</summary>
    public async Task DrainAsync(CancellationToken stop)
    {
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent
            && await ReceiveAsync(stop) is not null)
        {
        }
    }

    /// <summary>Waits for a receive that was left alone, on a socket that is closed or cut.</summary>
    public async Task SettleAsync()
    {
        if (_pending is Task pending)
        {
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<SocketMessage?> ReceiveWholeAsync()
    {
        var length = 0;
        var isTooLarge = false;
        while (true)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), aborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += received.Count;
            isTooLarge |= length > bytesMax;
            if (received.EndOfMessage)
            {
                return Made(received.MessageType, length, isTooLarge);
            }

            if (isTooLarge)
            {
                length = 0;
            }
            else if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, bytesMax + 1));
            }
        }
    }

    private SocketMessage Made(WebSocketMessageType type, int length, bool isTooLarge)
    {
        if (isTooLarge)
        {
            return new SocketMessage(default, EventCode.MessageTooLarge.Fault(
                $"A message has {bytesMax} bytes at most; nothing of this one was taken."));
        }

        return type == WebSocketMessageType.Text
            ? new SocketMessage(_buffer.AsMemory(0, length), null)
            : new SocketMessage(default, EventCode.MessageNotText.Fault());
    }
}
