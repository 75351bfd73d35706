using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ActorCrm.Server.Outbound;

/// <summary>
/// Asks addresses that users give, and only hosts of the public Internet or of the allow-list. A name is resolved once,
/// every address it has is looked at, and the socket is connected to one of those that were looked at: a name that
/// answers differently the second time is not asked a second time. There are no proxies, no cookies, and redirects are
/// followed by hand, each under the same rules.
/// </summary>
internal sealed class OutboundHttp : IDisposable
{
    private readonly OutboundOptions _options;
    private readonly IHostResolver _resolver;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    public OutboundHttp(OutboundOptions options, IHostResolver resolver, TimeProvider clock)
    {
        _options = options;
        _resolver = resolver;
        _clock = clock;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.ConnectionsMax,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>What is wrong with an address as far as its text tells; null when it may be tried.</summary>
    public string? Fault(string? address) => OutboundAddress.Fault(address, _options);

    /// <summary>
    /// Asks. Throws <see cref="OutboundRefusedException"/> for an address that must not be asked,
    /// <see cref="TimeoutException"/> when time ran out, <see cref="HttpRequestException"/> when nobody answered.
    /// </summary>
    public async Task<OutboundAnswer> SendAsync(OutboundRequest request, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(request.Timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return await FollowAsync(request, either.Token);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            throw refused;
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"Nobody answered within {request.Timeout.TotalSeconds} s.", e);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("The connection broke off.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<OutboundAnswer> FollowAsync(OutboundRequest request, CancellationToken stop)
    {
        if (Fault(request.Address) is { } fault)
        {
            throw new OutboundRefusedException(fault);
        }

        var (address, method, body, headers) =
            (new Uri(request.Address, UriKind.Absolute), request.Method, request.Body, request.Headers);
        for (var hops = 0; ; hops++)
        {
            using var message = Message(address, method, headers, body, request.ContentType);
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
            if (hops == request.RedirectsMax || Target(response, address) is not { } next)
            {
                return await ReadAsync(response, request.AnswerBytesMax, stop);
            }

            if (OutboundAddress.Fault(next, _options) is { } badNext)
            {
                throw new OutboundRefusedException($"It redirects to what must not be asked. {badNext}");
            }

            if (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            {
                throw new OutboundRefusedException("It redirects from https to http.");
            }

            // 307 and 308 repeat the request; all others ask for the other address as a browser does.
            if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                && method != HttpMethod.Get && method != HttpMethod.Head)
            {
                (method, body) = (HttpMethod.Get, null);
            }

            headers = IsSameOrigin(address, next) ? headers : [];
            address = next;
        }
    }

    private static HttpRequestMessage Message(
        Uri address, HttpMethod method, IReadOnlyList<KeyValuePair<string, string>> headers, byte[]? body, string type)
    {
        var message = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return message;
    }

    /// <summary>Where a redirect leads; null when the answer is none.</summary>
    private static Uri? Target(HttpResponseMessage response, Uri address) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
            ? location.IsAbsoluteUri ? location : new Uri(address, location)
            : null;

    private static bool IsSameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port
        && OutboundAddress.NameOf(left.IdnHost) == OutboundAddress.NameOf(right.IdnHost);

    private async Task<OutboundAnswer> ReadAsync(HttpResponseMessage response, int bytesMax, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var bytes = new byte[bytesMax + 1];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        return new OutboundAnswer(
            (int)response.StatusCode, bytes[..Math.Min(length, bytesMax)], length > bytesMax, RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>Connects to addresses that were looked at, and to no other.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await _resolver.ResolveAsync(host, stop);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (!_options.Allows(host) && !addresses.All(PublicAddress.Is))
        {
            throw new OutboundRefusedException("The host is no public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
