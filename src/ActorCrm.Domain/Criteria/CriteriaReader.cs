using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Criteria;

/// <summary>What reading criteria came to.</summary>
/// <param name="Criteria">The criteria; null when there are faults.</param>
/// <param name="Faults">What is wrong, all of it up to <see cref="CriteriaLimits.FaultsMax"/>.</param>
public sealed record CriteriaResult(CriteriaExpression? Criteria, IReadOnlyList<CriteriaFault> Faults)
{
    /// <summary>Whether they can be used.</summary>
    [MemberNotNullWhen(true, nameof(Criteria))]
    public bool IsValid => Criteria is not null;
}

/// <summary>
/// Reads criteria from JSON and checks them against object types. Anything can be passed in; nothing is thrown.
/// </summary>
public sealed class CriteriaReader
{
    private readonly CriteriaFaults _faults = new();
    private readonly CriteriaSchema _schema;
    private readonly OperandReader _operands;
    private int _nodes;
    private int _references;

    private CriteriaReader(CriteriaSchema schema)
    {
        _schema = schema;
        _operands = new OperandReader(_faults, schema.Region);
    }

    private bool IsOver => _faults.IsFull || _nodes > CriteriaLimits.NodesMax;

    /// <summary>Reads criteria from UTF-8.</summary>
    public static CriteriaResult Read(ReadOnlyMemory<byte> json, CriteriaSchema schema)
    {
        if (Refuse(json.Span) is { } fault)
        {
            return new CriteriaResult(null, [fault]);
        }

        using var document = JsonDocument.Parse(
            json, new JsonDocumentOptions { MaxDepth = CriteriaLimits.JsonDepthMax });
        return Read(document.RootElement, schema);
    }

    /// <summary>Reads criteria that are a part of a greater document.</summary>
    public static CriteriaResult Read(JsonElement json, CriteriaSchema schema)
    {
        var reader = new CriteriaReader(schema);
        var root = reader.Criterion(json, "", depth: 1);
        return reader._faults.Found.Count == 0 && root is not null
            ? new CriteriaResult(new CriteriaExpression(root), [])
            : new CriteriaResult(null, reader._faults.Found);
    }

    /// <summary>Looks at size and depth before anything is kept.</summary>
    private static CriteriaFault? Refuse(ReadOnlySpan<byte> json)
    {
        if (json.Length > CriteriaLimits.BytesMax)
        {
            return new CriteriaFault(
                "", CriteriaFaultCode.TooLarge, $"Criteria have at most {CriteriaLimits.BytesMax} bytes.");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = CriteriaLimits.BytesMax });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= CriteriaLimits.JsonDepthMax)
                {
                    return new CriteriaFault(
                        "", CriteriaFaultCode.TooDeep,
                        $"Arrays and objects are nested at most {CriteriaLimits.JsonDepthMax} deep.");
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return new CriteriaFault("", CriteriaFaultCode.JsonInvalid, "It is no JSON.");
        }
    }

    private Criterion? Criterion(JsonElement json, string pointer, int depth)
    {
        _nodes++;
        if (_nodes == CriteriaLimits.NodesMax + 1)
        {
            Fault(
                pointer, CriteriaFaultCode.TooMany,
                $"There are at most {CriteriaLimits.NodesMax} groups and conditions.");
        }

        if (IsOver)
        {
            return null;
        }

        if (depth > CriteriaLimits.DepthMax)
        {
            Fault(pointer, CriteriaFaultCode.TooDeep, $"Groups are nested at most {CriteriaLimits.DepthMax} deep.");
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || Members(json, pointer) is not { Count: > 0 } members)
        {
            Fault(
                pointer, CriteriaFaultCode.ShapeInvalid,
                "It must be {\"all\":[…]}, {\"any\":[…]}, {\"not\":{…}} or {\"field\":…,\"operator\":…,\"value\":…}.");
            return null;
        }

        return members switch
        {
            _ when Only(members, "all", pointer) is { } all =>
                Group(all, $"{pointer}/all", depth, parts => new AllOf(parts)),
            _ when Only(members, "any", pointer) is { } any =>
                Group(any, $"{pointer}/any", depth, parts => new AnyOf(parts)),
            _ when Only(members, "not", pointer) is { } not =>
                Criterion(not, $"{pointer}/not", depth + 1) is { } part ? new Not(part) : null,
            _ => Condition(members, pointer),
        };
    }

    /// <summary>The members of an object; what is given twice is a fault.</summary>
    private Dictionary<string, JsonElement> Members(JsonElement json, string pointer)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (_faults.IsFull)
            {
                break;
            }

            var name = Name(member);
            if (!members.TryAdd(name, member.Value))
            {
                Fault(Pointer(pointer, name), CriteriaFaultCode.MemberRepeated, "It is given more than once.");
            }
        }

        return members;
    }

    /// <summary>The value of a group's member if it is there; it must be alone then.</summary>
    private JsonElement? Only(Dictionary<string, JsonElement> members, string name, string pointer)
    {
        if (!members.TryGetValue(name, out var value))
        {
            return null;
        }

        Unknown(members, [name], pointer, $"There is nothing beside '{name}'.");
        return value;
    }

    private Criterion? Group(
        JsonElement json, string pointer, int depth, Func<ImmutableArray<Criterion>, Criterion> make)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            Fault(pointer, CriteriaFaultCode.ShapeInvalid, "It must be a list of groups and conditions.");
            return null;
        }

        if (json.GetArrayLength() == 0)
        {
            Fault(pointer, CriteriaFaultCode.GroupEmpty, "It must have at least one part.");
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<Criterion>();
        foreach (var (i, element) in json.EnumerateArray().Index())
        {
            if (IsOver)
            {
                break;
            }

            if (Criterion(element, $"{pointer}/{i}", depth + 1) is { } part)
            {
                parts.Add(part);
            }
        }

        return make(parts.ToImmutable());
    }

    private Comparison? Condition(Dictionary<string, JsonElement> members, string pointer)
    {
        Unknown(members, ["field", "operator", "value"], pointer, "A condition has field, operator and value.");
        var path = Text(members, "field", pointer) is { } field ? Path(field, $"{pointer}/field") : null;
        var comparison = Text(members, "operator", pointer) is { } name ? Operator(name, $"{pointer}/operator") : null;
        if (path is null || comparison is not { } known)
        {
            return null;
        }

        if (!known.Suits(path.Field))
        {
            Fault(
                $"{pointer}/operator", CriteriaFaultCode.OperatorUnsuitable,
                $"The operators of '{path}' are "
                + $"{string.Join(", ", CriteriaOperators.Of(path.Field).Select(CriteriaOperators.Name))}.");
            return null;
        }

        var value = members.GetValueOrDefault("value");
        return _operands.Read(path.Field, known, value, $"{pointer}/value") is { } operands
            ? new Comparison(path, known, operands)
            : null;
    }

    private FieldPath? Path(string text, string pointer)
    {
        var names = text.Split('.', CriteriaLimits.StepsMax + 1);
        if (names.Length > CriteriaLimits.StepsMax)
        {
            Fault(pointer, CriteriaFaultCode.TooManySteps, $"A path has at most {CriteriaLimits.StepsMax} steps.");
            return null;
        }

        var steps = ImmutableArray.CreateBuilder<FieldStep>(names.Length);
        var type = _schema.Root;
        foreach (var name in names)
        {
            if (steps.Count > 0)
            {
                var reference = steps[^1].Field;
                var target = reference is { Kind: FieldKind.Reference, Many: false, Target: { } known }
                    ? _schema.Find(known)
                    : null;
                if (target is null)
                {
                    Fault(
                        pointer, CriteriaFaultCode.NotAReference,
                        $"'{reference.Name}' of '{type.Name}' does not lead to one record of a known type.");
                    return null;
                }

                type = target;
            }

            // On the way, a reference may be named without its Id at the end: account.balance goes through accountId.
            var isLast = steps.Count == names.Length - 1;
            if ((isLast ? type.Find(name) : type.FindReference(name) ?? type.Find(name)) is not { } field)
            {
                Fault(pointer, CriteriaFaultCode.FieldUnknown, $"'{type.Name}' has no field '{Short(name)}'.");
                return null;
            }

            steps.Add(new FieldStep(type.Name, field));
        }

        _references += steps.Count - 1;
        if (_references > CriteriaLimits.ReferencesMax)
        {
            Fault(
                pointer, CriteriaFaultCode.TooManyReferences,
                $"All paths together follow at most {CriteriaLimits.ReferencesMax} references.");
            return null;
        }

        return new FieldPath(steps.ToImmutable());
    }

    private CriteriaOperator? Operator(string name, string pointer)
    {
        var found = CriteriaOperators.Find(name);
        if (found is null)
        {
            Fault(
                pointer, CriteriaFaultCode.OperatorUnknown,
                $"The operators are {string.Join(", ", CriteriaOperators.Names)}.");
        }

        return found;
    }

    private string? Text(Dictionary<string, JsonElement> members, string name, string pointer)
    {
        if (!members.TryGetValue(name, out var value))
        {
            Fault($"{pointer}/{name}", CriteriaFaultCode.MemberMissing, $"'{name}' is missing.");
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? NormalForm.Text(value) : null;
        if (text is null)
        {
            Fault($"{pointer}/{name}", CriteriaFaultCode.ShapeInvalid, $"'{name}' must be a text.");
        }

        return text;
    }

    private void Unknown(Dictionary<string, JsonElement> members, string[] known, string pointer, string message)
    {
        foreach (var name in members.Keys.Where(name => !known.Contains(name)))
        {
            Fault(Pointer(pointer, name), CriteriaFaultCode.MemberUnknown, message);
        }
    }

    private void Fault(string pointer, string code, string message) => _faults.Add(pointer, code, message);

    /// <summary>A member's name; one with half a character is unknown under any.</summary>
    private static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static string Pointer(string pointer, string name)
    {
        var escaped = Short(name).Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
        return $"{pointer}/{escaped}";
    }

    /// <summary>As much of a text as an answer repeats.</summary>
    private static string Short(string text)
    {
        const int LengthMax = 64;
        return text.Length <= LengthMax ? text : string.Concat(text.AsSpan(0, LengthMax), "…");
    }
}
