using System.Reflection;
using System.Text.Json;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.Metadata;

namespace ActorCrm.Server.Records;

/// <summary>What records answer, as the API says it.</summary>
internal static class RecordAnswers
{
    /// <summary>The record as it was saved; null with the problem when it was not.</summary>
    public static (ObjectRecord? Record, ProblemResult? Problem) Of(AskResult result) => result switch
    {
        AskResult.Answered { Answer: RecordSaved saved } => (saved.Record, null),
        AskResult.Answered { Answer: RecordRefused refused } => (null, Of(refused)),
        AskResult.Answered { Answer: RecordBusy } => (null, Problem.Of(ProblemCode.RecordBusy)),
        AskResult.Answered => (null, Problem.Of(ProblemCode.InternalError)),
        _ => (null, ProblemResult.Of(result)),
    };

    private static ProblemResult Of(RecordRefused refused)
    {
        var code = refused.Code switch
        {
            "recordInvalid" => ProblemCode.RecordInvalid,
            "duplicate" => ProblemCode.Duplicate,
            "versionMismatch" => ProblemCode.VersionMismatch,
            "recordNotFound" => ProblemCode.NotFound,
            "recordDeleted" => ProblemCode.RecordDeleted,
            "recordExists" => ProblemCode.Conflict,
            "objectTypeNotFound" => ProblemCode.ObjectTypeNotFound,
            "idempotencyKeyReused" => ProblemCode.IdempotencyKeyReused,
            _ => throw new InvalidOperationException($"No problem is known for '{refused.Code}'."),
        };
        return refused.Faults.Length == 0
            ? Problem.Of(code)
            : Problem.Of(code, [.. refused.Faults.Select(fault =>
                new FieldProblem(fault.Field, fault.Code, fault.Message, fault.RecordId))]);
    }
}

/// <summary>Answers with a record that was just written, and its <c>ETag</c>.</summary>
public sealed class RecordWritten(RecordView record, int status) : IResult, IEndpointMetadataProvider
{
    /// <summary>The body.</summary>
    public RecordView Record => record;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.ETag = $"\"{record.Version}\"";
        if (status == StatusCodes.Status201Created)
        {
            response.Headers.Location = $"/api/v1/records/{record.ObjectType}/{record.Id}";
        }

        response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            response.Body, record, ReadJson.Plain.RecordView, httpContext.RequestAborted);
    }

    /// <summary>Says in the OpenAPI document what the address answers.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        var isCreation = method.Name.StartsWith("Create", StringComparison.Ordinal);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            isCreation ? 201 : 200, typeof(RecordView), ["application/json"]));
        foreach (var refused in isCreation ? new[] { 404, 409, 422 } : [404, 409, 412, 422])
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(
                refused, typeof(Problem), [Problem.MediaType]));
        }
    }
}
