using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Access;

/// <summary>Somebody with a session, as a browser has it: the cookie by itself, the token from the page.</summary>
internal sealed class SignedIn(TestServer server, string cookie, string token) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false })
    {
        BaseAddress = server.App.Address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Name and value of the cookie.</summary>
    public string Cookie => cookie;

    /// <summary>The antiforgery token.</summary>
    public string Token => token;

    /// <summary>Makes a user and signs in.</summary>
    public static async Task<SignedIn> AsAsync(TestServer server, string role, string? login = null)
    {
        login ??= server.NewId("user");
        await CreateAsync(server, login, role);
        return await AsAsync(server, login, PasswordOf(login), HttpStatusCode.OK);
    }

    /// <summary>Makes a user; returns the id.</summary>
    public static async Task<string> CreateAsync(TestServer server, string login, string role)
    {
        var made = await server.PostAsync("/api/v1/users", new JsonObject
        {
            ["login"] = login,
            ["name"] = $"Name of {login}",
            ["role"] = role,
            ["password"] = PasswordOf(login),
        }.ToJsonString());
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body);
        return (string)made.Json["id"]!;
    }

    /// <summary>The password of users that <see cref="CreateAsync"/> made.</summary>
    public static string PasswordOf(string login) => $"secret of {login}";

    /// <summary>Signs in with a password that is right.</summary>
    public static async Task<SignedIn> AsAsync(
        TestServer server, string login, string password, HttpStatusCode expected)
    {
        var (answer, cookie) = await TryAsync(server, login, password);
        answer.Status.ShouldBe(expected, answer.Body);
        return new SignedIn(server, cookie!.Split(';')[0], (string)answer.Json["antiforgeryToken"]!);
    }

    /// <summary>Tries a password; the cookie with its attributes, null when none was given.</summary>
    public static async Task<(Answer Answer, string? Cookie)> TryAsync(
        TestServer server, string login, string password)
    {
        using var nobody = server.ClientWith(null);
        using var response = await nobody.PostAsJsonAsync(
            new Uri("/api/v1/session", UriKind.Relative), new { login, password });
        var cookies = response.Headers.TryGetValues("Set-Cookie", out var values) ? values.Single() : null;
        return (await Answer.ReadAsync(response), cookies);
    }

    /// <summary>The same session again, after the browser was given another cookie.</summary>
    public SignedIn With(string otherCookie, string otherToken) => new(server, otherCookie, otherToken);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<Answer> SendAsync(HttpMethod method, string path, string? json = null) =>
        SendAsync(method, path, json, Token);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json, string? sentToken)
    {
        using var response = await RespondAsync(method, path, json, sentToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>The answer's beginning; its body may never end.</summary>
    public async Task<HttpResponseMessage> RespondAsync(
        HttpMethod method, string path, string? json, string? sentToken, string? ifMatch = null,
        string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", Cookie);
        if (sentToken is not null)
        {
            request.Headers.Add("X-Antiforgery-Token", sentToken);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _http.Dispose();
}
