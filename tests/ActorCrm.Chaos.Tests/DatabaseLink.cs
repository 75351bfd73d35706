using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorCrm.Chaos.Tests;

/// <summary>What happens to the bytes between one silo and the database.</summary>
internal enum LinkState
{
    /// <summary>They pass.</summary>
    Open,

    /// <summary>They pass late, as over a bad network or from a slow disk.</summary>
    Slow,

    /// <summary>They are kept, in both directions, without a word to either side.</summary>
    Cut,

    /// <summary>They pass, except for notifications, which are lost.</summary>
    Deaf,
}

/// <summary>
/// The way of one silo to the database. Both sides must speak in the clear (<see cref="Settings"/>). An end of either
/// side is passed on, as the network does it, unless the link is cut.
/// </summary>
internal sealed class DatabaseLink : IAsyncDisposable
{
    /// <summary>What a connection string must have, so that the link can tell messages apart.</summary>
    public const string Settings = "SSL Mode=Disable;GSS Encryption Mode=Disable";

    private static readonly TimeSpan SlowDelay = TimeSpan.FromMilliseconds(60);

    private readonly ConcurrentDictionary<Socket, Socket> _pairs = new();
    private readonly ConcurrentDictionary<Task, byte> _pumps = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _database;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passable = Passed();
    private volatile LinkState _state;
    private int _lost;

    public DatabaseLink(int database)
    {
        _database = database;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where the silo connects to.</summary>
    public int Port { get; }

    /// <summary>Notifications that were lost so far.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Changes what happens to bytes from now on. What a cut kept is delivered when it ends.</summary>
    public void Become(LinkState state)
    {
        _state = state;
        if (state == LinkState.Cut)
        {
            _passable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        else
        {
            _passable.TrySetResult();
        }
    }

    /// <summary>Ends all connections of today on both sides; what was kept is lost.</summary>
    public void Sever()
    {
        foreach (var (silo, database) in _pairs)
        {
            silo.Dispose();
            database.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Sever();
        await _accepting;
        await Task.WhenAll(_pumps.Keys);
        _stop.Dispose();
    }

    private static TaskCompletionSource Passed()
    {
        var passed = new TaskCompletionSource();
        passed.SetResult();
        return passed;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var silo = await _listener.AcceptSocketAsync(_stop.Token);
                var link = LinkAsync(silo);
                _pumps[link] = 0;
                _ = link.ContinueWith(
                    done => _pumps.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None,
                    TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The link ends with the test.
        }
    }

    private async Task LinkAsync(Socket silo)
    {
        using var database = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        silo.NoDelay = true;
        _pairs[silo] = database;
        try
        {
            await _passable.Task.WaitAsync(_stop.Token);
            await database.ConnectAsync(IPAddress.Loopback, _database, _stop.Token);
            await Task.WhenAny(PassAsync(silo, database, null), PassAsync(database, silo, new NotificationFilter()));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody listens there just now: the silo finds its connection closed.
        }
        finally
        {
            _pairs.TryRemove(silo, out _);
            silo.Dispose();
        }
    }

    private async Task PassAsync(Socket from, Socket to, NotificationFilter? filter)
    {
        var buffer = new byte[65536];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, _stop.Token);
                await _passable.Task.WaitAsync(_stop.Token);
                if (count == 0)
                {
                    return;
                }

                if (_state == LinkState.Slow)
                {
                    await Task.Delay(SlowDelay, TimeProvider.System, _stop.Token);
                }

                ReadOnlyMemory<byte> bytes = buffer.AsMemory(0, count);
                if (filter is not null)
                {
                    var passing = filter.Pass(bytes.Span, _state == LinkState.Deaf);
                    Interlocked.Add(ref _lost, passing.Dropped);
                    bytes = passing.Bytes;
                }

                while (bytes.Length > 0)
                {
                    bytes = bytes[await to.SendAsync(bytes, _stop.Token)..];
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
    }
}
