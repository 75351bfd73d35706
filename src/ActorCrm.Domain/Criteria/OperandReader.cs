using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.PhoneNumbers;

namespace ActorCrm.Domain.Criteria;

/// <summary>Reads the value of a condition as the field's kind has it.</summary>
internal sealed partial class OperandReader(CriteriaFaults faults, string? region)
{
    /// <summary>The operands; null when something is wrong with them.</summary>
    public ImmutableArray<Operand>? Read(
        FieldDefinition field, CriteriaOperator comparison, JsonElement value, string pointer)
    {
        if (comparison.TakesNothing())
        {
            if (value.ValueKind != JsonValueKind.Undefined)
            {
                faults.Add(pointer, CriteriaFaultCode.ValueUnexpected, $"{comparison.Name()} takes no value.");
            }

            return [];
        }

        if (value.ValueKind == JsonValueKind.Undefined)
        {
            faults.Add(pointer, CriteriaFaultCode.MemberMissing, $"{comparison.Name()} needs a value.");
            return null;
        }

        return comparison.TakesList() ? List(field, comparison, value, pointer)
            : One(field, comparison, value, pointer) is { } operand ? [operand]
            : null;
    }

    private ImmutableArray<Operand>? List(
        FieldDefinition field, CriteriaOperator comparison, JsonElement value, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add(pointer, CriteriaFaultCode.ValueInvalid, $"{comparison.Name()} takes a list of values.");
            return null;
        }

        var length = value.GetArrayLength();
        if (comparison == CriteriaOperator.Between && length != 2)
        {
            faults.Add(
                pointer, CriteriaFaultCode.ValueInvalid, "between takes two values: the least and the greatest.");
            return null;
        }

        if (length is 0 or > CriteriaLimits.ValuesMax)
        {
            faults.Add(
                pointer,
                length == 0 ? CriteriaFaultCode.ListEmpty : CriteriaFaultCode.ListTooLong,
                $"A list has 1 to {CriteriaLimits.ValuesMax} values.");
            return null;
        }

        var operands = ImmutableArray.CreateBuilder<Operand>(length);
        foreach (var (i, element) in value.EnumerateArray().Index())
        {
            if (faults.IsFull)
            {
                return null;
            }

            if (One(field, comparison, element, $"{pointer}/{i}") is { } operand)
            {
                operands.Add(operand);
            }
        }

        return operands.Count == length ? operands.MoveToImmutable() : null;
    }

    private Operand? One(FieldDefinition field, CriteriaOperator comparison, JsonElement value, string pointer) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Text(field, comparison, value, pointer),
            JsonValueKind.Number => Number(field, value, pointer),
            JsonValueKind.True or JsonValueKind.False when field.Kind == FieldKind.Boolean =>
                new NumberOperand(value.ValueKind == JsonValueKind.True ? 1 : 0),
            JsonValueKind.Null => Fault(pointer, "null is no value; use isEmpty or isNotEmpty."),
            _ => Wrong(field, pointer),
        };

    private Operand? Number(FieldDefinition field, JsonElement value, string pointer) => field.Kind switch
    {
        FieldKind.Integer or FieldKind.Decimal when value.TryGetDecimal(out var number)
            && (field.Kind == FieldKind.Decimal || NormalForm.IsInteger(number)) => new NumberOperand(number),
        _ => Wrong(field, pointer),
    };

    private Operand? Text(FieldDefinition field, CriteriaOperator comparison, JsonElement value, string pointer)
    {
        if (NormalForm.Text(value) is not { } text || text.Contains('\0', StringComparison.Ordinal))
        {
            return Fault(pointer, "The text has half a character, or the character U+0000, which no stored text has.");
        }

        if (text.Length > CriteriaLimits.TextLengthMax)
        {
            faults.Add(
                pointer, CriteriaFaultCode.TextTooLong, $"It has at most {CriteriaLimits.TextLengthMax} characters.");
            return null;
        }

        if (text.Length == 0)
        {
            return Fault(pointer, "An empty text is no value; use isEmpty or isNotEmpty.");
        }

        return comparison switch
        {
            CriteriaOperator.Like or CriteriaOperator.NotLike => Pattern(field, text, pointer),
            CriteriaOperator.Contains or CriteriaOperator.NotContains or CriteriaOperator.StartsWith
                or CriteriaOperator.EndsWith when CriteriaOperators.IsText(field.Kind) => Part(field, text, pointer),
            _ => Whole(field, text, pointer),
        };
    }

    private Operand? Whole(FieldDefinition field, string text, string pointer) => field.Kind switch
    {
        FieldKind.Text or FieldKind.LongText or FieldKind.Url or FieldKind.Email =>
            new TextOperand(FoldedText.Of(text)),
        FieldKind.Reference or FieldKind.File => new TextOperand(
            Guid.TryParseExact(text, "D", out var id) ? id.ToString("D", CultureInfo.InvariantCulture) : text),
        FieldKind.Select or FieldKind.MultiSelect => Option(field, text, pointer),
        FieldKind.Phone => Phone(text) is { } number
            ? new TextOperand(number)
            : Fault(pointer, "It is no telephone number; write it as +48601234567, or as dialled in the region."),
        FieldKind.Date => Day(text) is { } day
            ? new TextOperand(text)
            : RelativeTime.Read(text) is { } relative ? new TimeOperand(relative) : Wrong(field, pointer),
        FieldKind.DateTime => Moment(text) ?? Wrong(field, pointer),
        FieldKind.Time => Milliseconds(field, NormalForm.TimeOfDay(text), pointer),
        FieldKind.Duration => Milliseconds(field, NormalForm.Duration(text), pointer),
        FieldKind.Integer or FieldKind.Decimal or FieldKind.Boolean => Wrong(field, pointer),
    };

    private TextOperand? Option(FieldDefinition field, string text, string pointer)
    {
        if (field.Options is { } options && !Array.Exists(options, option => option.Value == text))
        {
            faults.Add(pointer, CriteriaFaultCode.OptionUnknown, $"It is no option of '{field.Name}'.");
            return null;
        }

        return new TextOperand(text);
    }

    private string? Phone(string text)
    {
        var result = PhoneNumber.ParseWritten(text, region);
        return result.IsValid || (result.IsPossible && result.SaysCountry) ? result.Number.ToString() : null;
    }

    private static Operand? Moment(string text)
    {
        if (Day(text) is { } day)
        {
            return new TimeOperand(RelativeTime.Of(day));
        }

        if (RelativeTime.Read(text) is { } relative)
        {
            return new TimeOperand(relative);
        }

        return MomentText().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                ? new NumberOperand(moment.ToUnixTimeMilliseconds())
                : null;
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private Operand? Milliseconds(FieldDefinition field, long? number, string pointer) =>
        number is { } known ? new NumberOperand(known) : Wrong(field, pointer);

    /// <summary>A part of a text; of a telephone number its digits, however they are written.</summary>
    private Operand? Part(FieldDefinition field, string text, string pointer)
    {
        if (field.Kind != FieldKind.Phone)
        {
            return new TextOperand(FoldedText.Of(text));
        }

        var digits = string.Concat(text.Where(character => char.IsAsciiDigit(character) || character == '+'));
        return digits.Length > 0 ? new TextOperand(digits) : Fault(pointer, "A telephone number has digits.");
    }

    private TextOperand? Pattern(FieldDefinition field, string text, string pointer)
    {
        var folded = field.Kind == FieldKind.Phone ? text : FoldedText.Of(text);
        if (TextPattern.Read(folded) is { } pattern)
        {
            return new TextOperand(pattern.ToString());
        }

        faults.Add(
            pointer, CriteriaFaultCode.PatternInvalid,
            $"A pattern has at most {CriteriaLimits.WildcardsMax} % and does not end with a single backslash.");
        return null;
    }

    private Operand? Wrong(FieldDefinition field, string pointer) => Fault(pointer, field.Kind switch
    {
        FieldKind.Integer => "It must be a whole number.",
        FieldKind.Decimal => "It must be a number.",
        FieldKind.Boolean => "It must be true or false.",
        FieldKind.Date => "It must be a day (2026-03-01) or a relative one (today-30d).",
        FieldKind.DateTime =>
            "It must be a time with its offset (2026-03-01T08:00:00Z), a day, or a relative time (now-30d).",
        FieldKind.Time => "It must be a time of the day (08:30 or 08:30:00).",
        FieldKind.Duration => "It must be a duration of ISO 8601 in days and shorter units (PT1H30M).",
        _ => "It must be a text.",
    });

    private Operand? Fault(string pointer, string message)
    {
        faults.Add(pointer, CriteriaFaultCode.ValueInvalid, message);
        return null;
    }

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,7})?(?:Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex MomentText();
}
