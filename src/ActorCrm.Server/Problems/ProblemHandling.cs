using System.Data.Common;
using System.Text.Json;
using ActorCrm.Runtime.Storage;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Problems;

/// <summary>Turns exceptions and empty error answers into problems.</summary>
public static partial class ProblemHandling
{
    /// <summary>Goes first in the pipeline.</summary>
    public static void UseProblems(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("ActorCrm.Server.Problems");
        app.Use((context, next) => GuardAsync(context, next, logger));
        app.UseStatusCodePages(page => Problem.Of(ProblemCode.OfStatus(page.HttpContext.Response.StatusCode))
            .ExecuteAsync(page.HttpContext));
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e) when (!context.Response.HasStarted && Read(e) is { } problem)
        {
            context.Response.Clear();
            await problem.ExecuteAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(logger, context.Request.Method, context.GetEndpoint()?.DisplayName, e);
            context.Response.Clear();
            await Problem.Of(ProblemCode.InternalError).ExecuteAsync(context);
        }
        catch (Exception e)
        {
            // Half an answer is out already: cutting the connection is the only way left to say that it failed.
            LogFailed(logger, context.Request.Method, context.GetEndpoint()?.DisplayName, e);
            context.Abort();
        }
    }

    private static ProblemResult? Read(Exception failure) => failure switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Problem.Of(
            ProblemCode.MalformedJson,
            $"At line {json.LineNumber + 1}, byte {json.BytePositionInLine}: not as expected."),
        BadHttpRequestException bad => Problem.Of(ProblemCode.OfStatus(bad.StatusCode), bad.Message),
        StorageException { IsTransient: true } or DbException { IsTransient: true } =>
            Problem.Of(ProblemCode.StorageUnavailable),
        QueryTooSlowException => Problem.Of(ProblemCode.QueryTooSlow),
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed")]
    private static partial void LogFailed(ILogger logger, string method, string? endpoint, Exception failure);
}
