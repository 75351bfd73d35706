using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// One connection as bytes and answers. Every wait has its limit; whatever goes wrong is a
/// <see cref="SmtpBrokenException"/>, after which the connection is of no more use. One caller at a time.
/// </summary>
internal sealed class SmtpChannel : IDisposable
{
    private readonly SmtpReplyReader _reader;
    private readonly CancellationTokenSource _phase;
    private readonly Socket _socket;
    private Stream _stream;

    private SmtpChannel(Socket socket, SmtpOptions options, TimeProvider clock)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new SmtpReplyReader(options);
        _phase = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
    }

    /// <summary>Whether the other end is this machine.</summary>
    public bool IsLoopback => _socket.RemoteEndPoint is IPEndPoint { Address: var address }
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>The address of our end.</summary>
    public IPAddress LocalAddress => _socket.LocalEndPoint is IPEndPoint { Address: var address }
        ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
        : IPAddress.Loopback;

    /// <summary>Whether bytes came that nobody asked for, or are left of what was asked for.</summary>
    public bool HasSurplus => !_reader.IsEmpty;

    /// <summary>
    /// Whether the server has closed the connection or said something by itself, which is that it will.
    /// </summary>
    public bool IsStale => HasSurplus || IsReadable(out _);

    /// <summary>Whether the server has closed the connection and we know of it.</summary>
    public bool IsClosed => IsReadable(out var available) && available == 0;

    /// <summary>Connects, without a delay for small writes.</summary>
    public static async Task<SmtpChannel> ConnectAsync(
        SmtpServerSettings settings, SmtpOptions options, TimeProvider clock, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var timeout = new CancellationTokenSource(options.ConnectTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
            await socket.ConnectAsync(settings.Host, settings.Port, either.Token);
            return new SmtpChannel(socket, options, clock);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw e is SocketException failed
                ? new SmtpBrokenException(
                    SmtpCause.Unreachable, $"no connection to the mail server ({failed.SocketErrorCode})", inner: e)
                : new SmtpBrokenException(SmtpCause.TimedOut, "no connection to the mail server in time", inner: e);
        }
    }

    /// <summary>
    /// Goes over to TLS. The certificate must be valid, trusted and have the name that the settings have. Whether it
    /// was revoked is not asked: that would make each connection depend on a third party.
    /// </summary>
    public Task SecureAsync(SmtpServerSettings settings, TimeSpan timeout) =>
        InPhaseAsync(timeout, "the TLS handshake", async stop =>
        {
            var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
            _stream = tls;
            await tls.AuthenticateAsClientAsync(TlsOptions(settings), stop);
            return true;
        }).AsTask();

    /// <summary>Reads an answer. <paramref name="what"/> names what it answers, for the text of a failure.</summary>
    public ValueTask<SmtpReply> ReadAsync(TimeSpan timeout, string what) =>
        InPhaseAsync(timeout, what, stop => _reader.ReadAsync(_stream, stop));

    /// <summary>Writes. <paramref name="what"/> names it, for the text of a failure.</summary>
    public ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan timeout, string what) =>
        InPhaseAsync(timeout, what, async stop =>
        {
            await _stream.WriteAsync(bytes, stop);
            return true;
        });

    /// <summary>Breaks what is under way, and the connection with it, when the token says so.</summary>
    public CancellationTokenRegistration BreakOn(CancellationToken stop) =>
        stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _phase);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _phase.Dispose();
    }

    private async ValueTask<T> InPhaseAsync<T>(
        TimeSpan timeout, string what, Func<CancellationToken, ValueTask<T>> act)
    {
        try
        {
            _phase.CancelAfter(timeout);
            var result = await act(_phase.Token);
            _phase.CancelAfter(Timeout.InfiniteTimeSpan);
            return result;
        }
        catch (SmtpBrokenException e) when (e.Reply is null)
        {
            throw new SmtpBrokenException(e.Cause, $"{e.Message} ({what})", inner: e);
        }
        catch (OperationCanceledException e)
        {
            throw new SmtpBrokenException(SmtpCause.TimedOut, $"the time was over ({what})", inner: e);
        }
        catch (AuthenticationException e)
        {
            throw new SmtpBrokenException(SmtpCause.Tls, $"no TLS with the mail server: {e.Message}", inner: e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            throw new SmtpBrokenException(SmtpCause.ConnectionLost, $"the connection broke ({what})", inner: e);
        }
    }

    private bool IsReadable(out int available)
    {
        try
        {
            var readable = _socket.Poll(0, SelectMode.SelectRead);
            available = readable ? _socket.Available : 0;
            return readable;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            available = 0;
            return true;
        }
    }

    private static SslClientAuthenticationOptions TlsOptions(SmtpServerSettings settings)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = settings.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (settings.TrustedRoots is { } roots)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return options;
    }
}
