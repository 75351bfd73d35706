using System.ComponentModel;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorCrm.Server.Access.Providers;

/// <summary>
/// Signing in by an identity provider: OpenID Connect with the authorization code flow and PKCE. A browser is sent
/// there, comes back with a code, and has a session as after a password.
/// </summary>
internal static class ProviderEndpoints
{
    /// <summary>Maps <c>/session/providers</c>.</summary>
    public static void MapProviders(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/session/providers").AllowAnonymous().WithTags("Access");
        group.MapGet("", List).NoParameters()
            .WithName("listProviders")
            .WithSummary("The identity providers that one can sign in by.");
        group.MapGet("/{provider}/sign-in", GoAsync).OnlyParameters<ProviderSignInQuery>()
            .WithName("signInByProvider")
            .WithSummary("Sends the browser to the provider.")
            .Produces(302).Produces<Problem>(404, Problem.MediaType).Produces<Problem>(503, Problem.MediaType);
        group.MapGet("/{provider}/callback", ReturnAsync)
            .WithName("returnFromProvider")
            .WithSummary("Where the provider sends the browser back: begins the session and sends the browser on.")
            .Produces(302).Produces<Problem>(401, Problem.MediaType).Produces<Problem>(404, Problem.MediaType)
            .Produces<Problem>(429, Problem.MediaType).Produces<Problem>(503, Problem.MediaType);
        group.MapGet("/{provider}/sign-out", SignOutAsync).NoParameters()
            .WithName("signOutOfProvider")
            .WithSummary("Sends the browser to where one signs out of the provider. End the session here before.")
            .Produces(302).Produces<Problem>(404, Problem.MediaType).Produces<Problem>(503, Problem.MediaType);
    }

    private static Ok<ProviderList> List(IdentityProviders providers) => TypedResults.Ok(new ProviderList(
        [.. providers.All.Select(provider => new ProviderView(
            provider.Name, provider.Options.Title ?? provider.Name,
            $"/api/v1/session/providers/{provider.Name}/sign-in"))]));

    private static async Task<Results<RedirectHttpResult, ProblemResult>> GoAsync(
        string provider, [AsParameters] ProviderSignInQuery asked, HttpContext http, IdentityProviders providers,
        TimeProvider clock, CancellationToken stop)
    {
        var returnTo = asked.ReturnTo ?? "/";
        if (!SignInCookie.IsReturn(returnTo))
        {
            return Problem.Of(
                ProblemCode.ParameterInvalid,
                errors: Parameters.Errors("returnTo", "It must be a path of this server, such as /calls."));
        }

        if (providers.Find(provider) is not { } known)
        {
            return NotFound();
        }

        try
        {
            var addresses = await known.ReadAsync(stop);
            var cookie = SignInCookie.Make(known.Name, returnTo, clock.GetUtcNow());
            cookie.Write(http.Response);
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Redirect(QueryHelpers.AddQueryString(addresses.Authorization,
                new Dictionary<string, string?>
                {
                    ["response_type"] = "code",
                    ["client_id"] = known.Options.ClientId,
                    ["redirect_uri"] = RedirectAddress(http.Request, known),
                    ["scope"] = known.Options.Scope,
                    ["state"] = cookie.State,
                    ["nonce"] = cookie.Nonce,
                    ["code_challenge"] = cookie.Challenge,
                    ["code_challenge_method"] = "S256",
                }));
        }
        catch (ProviderDownException e)
        {
            return Down(e);
        }
    }

    private static async Task<Results<RedirectHttpResult, ProblemResult>> ReturnAsync(
        string provider, [FromQuery] string? code, [FromQuery] string? state, [FromQuery] string? error,
        [FromQuery] string? iss, HttpContext http, IdentityProviders providers, ProviderReturn answer,
        CancellationToken stop)
    {
        if (providers.Find(provider) is not { } known)
        {
            return NotFound();
        }

        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var returned = new ReturnedCode(code, state, error, iss, RedirectAddress(http.Request, known));
            var (returnTo, problem) = await answer.HandleAsync(http, known, returned, stop);
            return problem is null ? TypedResults.LocalRedirect(returnTo!) : problem;
        }
        catch (ProviderDownException e)
        {
            return Down(e);
        }
    }

    private static async Task<Results<RedirectHttpResult, ProblemResult>> SignOutAsync(
        string provider, HttpRequest request, IdentityProviders providers, CancellationToken stop)
    {
        if (providers.Find(provider) is not { } known)
        {
            return NotFound();
        }

        try
        {
            return (await known.ReadAsync(stop)).EndSession is { } end
                ? TypedResults.Redirect(QueryHelpers.AddQueryString(end, new Dictionary<string, string?>
                {
                    ["client_id"] = known.Options.ClientId,
                    ["post_logout_redirect_uri"] = $"{request.Scheme}://{request.Host}/",
                }))
                : TypedResults.LocalRedirect("/");
        }
        catch (ProviderDownException e)
        {
            return Down(e);
        }
    }

    // The provider sends nobody to an address that it was not told, whatever host a request names.
    private static string RedirectAddress(HttpRequest request, IdentityProvider provider) =>
        $"{request.Scheme}://{request.Host}/api/v1/session/providers/{provider.Name}/callback";

    private static ProblemResult NotFound() => Problem.NotFound("There is no identity provider of this name.");

    private static ProblemResult Down(ProviderDownException e) =>
        Problem.Of(ProblemCode.ProviderUnavailable, e.Message).After(TimeSpan.FromSeconds(5));
}

/// <summary>Parameters of going to a provider.</summary>
public sealed class ProviderSignInQuery
{
    [FromQuery(Name = "returnTo")]
    [Description("Where the browser goes after signing in: a path of this server; / when absent.")]
    public string? ReturnTo { get; init; }
}

/// <summary>The identity providers.</summary>
public sealed record ProviderList(ProviderView[] Items);

/// <summary>An identity provider.</summary>
/// <param name="Name">As in addresses.</param>
/// <param name="Title">For people.</param>
/// <param name="SignIn">Where a browser goes to sign in.</param>
public sealed record ProviderView(string Name, string Title, string SignIn);
