using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Access.Providers;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Authentication;

namespace ActorCrm.Server.Access;

/// <summary>Authentication by API key or session, and authorization by permission.</summary>
public static class AccessPolicies
{
    /// <summary>Type of the claims that name permissions.</summary>
    public const string PermissionClaim = "permission";

    /// <summary>Name of the scheme that hands requests to the other two.</summary>
    private const string SchemeName = "Access";

    /// <summary>Registers keys, users, sessions, the schemes and a policy a permission.</summary>
    public static void AddAccess(this WebApplicationBuilder builder, TextWriter console)
    {
        builder.Services.AddSingleton(AccessOptions.From(builder.Configuration));
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddSingleton<ApiKeyUses>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ApiKeyUses>());
        builder.Services.AddSingleton<FirstKey>();
        builder.Services.AddSingleton<SocketKey>();
        builder.Services.AddSingleton<Users>();
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<SessionUses>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SessionUses>());
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton<IdentityProviders>();
        builder.Services.AddSingleton<ProviderSignIn>();
        builder.Services.AddSingleton<ProviderReturn>();
        builder.Services.AddSingleton<SignInLimits>();
        builder.Services.AddSingleton<RequestLimits>();
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<RecordOwners>();
        builder.Services.AddSingleton<RecordClaims>();
        builder.Services.AddSingleton<ConcealedRecords>();
        builder.Services.AddSingleton<RefusedRequests>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RefusedRequests>());
        builder.Services.AddSingleton(new KeyConsole(console));
        AddSchemes(builder.Services);
        var policies = builder.Services.AddAuthorizationBuilder();
        foreach (var permission in Permissions.All)
        {
            policies.AddPolicy(permission, policy => policy.RequireClaim(PermissionClaim, permission));
        }
    }

    /// <summary>Who asks, may they, do they ask too often: after routing, before any endpoint.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(Antiforgery.CheckAsync);
        app.Use(app.Services.GetRequiredService<RequestLimits>().CheckAsync);
    }

    /// <summary>Lets only those in who have a permission.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(
                new PermissionNeeded(permission),
                new ProducesResponseTypeMetadata(401, typeof(Problem), [Problem.MediaType]),
                new ProducesResponseTypeMetadata(403, typeof(Problem), [Problem.MediaType]))
            .RequireAuthorization(permission);

    /// <summary>Lets everybody in who is known, whatever they may do elsewhere.</summary>
    public static TBuilder RequireAnyone<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(
                new PermissionNeeded(null), new ProducesResponseTypeMetadata(401, typeof(Problem), [Problem.MediaType]))
            .RequireAuthorization();

    /// <summary>Who asks, as timelines name it: <c>apiKey:{id}</c> or <c>user:{id}</c>.</summary>
    public static string Name(this ClaimsPrincipal user) =>
        user.Identity?.Name ?? throw new InvalidOperationException("The address lets anybody in.");

    /// <summary>Whether somebody has a permission.</summary>
    public static bool Has(this ClaimsPrincipal user, string permission) => user.HasClaim(PermissionClaim, permission);

    /// <summary>What all principals look like, whichever way they came.</summary>
    internal static ClaimsPrincipal Principal(
        string name, IEnumerable<string> permissions, string scheme, params IEnumerable<Claim> more) =>
        new(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, name),
                .. permissions.Select(permission => new Claim(PermissionClaim, permission)),
                .. more,
            ],
            scheme));

    /// <summary>The answer to somebody who lacks the permission.</summary>
    internal static ProblemResult Forbidden(HttpContext context)
    {
        context.RequestServices.GetRequiredService<RefusedRequests>()
            .Note(context.User.Name(), RefusedRequests.Permission, context);
        var permission = context.GetEndpoint()?.Metadata.GetMetadata<PermissionNeeded>()?.Permission ?? "";
        var scopes = ApiScopes.All.Where(scope => Roles.PermissionsOfScope(scope).Contains(permission));
        return Problem.Of(
            ProblemCode.Forbidden,
            $"This needs the permission '{permission}'; a key has it with one of the scopes "
            + $"{string.Join(", ", scopes.Select(scope => $"'{scope}'"))}.");
    }

    private static void AddSchemes(IServiceCollection services)
    {
        // The core only: AddAuthentication would set up data protection too, which writes keys into the home directory.
        services.AddWebEncoders();
        services.AddTransient<PolicySchemeHandler>();
        services.AddTransient<ApiKeyAuthentication>();
        services.AddTransient<SessionAuthentication>();
        services.AddAuthenticationCore(authentication =>
        {
            authentication.AddScheme<PolicySchemeHandler>(SchemeName, displayName: null);
            authentication.AddScheme<ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, displayName: null);
            authentication.AddScheme<SessionAuthentication>(SessionAuthentication.SchemeName, displayName: null);
            authentication.DefaultScheme = SchemeName;
        });

        // A key that is sent is meant, whatever cookies a browser adds.
        services.Configure<PolicySchemeOptions>(SchemeName, options => options.ForwardDefaultSelector = context =>
            context.Request.Headers.Authorization.Count == 0 && SessionCookie.IsThere(context.Request)
                ? SessionAuthentication.SchemeName
                : ApiKeyAuthentication.SchemeName);
    }
}

/// <summary>
/// The permission that an endpoint needs; told to who lacks it, and written into the OpenAPI document.
/// </summary>
/// <param name="Permission">One of <see cref="Permissions.All"/>; null where everybody may who is known.</param>
public sealed record PermissionNeeded(string? Permission);
