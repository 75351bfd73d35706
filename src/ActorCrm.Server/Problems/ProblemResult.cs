using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using Microsoft.AspNetCore.Http.Metadata;

namespace ActorCrm.Server.Problems;

/// <summary>Answers with a <see cref="Problem"/>.</summary>
public sealed class ProblemResult(Problem problem, TimeSpan? retryAfter = null) : IResult, IEndpointMetadataProvider
{
    private static readonly TimeSpan RetryAfterDefault = TimeSpan.FromSeconds(1);

    /// <summary>The body.</summary>
    public Problem Problem => problem;

    /// <summary>
    /// The problem of an ask that was not answered. Throws <see cref="ArgumentException"/> for one that was.
    /// </summary>
    public static ProblemResult Of(AskResult result) => result switch
    {
        AskResult.Overloaded overloaded => new(Problem.Of(ProblemCode.Overloaded).Problem, overloaded.RetryAfter),
        AskResult.Stopping => Problem.Of(ProblemCode.Stopping),
        AskResult.Unknown => Problem.Of(ProblemCode.ResultUnknown),
        AskResult.DeadLettered dead => new(
            Problem.Of(ProblemCode.DeadLettered).Problem with { DeadLetterId = dead.DeadLetterId }),
        _ => throw new ArgumentException("An answered ask is no problem.", nameof(result)),
    };

    /// <summary>The same with a <c>Retry-After</c>; only 429 and 503 show it.</summary>
    public ProblemResult After(TimeSpan wait) => new(problem, wait);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        if (problem.Status is 429 or 503)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling((retryAfter ?? RetryAfterDefault).TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var body = problem with { TraceId = Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier };
        response.ContentType = Problem.MediaType;
        await JsonSerializer.SerializeAsync(
            response.Body, body, PlainJson.Problem.Problem, httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document that every address may answer so.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(400, typeof(Problem), [Problem.MediaType]));
}
