using System.Collections.Immutable;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Matching;

/// <summary>
/// How a search goes on (spec/flows.md §5.3): whoever reads the database asks for <see cref="Exact"/>, then, if
/// <see cref="AfterExact"/> does not answer, for <see cref="Partial"/>.
/// </summary>
public sealed class MatchPlan
{
    /// <summary>
    /// Most records of a phase that are ranked; whoever reads takes one more, the last active first, and so knows
    /// that there are others.
    /// </summary>
    public const int FoundMax = 1_000;

    private readonly MatchRequest _request;
    private readonly ImmutableArray<Part> _parts;

    private MatchPlan(MatchRequest request, ImmutableArray<Part> parts)
    {
        _request = request;
        _parts = parts;
    }

    /// <summary>
    /// Records that meet all criteria exactly. Null when none can: a part of a telephone number equals no number.
    /// </summary>
    public FixedCriteria? Exact => _parts.All(part => part.Exact is not null)
        ? new FixedCriteria(new AllOf([.. _parts.Select(part => part.Exact!.Root)]))
        : null;

    /// <summary>Records that meet at least one of the criteria, be it in a part of a text.</summary>
    public FixedCriteria Partial => new(new AnyOf([.. _parts.SelectMany(part => part.Any).Select(any => any.Root)]));

    /// <summary>Plans a search; names all that is wrong with it, at positions in its criteria.</summary>
    public static (MatchPlan? Plan, IReadOnlyList<CriteriaFault> Faults) Of(
        MatchRequest request, CriteriaSchema schema, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (request.Criteria.Count > MatchRequest.CriteriaMax)
        {
            return (null, [new CriteriaFault(
                "", CriteriaFaultCode.TooMany, $"There are at most {MatchRequest.CriteriaMax} criteria.")]);
        }

        var faults = new CriteriaFaults();
        var parts = ImmutableArray.CreateBuilder<Part>();
        foreach (var (i, criterion) in request.Criteria.Index())
        {
            if (schema.Root.Find(criterion.Field) is not { } field)
            {
                faults.Add($"/{i}/field", CriteriaFaultCode.FieldUnknown, $"'{schema.Root.Name}' has no such field.");
            }
            else if (!IsEmpty(criterion.Value) && PartOf(field, criterion.Value) is { } part)
            {
                parts.Add(part);
            }

            Part? PartOf(FieldDefinition known, JsonElement value) =>
                Part.Of(schema, known, value, $"/{i}/value", faults, expression => expression.At(now, zone));
        }

        if (faults.Found.Count == 0 && parts.Count == 0)
        {
            faults.Add("", CriteriaFaultCode.GroupEmpty, "At least one criterion has a value.");
        }

        return faults.Found.Count == 0 ? (new MatchPlan(request, parts.ToImmutable()), []) : (null, faults.Found);
    }

    /// <summary>
    /// What follows from the records that meet all criteria; null when the partial phase is to follow.
    /// </summary>
    public MatchResult? AfterExact(IReadOnlyList<FoundRecord> found)
    {
        var distinct = Distinct(found);
        return distinct.Count switch
        {
            0 when _request.AllowPartial => null,
            0 => new MatchResult(MatchOutcome.NoMatch, null, [], false),
            1 => Result(MatchOutcome.Matched, MatchKind.Exact, distinct),
            _ => Result(MatchOutcome.MultiMatch, MatchKind.Exact, distinct),
        };
    }

    /// <summary>What follows from the records that meet some of the criteria.</summary>
    public MatchResult AfterPartial(IReadOnlyList<FoundRecord> found)
    {
        var distinct = Distinct(found);
        return distinct.Count switch
        {
            0 => new MatchResult(MatchOutcome.NoMatch, null, [], false),
            1 when _request.SinglePartialIsMatch => Result(MatchOutcome.Matched, MatchKind.Partial, distinct),
            _ => Result(MatchOutcome.MultiMatch, MatchKind.Partial, distinct),
        };
    }

    private static IReadOnlyList<FoundRecord> Distinct(IReadOnlyList<FoundRecord> found) =>
        [.. found.DistinctBy(record => record.Id)];

    /// <summary>
    /// By the number of criteria met, then by how many of them exactly, then the last active first; the id makes the
    /// order one.
    /// </summary>
    private MatchResult Result(MatchOutcome outcome, MatchKind kind, IReadOnlyList<FoundRecord> found)
    {
        var ranked = found.Select(record => (Record: record, Reasons: Reasons(record)))
            .OrderByDescending(each => each.Reasons.Count)
            .ThenByDescending(each => each.Reasons.Count(reason => reason.Kind == MatchKind.Exact))
            .ThenByDescending(each => each.Record.LastActivityAt)
            .ThenBy(each => each.Record.Id, StringComparer.Ordinal)
            .Take(_request.Limit)
            .Select(each => new MatchCandidate(each.Record.Id, each.Reasons));
        return new MatchResult(outcome, kind, [.. ranked], found.Count > _request.Limit);
    }

    private List<MatchReason> Reasons(FoundRecord record) =>
    [
        .. _parts.Select(part => part.Exact?.Hold(record.Values) == true ? part.Reason(MatchKind.Exact)
                : part.Partial?.Hold(record.Values) == true ? part.Reason(MatchKind.Partial)
                : null)
            .OfType<MatchReason>(),
    ];

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => string.IsNullOrWhiteSpace(NormalForm.Text(value) ?? "broken"),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    /// <summary>A criterion with a value.</summary>
    /// <param name="Field">The field.</param>
    /// <param name="Exact">The value is this one; null when it can be none.</param>
    /// <param name="Partial">The value has this text in it; null when it is no text.</param>
    private sealed record Part(string Field, FixedCriteria? Exact, FixedCriteria? Partial)
    {
        public IEnumerable<FixedCriteria> Any => new[] { Exact, Partial }.OfType<FixedCriteria>();

        public static Part? Of(
            CriteriaSchema schema,
            FieldDefinition field,
            JsonElement value,
            string position,
            CriteriaFaults faults,
            Func<CriteriaExpression, FixedCriteria> fix)
        {
            var wrong = new CriteriaFaults();
            var exact = Condition(CriteriaOperator.Equals, wrong);
            var partial = CriteriaOperators.IsText(field.Kind)
                ? Condition(CriteriaOperator.Contains, new CriteriaFaults())
                : null;
            if (exact is null && partial is null)
            {
                faults.Add(wrong.Found[0].Position, wrong.Found[0].Code, wrong.Found[0].Message);
                return null;
            }

            return new Part(field.Name, exact, partial);

            FixedCriteria? Condition(CriteriaOperator comparison, CriteriaFaults found)
            {
                var reader = new OperandReader(found, schema.Region);
                var operands = reader.Read(field, comparison, Trimmed(value), position);
                var path = new FieldPath([new FieldStep(schema.Root.Name, field)]);
                return operands is { } known
                    ? fix(new CriteriaExpression(new Comparison(path, comparison, known)))
                    : null;
            }
        }

        public MatchReason Reason(MatchKind kind) => new(Field, kind);

        private static JsonElement Trimmed(JsonElement value) =>
            value.ValueKind == JsonValueKind.String && NormalForm.Text(value) is { } text
                ? JsonSerializer.SerializeToElement(text.Trim(), MatchJson.Default.String)
                : value;
    }
}
