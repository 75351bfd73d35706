using System.Net.WebSockets;
using System.Text.Json;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Access;

/// <summary>
/// Reads the key out of a socket's first message, <c>{"authorization": "Bearer ack_…"}</c>: a browser cannot set the
/// header.
/// </summary>
internal sealed class SocketKey(ApiKeys keys, ApiKeyUses uses, IngestionLimits limits, TimeProvider clock)
{
    private const int MessageBytesMax = 1_024;

    /// <summary>Whether a key with the permission came in time; otherwise the socket is closed.</summary>
    public async Task<bool> IsGoodAsync(WebSocket socket, string permission, CancellationToken aborted)
    {
        using var timeout = new CancellationTokenSource(limits.AuthenticationPatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, timeout.Token);
        try
        {
            var buffer = new byte[MessageBytesMax];
            var received = await socket.ReceiveAsync(buffer.AsMemory(), either.Token);
            var text = received.EndOfMessage ? buffer.AsMemory(0, received.Count) : default;
            if (keys.Find(KeyIn(text)) is { } key && key.Allows(permission))
            {
                uses.Note(key.Id);
                return true;
            }

            await socket.CloseOutputAsync(
                WebSocketCloseStatus.PolicyViolation,
                "unauthenticated: send {\"authorization\":\"Bearer ack_…\"} first",
                either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Nothing came in time, or nobody is there.
            socket.Abort();
        }

        return false;
    }

    private static string? KeyIn(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("authorization", out var value)
                && value.ValueKind == JsonValueKind.String
                ? ApiKeyAuthentication.KeyIn(value.GetString())
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
