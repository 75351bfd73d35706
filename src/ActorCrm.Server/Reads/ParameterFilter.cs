using System.Reflection;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Mvc;

namespace ActorCrm.Server.Reads;

/// <summary>
/// Refuses what an address does not know: a mistyped filter would otherwise be ignored, and the answer would look
/// right.
/// </summary>
internal static class ParameterFilter
{
    /// <summary>Lets only the parameters of <typeparamref name="TQuery"/> through, each at most once.</summary>
    public static RouteHandlerBuilder OnlyParameters<TQuery>(this RouteHandlerBuilder builder) => builder.Only(
        [.. typeof(TQuery).GetProperties()
            .Select(property => property.GetCustomAttribute<FromQueryAttribute>()?.Name)
            .OfType<string>()]);

    /// <summary>Lets no parameters through.</summary>
    public static RouteHandlerBuilder NoParameters(this RouteHandlerBuilder builder) => builder.Only([]);

    private static RouteHandlerBuilder Only(this RouteHandlerBuilder builder, string[] names)
    {
        builder.AddEndpointFilter(async (context, next) =>
        {
            foreach (var (name, values) in context.HttpContext.Request.Query)
            {
                if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    return Problem.Of(
                        ProblemCode.ParameterUnknown,
                        names.Length == 0
                            ? "This address takes no parameters."
                            : $"The parameters are {string.Join(", ", names)}.",
                        Parameters.Errors(name, "It is unknown here."));
                }

                if (values.Count > 1)
                {
                    return Problem.Of(
                        ProblemCode.ParameterInvalid, errors: Parameters.Errors(name, "It is given more than once."));
                }

                // No text that is stored has one, and PostgreSQL takes it for a broken request.
                if (values.ToString().Contains('\0', StringComparison.Ordinal))
                {
                    return Problem.Of(
                        ProblemCode.ParameterInvalid, errors: Parameters.Errors(name, "It has the character U+0000."));
                }
            }

            return await next(context);
        });
        return builder;
    }
}
