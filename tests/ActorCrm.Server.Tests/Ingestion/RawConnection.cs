using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ActorCrm.Server.Tests.Ingestion;

/// <summary>
/// HTTP by hand, with a body in chunks: HttpClient does not read an answer before it has sent the whole request.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly StringBuilder _unread = new();
    private readonly byte[] _buffer = new byte[16 << 10];

    public static async Task<RawConnection> PostAsync(TestServer server, string path, string type)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(server.App.Address.Host, server.App.Address.Port);
        await connection.WriteAsync(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.AdminKey}\r\n"
            + $"Content-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n");
        return connection;
    }

    public Task SendAsync(string text) => WriteAsync(string.Create(
        CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

    public Task EndAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>Breaks the framing of the body.</summary>
    public Task BreakAsync() => WriteAsync("no chunk\r\n");

    /// <summary>Reads up to and with a text; returns everything up to there.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            var text = _unread.ToString();
            var at = text.IndexOf(end, StringComparison.Ordinal);
            if (at >= 0)
            {
                _unread.Remove(0, at + end.Length);
                return text[..(at + end.Length)];
            }

            var read = await _client.GetStream().ReadAsync(_buffer, timeout.Token);
            if (read == 0)
            {
                throw new IOException($"The connection ended before '{end}' came; what came is: {text}");
            }

            _unread.Append(Encoding.UTF8.GetString(_buffer, 0, read));
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(string text) =>
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));
}
