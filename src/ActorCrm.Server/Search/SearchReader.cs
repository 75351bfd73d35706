using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Search;

/// <summary>
/// Reads what a request for records says: criteria, order, fields. What is wrong is collected, so that one answer names
/// it all.
/// </summary>
/// <param name="type">The type of the records.</param>
/// <param name="settings">The settings in force.</param>
/// <param name="now">The moment of the question.</param>
internal sealed class SearchReader(ObjectType type, SettingsSnapshot settings, DateTimeOffset now)
{
    private const int FieldsMax = 200;

    private readonly Dictionary<string, string[]> _faults = [];
    private ProblemResult? _problem;

    /// <summary>Why the request cannot be answered; null when all is well.</summary>
    public ProblemResult? Problem => _problem ?? (_faults.Count > 0
        ? Problems.Problem.Of(
            ProblemCode.ParameterInvalid,
            string.Join(' ', _faults.Select(fault => $"{fault.Key}: {fault.Value[0]}")), _faults)
        : null);

    /// <summary>Reads criteria from an address.</summary>
    public FixedCriteria? Criteria(string? text, string name, TimeZoneInfo zone) => text is null
        ? null
        : Criteria(CriteriaReader.Read(Encoding.UTF8.GetBytes(text), Schema), name, zone);

    /// <summary>Reads criteria from a body.</summary>
    public FixedCriteria? Criteria(JsonElement? json, string name, TimeZoneInfo zone) =>
        json is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? null
        : Criteria(CriteriaReader.Read(Encoding.UTF8.GetBytes(given.GetRawText()), Schema), name, zone);

    /// <summary>Reads the order.</summary>
    public IReadOnlyList<SortField> Sort(IReadOnlyList<string?>? texts)
    {
        var sort = new List<SortField>();
        var faults = new List<string>();
        foreach (var text in texts ?? [])
        {
            var (field, fault) = SortField.Read(text ?? "", type);
            if (field is not { } known)
            {
                faults.Add($"'{Short(text)}': {fault}");
            }
            else if (sort.Any(other => other.Field.Name == known.Field.Name))
            {
                faults.Add($"'{Short(text)}': it is there twice.");
            }
            else
            {
                sort.Add(known);
            }

            if (sort.Count + faults.Count > SortField.CountMax)
            {
                faults = [$"It has at most {SortField.CountMax} fields."];
                break;
            }
        }

        Fault("sort", faults);
        return sort;
    }

    /// <summary>Reads which fields are shown; null for all.</summary>
    public IReadOnlySet<string>? Fields(IReadOnlyList<string?>? names)
    {
        if (names is null)
        {
            return null;
        }

        var unknown = names.Where(name => name is null || type.Find(name) is null).Take(5)
            .Select(name => $"'{type.Name}' has no field '{Short(name)}'.").ToList();
        Fault("fields", names.Count > FieldsMax ? [$"It has at most {FieldsMax} fields."] : unknown);
        return names.OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Reads a time zone; UTC when there is none.</summary>
    public TimeZoneInfo Zone(string? name)
    {
        const int LengthMax = 64;
        if (name is null)
        {
            return TimeZoneInfo.Utc;
        }

        if (name.Length <= LengthMax && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        Fault("timeZone", ["It must be the name of a time zone, such as Europe/Warsaw."]);
        return TimeZoneInfo.Utc;
    }

    /// <summary>Notes that a cursor is none of this list.</summary>
    public void CursorFault() => _problem ??= Problems.Problem.Of(
        ProblemCode.CursorInvalid, errors: Parameters.Errors("cursor", "It is none of this list."));

    /// <summary>Notes what is wrong with a member.</summary>
    public void Fault(string name, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            _faults[name] = [.. faults];
        }
    }

    private CriteriaSchema Schema =>
        SearchedTypes.Schema(settings.ObjectTypes, type, settings.Calls.DefaultRegion);

    private FixedCriteria? Criteria(CriteriaResult read, string name, TimeZoneInfo zone)
    {
        if (!read.IsValid)
        {
            _problem ??= CriteriaProblem.Of(name, read.Faults);
        }

        return read.Criteria?.At(now, zone);
    }

    private static string Short(string? text)
    {
        const int LengthMax = 64;
        return text is not { Length: > LengthMax } ? text ?? "" : string.Concat(text.AsSpan(0, LengthMax), "…");
    }
}

/// <summary>Faults of criteria as the API says them.</summary>
internal static class CriteriaProblem
{
    /// <summary>The problem of a member that has criteria.</summary>
    public static ProblemResult Of(string name, IReadOnlyList<CriteriaFault> faults) => Problem.Of(
        ProblemCode.CriteriaInvalid,
        [.. faults.Select(fault => new FieldProblem(name, fault.Code, fault.Message, Position: fault.Position))]);
}
