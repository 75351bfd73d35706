using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorCrm.Domain;
using ActorCrm.Domain.Settings;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Reads;

/// <summary>Reads the parameters of a request and collects what is wrong with them, so that one answer names it
/// all.</summary>
internal sealed class Parameters
{
    /// <summary>Longest text of a filter.</summary>
    private const int TextLengthMax = 600;

    private readonly Dictionary<string, string[]> _faults = [];
    private bool _isCursorWrong;

    /// <summary>Why the request cannot be answered; null when all is well.</summary>
    public ProblemResult? Problem =>
        _isCursorWrong ? Problems.Problem.Of(
            ProblemCode.CursorInvalid, errors: Errors("cursor", "It is none of this list."))
        : _faults.Count > 0 ? Problems.Problem.Of(ProblemCode.ParameterInvalid, Sentences(), _faults)
        : null;

    /// <summary>One named fault.</summary>
    public static Dictionary<string, string[]> Errors(string parameter, string fault) =>
        new() { [parameter] = [fault] };

    /// <summary>Notes a fault.</summary>
    public void Fault(string parameter, string fault) => _faults.TryAdd(parameter, [fault]);

    /// <summary>A text; null when it is absent.</summary>
    public string? Text(string parameter, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(text) || text.Length > TextLengthMax)
        {
            Fault(parameter, $"It must have 1 to {TextLengthMax} characters; leave it out to see all.");
            return null;
        }

        return text;
    }

    /// <summary>A text without which there is no answer.</summary>
    public string Required(string parameter, string? text)
    {
        if (text is null)
        {
            Fault(parameter, "It is missing.");
        }

        return Text(parameter, text) ?? "";
    }

    /// <summary>A time as Unix milliseconds.</summary>
    public long? Time(string parameter, string? text)
    {
        if (text is null)
        {
            return null;
        }

        // A plus that was not escaped arrives as a space: the one before the offset, which is the last.
        var space = text.LastIndexOf(' ');
        var written = space > "2026-03-01T".Length ? $"{text.AsSpan(0, space)}+{text.AsSpan(space + 1)}" : text;
        if (Rfc3339.TryRead(Encoding.UTF8.GetBytes(written), out var time))
        {
            return time.ToUnixTimeMilliseconds();
        }

        Fault(parameter, "It must be a time of RFC 3339 with its offset, such as 2026-03-01T08:00:00Z.");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string parameter, string? text)
    {
        if (text is not (null or "true" or "false"))
        {
            Fault(parameter, "It must be true or false.");
        }

        return text is null ? null : text == "true";
    }

    /// <summary>One of the words of an enum in camelCase.</summary>
    public string? Word<TEnum>(string parameter, string? text)
        where TEnum : struct, Enum => Word(
            parameter, text, [.. Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName)]);

    /// <summary>One of some words.</summary>
    public string? Word(string parameter, string? text, IReadOnlyList<string> words)
    {
        if (text is null || words.Contains(text))
        {
            return text;
        }

        Fault(parameter, $"It must be one of {string.Join(", ", words)}.");
        return null;
    }

    /// <summary>The id of a contact, organization, deal or task as it is stored.</summary>
    public string? Id(string parameter, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Guid.TryParse(text, out var id))
        {
            return id.ToString();
        }

        Fault(parameter, "It must be an id, such as 0198c0de-7000-7000-8000-000000000000.");
        return null;
    }

    /// <summary>A telephone number in any form as E.164.</summary>
    public string? Number(string parameter, string? text, SettingsSnapshot settings)
    {
        if (text is null)
        {
            return null;
        }

        // A plus that was not escaped arrives as a space.
        var written = text is [' ', >= '0' and <= '9', ..] ? $"+{text.AsSpan(1)}" : text;
        if (settings.ReadNumber(written) is { } number)
        {
            return number;
        }

        Fault(parameter, "It is no telephone number; write it as +48601234567, or as dialled in the default region.");
        return null;
    }

    /// <summary>How many records a page has.</summary>
    public int Limit(string? text)
    {
        if (text is null)
        {
            return Page<object>.LimitDefault;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= Page<object>.LimitMax)
        {
            return limit;
        }

        Fault("limit", $"It must be 1 to {Page<object>.LimitMax}.");
        return Page<object>.LimitDefault;
    }

    /// <summary>Where to read on; null for the first page.</summary>
    public Cursor? Cursor(string list, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Reads.Cursor.TryRead(list, text, out var cursor))
        {
            return cursor;
        }

        _isCursorWrong = true;
        return null;
    }

    /// <summary>Where to read on in a list that is sorted by a number.</summary>
    public (long? Sort, string? Id) NumberCursor(string list, string? text)
    {
        if (Cursor(list, text) is not { } cursor)
        {
            return (null, null);
        }

        _isCursorWrong = !cursor.TryNumber(out var sort);
        return (sort, cursor.Id);
    }

    private string Sentences() => string.Join(' ', _faults.Select(fault => $"{fault.Key}: {fault.Value[0]}"));
}
