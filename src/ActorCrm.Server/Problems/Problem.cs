using System.Text.Json.Serialization;

namespace ActorCrm.Server.Problems;

/// <summary>Body of an answer that is not a success: problem details of RFC 9457 with a stable code.</summary>
/// <param name="Type"><c>urn:actorcrm:problem:{code}</c>.</param>
/// <param name="Title">What the code means.</param>
/// <param name="Status">The HTTP status again.</param>
/// <param name="Code">Stable; see docs/errors.md.</param>
/// <param name="Detail">What happened this time and what would help.</param>
/// <param name="Errors">Field → faults, where fields are at fault.</param>
/// <param name="TraceId">Found in the server's log.</param>
/// <param name="DeadLetterId">On <c>deadLettered</c>: the dead letter.</param>
/// <param name="Faults">Where fields of a record are at fault: all faults, each with its code.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    string? Detail = null,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    string? TraceId = null,
    string? DeadLetterId = null,
    IReadOnlyList<FieldProblem>? Faults = null)
{
    /// <summary>The media type of a problem.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A problem of a code.</summary>
    public static ProblemResult Of(
        ProblemCode code, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new(new Problem($"urn:actorcrm:problem:{code.Code}", code.Title, code.Status, code.Code, detail, errors));

    /// <summary>A problem of a code that fields of a record are at fault of.</summary>
    public static ProblemResult Of(ProblemCode code, IReadOnlyList<FieldProblem> faults)
    {
        var detail = string.Join(' ', faults.Take(3).Select(fault => $"{fault.Field}: {fault.Message}"));
        var errors = faults.GroupBy(fault => fault.Field).ToDictionary(
            field => field.Key, field => field.Select(fault => fault.Message).ToArray());
        return new ProblemResult(Of(code, detail, errors).Problem with { Faults = faults });
    }

    /// <summary>One parameter or field is wrong.</summary>
    public static ProblemResult Invalid(string field, string fault) =>
        Of(ProblemCode.InvalidRequest, fault, new Dictionary<string, string[]> { [field] = [fault] });

    /// <summary>There is no such record.</summary>
    public static ProblemResult NotFound(string detail) => Of(ProblemCode.NotFound, detail);
}

/// <summary>What is wrong with a field of a record.</summary>
/// <param name="Field">The field's name; empty when it is the record as a whole.</param>
/// <param name="Code">
/// Stable: fieldUnknown, notCreatable, notUpdatable, typeMismatch, optionUnknown, requiredMissing, tooLong,
/// referenceUnknown or duplicate.
/// </param>
/// <param name="Message">What is wrong and what would be right.</param>
/// <param name="RecordId">On duplicate: the record that has the value.</param>
/// <param name="Position">
/// In criteria: where, as a JSON pointer from the criteria (<c>/all/0/value</c>); the codes are those of
/// docs/criteria.md, and the field is the parameter or member that has the criteria.
/// </param>
public sealed record FieldProblem(
    string Field, string Code, string Message, Guid? RecordId = null, string? Position = null);

/// <summary>JSON of problems.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
