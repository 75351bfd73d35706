using System.Net;

namespace ActorCrm.Server.Tests.Access;

/// <summary>A browser as far as signing in needs one: it keeps cookies, and shows where it is sent.</summary>
internal sealed class Browser : IDisposable
{
    private readonly TestServer _server;
    private readonly Dictionary<string, string> _cookies;
    private readonly HttpClient _http;

    public Browser(TestServer server)
        : this(server, [])
    {
    }

    private Browser(TestServer server, Dictionary<string, string> cookies)
    {
        (_server, _cookies) = (server, cookies);
        _http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = server.App.Address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>Another browser with the same cookies.</summary>
    public Browser Copy() => new(_server, new Dictionary<string, string>(_cookies));

    public async Task<BrowserAnswer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (_cookies.Count > 0)
        {
            request.Headers.Add(
                "Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        using var response = await _http.SendAsync(request);
        string? session = null;
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var left, var right] ? (left, right) : ("", "");
            if (value.Length == 0)
            {
                _cookies.Remove(name);
            }
            else
            {
                _cookies[name] = value;
                session = name == "actorcrm_session" ? cookie : session;
            }
        }

        return new BrowserAnswer(
            response.StatusCode, response.Headers.Location?.OriginalString ?? "", session,
            await Answer.ReadAsync(response));
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What a browser was answered.</summary>
internal sealed record BrowserAnswer(HttpStatusCode Status, string Location, string? SessionCookie, Answer Answer)
{
    public string? Code => Answer.Body.Length == 0 ? null : Answer.Code;
}
