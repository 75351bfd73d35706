using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Access;

/// <summary>Authentication by API key and authorization by scope.</summary>
public static class AccessPolicies
{
    /// <summary>Type of the claims that name a key's scopes.</summary>
    public const string ScopeClaim = "scope";

    /// <summary>Registers keys, the scheme and a policy a scope.</summary>
    public static void AddAccess(this WebApplicationBuilder builder, TextWriter console)
    {
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddSingleton<FirstKey>();
        builder.Services.AddSingleton<SocketKey>();
        builder.Services.AddSingleton(new KeyConsole(console));

        // The core only: AddAuthentication would set up data protection too, which writes keys into the home directory.
        builder.Services.AddWebEncoders();
        builder.Services.AddTransient<ApiKeyAuthentication>();
        builder.Services.AddAuthenticationCore(authentication =>
        {
            authentication.AddScheme<ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, displayName: null);
            authentication.DefaultScheme = ApiKeyAuthentication.SchemeName;
        });
        var policies = builder.Services.AddAuthorizationBuilder();
        foreach (var scope in ApiScopes.All)
        {
            policies.AddPolicy(scope, policy => policy.RequireClaim(ScopeClaim, scope));
        }
    }

    /// <summary>Lets only keys with a scope (or <c>admin</c>) in.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(
                new ScopeNeeded(scope),
                new ProducesResponseTypeMetadata(401, typeof(Problem), [Problem.MediaType]),
                new ProducesResponseTypeMetadata(403, typeof(Problem), [Problem.MediaType]))
            .RequireAuthorization(scope);

    /// <summary>Who asks, as timelines name it: <c>apiKey:{id}</c>.</summary>
    public static string Name(this ClaimsPrincipal user) =>
        user.Identity?.Name ?? throw new InvalidOperationException("The address lets anybody in.");
}

/// <summary>The scope that an endpoint needs; told to who lacks it, and written into the OpenAPI document.</summary>
public sealed record ScopeNeeded(string Scope);
