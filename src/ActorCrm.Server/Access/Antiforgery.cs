using System.Security.Cryptography;
using System.Text;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Authorization;

namespace ActorCrm.Server.Access;

/// <summary>
/// A browser sends the cookie with whatever page asks it to. What changes something must therefore carry a token too,
/// which only pages of this server can know. Keys are never sent by themselves and need none.
/// </summary>
internal static class Antiforgery
{
    /// <summary>Refuses what comes with a session, changes something, and has no token.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next) =>
        context.User.Identity?.AuthenticationType != SessionAuthentication.SchemeName
        || HttpMethods.IsGet(context.Request.Method)
        || HttpMethods.IsHead(context.Request.Method)
        || HttpMethods.IsOptions(context.Request.Method)
        || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || HasToken(context.Request)
            ? next(context)
            : RefuseAsync(context);

    private static Task RefuseAsync(HttpContext context)
    {
        context.RequestServices.GetRequiredService<RefusedRequests>()
            .Note(context.User.Name(), RefusedRequests.Antiforgery, context);
        return Problem.Of(
            ProblemCode.AntiforgeryTokenInvalid,
            $"Send the header {SessionCookie.AntiforgeryHeader} with the 'antiforgeryToken' of GET /api/v1/me.")
            .ExecuteAsync(context);
    }

    private static bool HasToken(HttpRequest request) =>
        SessionCookie.TryRead(request, out var cookie)
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(request.Headers[SessionCookie.AntiforgeryHeader].ToString()),
            Encoding.ASCII.GetBytes(cookie.AntiforgeryToken));
}
