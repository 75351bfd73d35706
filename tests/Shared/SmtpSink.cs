using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ActorCrm.Tests;

/// <summary>
/// A mail server on the loopback that keeps what it is given, is strict about the protocol, and misbehaves where a test
/// says so.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _serving = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private readonly SmtpSinkOptions _options;
    private readonly Task _accepting;
    private int _connections;

    public SmtpSink(SmtpSinkOptions? options = null)
    {
        _options = options ?? new SmtpSinkOptions();
        _listener = new TcpListener(_options.Address, 0);
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>E-mails that were taken in whole, in the order of their ends, whatever was answered.</summary>
    public ConcurrentQueue<SinkMessage> Messages { get; } = [];

    /// <summary>All commands, without contents and secrets.</summary>
    public ConcurrentQueue<SinkCommand> Commands { get; } = [];

    /// <summary>What a client must not do: commands too early, bare line feeds, lines too long.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                var connection = new SmtpSinkConnection(this, _options, Interlocked.Increment(ref _connections));
                var serving = connection.ServeAsync(socket, _stop.Token);
                _serving[serving] = true;
                _ = serving.ContinueWith(
                    ended => _serving.TryRemove(ended, out _), CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The sink ends.
        }
    }
}

/// <summary>How a sink is.</summary>
public sealed record SmtpSinkOptions
{
    /// <summary>What it offers, besides STARTTLS and AUTH.</summary>
    public string[] Extensions { get; init; } =
        ["PIPELINING", "SIZE 10485760", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];

    /// <summary>Where it listens.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Who it is under TLS; null when it knows no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether TLS begins with the first byte.</summary>
    public bool IsTlsAtOnce { get; init; }

    /// <summary>Who must authenticate, by one of <see cref="Mechanisms"/>; null for nobody.</summary>
    public (string User, string Secret)? Account { get; init; }

    /// <summary>Offered under TLS or, without a certificate, at once.</summary>
    public string Mechanisms { get; init; } = "PLAIN LOGIN";

    /// <summary>What it does instead of the right thing; null from it for the right thing.</summary>
    public Func<SinkMoment, SinkAct?>? Misbehave { get; init; }
}

/// <summary>
/// When a sink acts: at a connection (from 1), in its transaction (from 1; 0 before), at a command such as <c>MAIL</c>,
/// or at <c>GREETING</c>, or at <c>END</c>, the end of contents, whose argument is the recipient.
/// </summary>
public sealed record SinkMoment(int Connection, int Transaction, string Verb, string Argument);

/// <summary>An e-mail that was taken in whole.</summary>
public sealed record SinkMessage(int Connection, string From, string Recipient, byte[] Content);

/// <summary>A command of a connection.</summary>
public sealed record SinkCommand(int Connection, string Line);

/// <summary>What a sink does instead of the right thing. Returns whether the connection goes on.</summary>
public sealed class SinkAct(Func<Stream, CancellationToken, Task<bool>> run)
{
    /// <summary>Closes the connection.</summary>
    public static readonly SinkAct Close = new((_, _) => Task.FromResult(false));

    /// <summary>Never answers.</summary>
    public static readonly SinkAct Stall = new(async (_, stop) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return false;
    });

    /// <summary>Whether it waits until the client has sent more than what is acted on.</summary>
    public bool WaitsForMore { get; init; }

    /// <summary>Answers this, in UTF-8 and with a line end.</summary>
    public static SinkAct Say(string line) => Bytes(Encoding.UTF8.GetBytes(line + "\r\n"), goesOn: true);

    /// <summary>Answers this and closes.</summary>
    public static SinkAct SayAndClose(string line) => Bytes(Encoding.UTF8.GetBytes(line + "\r\n"), goesOn: false);

    /// <summary>Sends bytes as they are.</summary>
    public static SinkAct Bytes(byte[] bytes, bool goesOn) => new(async (stream, stop) =>
    {
        await stream.WriteAsync(bytes, stop);
        return goesOn;
    });

    /// <summary>Sends bytes as they are and then nothing more.</summary>
    public static SinkAct BytesAndStall(byte[] bytes) => new(async (stream, stop) =>
    {
        await stream.WriteAsync(bytes, stop);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return false;
    });

    /// <summary>Sends the same again and again until the client has enough.</summary>
    public static SinkAct Forever(byte[] bytes) => new(async (stream, stop) =>
    {
        while (true)
        {
            await stream.WriteAsync(bytes, stop);
        }
    });

    /// <summary>Answers a byte at a time.</summary>
    public static SinkAct SayByBytes(string line) => new(async (stream, stop) =>
    {
        foreach (var value in Encoding.UTF8.GetBytes(line + "\r\n"))
        {
            await stream.WriteAsync(new[] { value }, stop);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, stop);
        }

        return true;
    });

    /// <summary>Lets contents begin, takes so many bytes of them, says something if it is given, and closes.</summary>
    public static SinkAct TakeAndClose(int bytes, string? lastWord = null) => new(async (stream, stop) =>
    {
        await stream.WriteAsync("354 go on\r\n"u8.ToArray(), stop);
        await stream.ReadExactlyAsync(new byte[bytes], stop);
        if (lastWord is not null)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(lastWord + "\r\n"), stop);
        }

        return false;
    });

    internal Task<bool> RunAsync(Stream stream, CancellationToken stop) => run(stream, stop);
}
