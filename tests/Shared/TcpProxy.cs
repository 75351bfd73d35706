using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorCrm.Tests;

/// <summary>
/// A way to a server on the loopback that can be blocked, delayed and cut, each direction for itself and without the
/// server's noticing. New connections go through as long as <see cref="Refuses"/> is not set.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly ConcurrentBag<Link> _links = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly Task _accepting;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where to connect to.</summary>
    public int Port { get; }

    /// <summary>Whether new connections are closed at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>
    /// Lets so many more bytes of each connection of today through to the server; keeps what comes after.
    /// </summary>
    public void HoldRequests(int afterBytes) => Each(link => link.Requests.Hold(afterBytes));

    /// <summary>Lets so many more bytes of each connection of today through to the client; keeps what comes after.
    /// </summary>
    public void HoldAnswers(int afterBytes) => Each(link => link.Answers.Hold(afterBytes));

    /// <summary>Cuts the clients of today off; the server sees nothing of it.</summary>
    public void CutClients() => Each(link => link.Client.Close());

    /// <summary>Sends the server what was kept from it.</summary>
    public void ReleaseRequests() => Each(link => link.Requests.Release());

    /// <summary>Waits until at least so many bytes of a connection's requests are kept from the server.</summary>
    public Task RequestsHeldAsync(int bytes) => UntilAsync(link => link.Requests.Held >= bytes);

    /// <summary>Waits until an answer of the server is kept from its client.</summary>
    public Task AnswerHeldAsync() => UntilAsync(link => link.Answers.Held > 0);

    /// <summary>
    /// Waits until the server has answered, or ended, a connection whose client was cut off: what was released to it
    /// was handled.
    /// </summary>
    public Task ServerAnswersAsync() => UntilAsync(link => link.Answers.IsCut);

    private async Task UntilAsync(Func<Link, bool> holds)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_links.Any(holds))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, timeout.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Each(link => link.Close());
        await _accepting;
        _stop.Dispose();
    }

    private void Each(Action<Link> act)
    {
        foreach (var link in _links)
        {
            act(link);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (Refuses)
                {
                    client.Close();
                    continue;
                }

                var server = new TcpClient { NoDelay = true };
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                client.NoDelay = true;
                _links.Add(new Link(client, server));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private sealed class Link
    {
        public Link(TcpClient client, TcpClient server)
        {
            Client = client;
            Server = server;
            Requests = new Pipe(client.GetStream(), server.GetStream());
            Answers = new Pipe(server.GetStream(), client.GetStream());
        }

        public TcpClient Client { get; }

        public TcpClient Server { get; }

        public Pipe Requests { get; }

        public Pipe Answers { get; }

        public void Close()
        {
            Client.Close();
            Server.Close();
        }
    }

    /// <summary>One direction. When its source ends it leaves its target open.</summary>
    private sealed class Pipe
    {
        private readonly Lock _writing = new();
        private readonly List<byte> _kept = [];
        private readonly NetworkStream _target;
        private long _room = long.MaxValue;

        public Pipe(NetworkStream source, NetworkStream target)
        {
            _target = target;
            _ = CopyAsync(source);
        }

        /// <summary>Whether the source ended, or something came that the target could not be given.</summary>
        public bool IsCut { get; private set; }

        /// <summary>Bytes that are kept.</summary>
        public int Held
        {
            get
            {
                lock (_writing)
                {
                    return _kept.Count;
                }
            }
        }

        public void Hold(long afterBytes)
        {
            lock (_writing)
            {
                _room = afterBytes;
            }
        }

        public void Release()
        {
            Hold(long.MaxValue);
            Write([]);
        }

        private async Task CopyAsync(NetworkStream source)
        {
            var buffer = new byte[65536];
            try
            {
                int read;
                while ((read = await source.ReadAsync(buffer)) > 0)
                {
                    Write(buffer.AsSpan(0, read));
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Cut on one side or the other.
            }

            IsCut = true;
        }

        private void Write(ReadOnlySpan<byte> bytes)
        {
            lock (_writing)
            {
                _kept.AddRange(bytes);
                var count = (int)Math.Min(_room, _kept.Count);
                if (count > 0)
                {
                    _room = _room == long.MaxValue ? _room : _room - count;
                    var through = _kept[..count].ToArray();
                    _kept.RemoveRange(0, count);
                    _target.Write(through);
                }
            }
        }
    }
}
