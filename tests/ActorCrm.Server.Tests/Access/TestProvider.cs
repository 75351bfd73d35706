using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Server.Tests.Access;

/// <summary>
/// A small OpenID Connect provider on loopback. It does by itself what a provider must (codes count once, PKCE, the
/// client's secret), and wrong what a test asks for.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "crm";
    public const string ClientSecret = "client secret: with a colon";

    private readonly WebApplication _web;
    private readonly ConcurrentDictionary<string, Asked> _codes = new();
    private RSA _key = RSA.Create(2048);
    private int _keyNumber = 1;

    private TestProvider(WebApplication web) => _web = web;

    /// <summary>Who signs in: claims of the id token besides those of the protocol.</summary>
    public JsonObject Person { get; set; } = [];

    /// <summary>Changes the id token's claims before it is signed.</summary>
    public Action<JsonObject> Change { get; set; } = _ => { };

    /// <summary>Changes the id token after it was signed.</summary>
    public Func<string, string> Forge { get; set; } = token => token;

    /// <summary>Whether nothing is answered but 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>How often the keys were asked for.</summary>
    public int KeysRead { get; private set; }

    public string Issuer => _web.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<TestProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new TestProvider(builder.Build());
        provider.Map();
        await provider._web.StartAsync();
        return provider;
    }

    /// <summary>Signs with another key from now on, and knows the old one no more.</summary>
    public void RotateKey()
    {
        _key.Dispose();
        _key = RSA.Create(2048);
        _keyNumber++;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _key.Dispose();
    }

    private void Map()
    {
        _web.Use((context, next) =>
        {
            context.Response.StatusCode = IsDown ? 503 : 200;
            return IsDown ? Task.CompletedTask : next();
        });
        _web.MapGet("/.well-known/openid-configuration", () => Results.Json(new JsonObject
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize?tenant=one",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/keys",
            ["end_session_endpoint"] = $"{Issuer}/end",
        }));
        _web.MapGet("/keys", () =>
        {
            KeysRead++;
            var key = _key.ExportParameters(false);
            return Results.Json(new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["kid"] = $"key{_keyNumber}",
                    ["n"] = Base64Url.EncodeToString(key.Modulus),
                    ["e"] = Base64Url.EncodeToString(key.Exponent),
                }),
            });
        });
        _web.MapGet("/authorize", (HttpRequest request) => Authorize(request.Query));
        _web.MapPost("/token", async (HttpRequest request) => Token(request, await request.ReadFormAsync()));
    }

    // Whoever comes is signed in already and sent back at once.
    private IResult Authorize(IQueryCollection query)
    {
        if (query["client_id"] != ClientId || query["response_type"] != "code"
            || query["code_challenge_method"] != "S256" || query["tenant"] != "one")
        {
            return Results.BadRequest();
        }

        var code = RandomNumberGenerator.GetHexString(32);
        _codes[code] = new Asked(query["code_challenge"]!, query["nonce"]!, query["redirect_uri"]!);
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?>
        {
            ["code"] = code,
            ["state"] = query["state"],
            ["iss"] = Issuer,
            ["session_state"] = "something of the provider's own",
        }));
    }

    private IResult Token(HttpRequest request, IFormCollection form)
    {
        var pair = $"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}";
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!)));
        return request.Headers.Authorization == $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))}"
            && form["grant_type"] == "authorization_code"
            && _codes.TryRemove(form["code"]!, out var asked)
            && asked.Challenge == challenge
            && asked.RedirectAddress == form["redirect_uri"]
            ? Results.Json(new JsonObject
            {
                ["access_token"] = "nobody asks for it",
                ["token_type"] = "Bearer",
                ["id_token"] = Forge(Sign(asked.Nonce)),
            })
            : Results.BadRequest(new { error = "invalid_grant" });
    }

    private string Sign(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = nonce,
        };
        foreach (var (name, value) in Person)
        {
            claims[name] = value?.DeepClone();
        }

        Change(claims);
        var text = $"{Part(new() { ["alg"] = "RS256", ["kid"] = $"key{_keyNumber}" })}.{Part(claims)}";
        var signature = _key.SignData(
            Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A part of a token.</summary>
    public static string Part(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private sealed record Asked(string Challenge, string Nonce, string RedirectAddress);
}
