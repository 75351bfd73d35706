using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace ActorCrm.Server.Access.Providers;

/// <summary>
/// One identity provider: where its addresses are and with which keys it signs, both kept for a while, and codes that
/// are redeemed for id tokens. What fails on the way to it is a <see cref="ProviderDownException"/>.
/// </summary>
internal sealed class IdentityProvider(string name, ProviderOptions options, HttpClient http, TimeProvider clock)
    : IDisposable
{
    /// <summary>Largest answer that is read.</summary>
    public const int AnswerBytesMax = 1 << 20;

    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeysPause = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1);
    private ProviderAddresses? _addresses;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private DateTimeOffset _failedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _keysAskedAt = DateTimeOffset.MinValue;

    /// <summary>As in addresses.</summary>
    public string Name => name;

    /// <summary>How it is set up.</summary>
    public ProviderOptions Options => options;

    /// <summary>Its addresses and keys, at most an hour old.</summary>
    public async Task<ProviderAddresses> ReadAsync(CancellationToken stop)
    {
        if (_addresses is { } known && clock.GetUtcNow() - _readAt < Kept)
        {
            return known;
        }

        await _reading.WaitAsync(stop);
        try
        {
            var now = clock.GetUtcNow();
            if (_addresses is { } fresh && now - _readAt < Kept)
            {
                return fresh;
            }

            // Who waited here need not find out for themselves that the provider is down.
            if (now - _failedAt < FailureKept)
            {
                throw new ProviderDownException("It did not answer a moment ago.");
            }

            return await FetchAsync(stop);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// The same, asked for anew: a token is signed with a key that is not known yet. Null when that was done a moment
    /// ago.
    /// </summary>
    public async Task<ProviderAddresses?> ReadAgainAsync(CancellationToken stop)
    {
        await _reading.WaitAsync(stop);
        try
        {
            var now = clock.GetUtcNow();
            if (now - _keysAskedAt < KeysPause)
            {
                return null;
            }

            _keysAskedAt = now;
            return await FetchAsync(stop);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The id token for a code; null when the provider gives none for it.</summary>
    public async Task<string?> RedeemAsync(
        ProviderAddresses addresses, string code, string verifier, string redirectAddress, CancellationToken stop)
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectAddress,
            ["code_verifier"] = verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, addresses.Token);
        if (options.ClientSecret is { Length: > 0 } secret && addresses.TakesBasic)
        {
            var pair = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }
        else
        {
            fields["client_id"] = options.ClientId;
            if (options.ClientSecret is { Length: > 0 } posted)
            {
                fields["client_secret"] = posted;
            }
        }

        request.Content = new FormUrlEncodedContent(fields);
        using var answer = await SendAsync(request, stop);
        return answer is { } json && json.RootElement.TryGetProperty("id_token", out var token)
            && token.ValueKind == JsonValueKind.String ? token.GetString() : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task<ProviderAddresses> FetchAsync(CancellationToken stop)
    {
        try
        {
            var discovery = $"{options.Issuer.TrimEnd('/')}/.well-known/openid-configuration";
            using var found = await GetAsync(discovery, stop);
            var keysAt = Text(found.RootElement, "jwks_uri");
            if (Text(found.RootElement, "issuer") != options.Issuer || !ProviderOptions.IsSafe(keysAt))
            {
                throw new ProviderDownException("Its discovery document is of another issuer, or names no keys.");
            }

            using var keys = await GetAsync(keysAt!, stop);
            var addresses = ProviderAddresses.Read(found.RootElement, keys.RootElement.GetRawText())
                ?? throw new ProviderDownException("Its discovery document names no https addresses.");
            (_addresses, _readAt) = (addresses, clock.GetUtcNow());
            return addresses;
        }
        catch (ProviderDownException)
        {
            _failedAt = clock.GetUtcNow();
            throw;
        }
    }

    private async Task<JsonDocument> GetAsync(string address, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await SendAsync(request, stop) ?? throw new ProviderDownException($"{address} refuses to answer.");
    }

    /// <summary>The answer; null when the provider refuses the request (4xx).</summary>
    private async Task<JsonDocument?> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            using var response = await http.SendAsync(request, stop);
            if ((int)response.StatusCode is >= 400 and < 500)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(stop));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new ProviderDownException(e.Message, e);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a provider tells of itself.</summary>
/// <param name="Authorization">Where people sign in.</param>
/// <param name="Token">Where codes are redeemed.</param>
/// <param name="EndSession">Where they sign out of the provider; null when it has no such address.</param>
/// <param name="TakesBasic">Whether the client's secret is sent in a header, and not in the form.</param>
/// <param name="Keys">What it signs with.</param>
internal sealed record ProviderAddresses(
    string Authorization, string Token, string? EndSession, bool TakesBasic, IReadOnlyList<SecurityKey> Keys)
{
    /// <summary>Reads a discovery document and a set of keys; null when addresses are missing or unsafe.</summary>
    public static ProviderAddresses? Read(JsonElement found, string keys)
    {
        var (authorization, token, end) =
            (Text(found, "authorization_endpoint"), Text(found, "token_endpoint"), Text(found, "end_session_endpoint"));
        return authorization is null || token is null
            ? null
            : new ProviderAddresses(authorization, token, end, TakesBasicIn(found), Signing(keys));
    }

    // Without a list the header is meant (OpenID Connect Discovery).
    private static bool TakesBasicIn(JsonElement found) =>
        !found.TryGetProperty("token_endpoint_auth_methods_supported", out var methods)
        || methods.ValueKind != JsonValueKind.Array
        || methods.EnumerateArray().Any(method => method.ValueEquals("client_secret_basic"));

    private static IReadOnlyList<SecurityKey> Signing(string keys)
    {
        try
        {
            return [.. new JsonWebKeySet(keys).GetSigningKeys()];
        }
        catch (ArgumentException e)
        {
            throw new ProviderDownException("Its keys cannot be read.", e);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && ProviderOptions.IsSafe(value.GetString()) ? value.GetString() : null;
}

/// <summary>A provider does not answer, or not as a provider does.</summary>
internal sealed class ProviderDownException(string message, Exception? inner = null) : Exception(message, inner);
