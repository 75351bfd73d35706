using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.PhoneNumbers;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;

namespace ActorCrm.Server.Imports;

/// <summary>Reads settings of an import, strictly: all that is wrong is said at once.</summary>
internal sealed class ImportSettings(SiloHost silo, ImportLayouts layouts)
{
    private const int DateFormatLengthMax = 40;

    /// <summary>Why an import cannot be started with its settings; null when it can.</summary>
    public static ProblemResult? StartFault(RecordImport import, SiloHost silo)
    {
        if (ImportPlan.Of(import, ServerSettings.Of(silo)) is not { } plan)
        {
            return Problem.Of(ProblemCode.ObjectTypeNotFound);
        }

        return plan.Map.Values.Any(field => field != ColumnMap.Id)
            ? null
            : Invalid(["mapping: no column of the file is a field of the type."]);
    }

    /// <summary>The message that saves them; a problem instead when something is wrong.</summary>
    public async Task<(ConfigureImport? Message, ProblemResult? Problem)> ReadAsync(
        RecordImport import, ImportSettingsRequest request, int? ifVersion, CancellationToken stop)
    {
        var typeName = request.ObjectType ?? import.ObjectType;
        if (RecordAddress.Unknown(typeName, silo) is { } unknown)
        {
            return (null, unknown);
        }

        var faults = new List<string>();
        var format = Format(import.Format, request.Format ?? new ImportFormatView(), faults);
        var policy = import.Policy;
        if (request.Policy is not null && !TryWord(request.Policy, out policy))
        {
            faults.Add("policy: it is skip, update or merge.");
        }

        if (request.Region is { Length: > 0 } region && !PhoneNumber.IsRegion(region))
        {
            faults.Add($"region: '{region}' is no country.");
        }

        if (faults.Count > 0)
        {
            return (null, Invalid(faults));
        }

        var layout = format == import.Format || import.Status != ImportStatus.Ready
            ? new ImportLayout(format, import.Columns, import.FirstPosition, import.NextRow)
            : await layouts.ReadAsync(import.Id, import.Bytes, format, stop);
        var type = ServerSettings.Of(silo).ObjectTypes.Find(typeName)!;
        var mapping = request.Mapping ?? (request.ObjectType is null ? import.Mapping : null);
        var keys = request.Keys ?? Kept(import.Keys, type);
        faults.AddRange(ColumnMap.Faults(type, mapping, keys, layout.Columns));
        faults.AddRange(keys.Where(key => type.Find(key) is not null && !DuplicateFinder.IsKey(type, key))
            .Select(key => $"keys: records cannot be found by '{key}': it is not unique."));
        return faults.Count > 0
            ? (null, Invalid(faults))
            : (new ConfigureImport(
                typeName, layout, mapping, policy, keys, request.Region switch
                {
                    null => import.Region,
                    "" => null,
                    var asked => asked,
                },
                ifVersion), null);
    }

    // Another type may not have the keys that were guessed for the one before.
    private static string[] Kept(string[] keys, ObjectType type) =>
        [.. keys.Where(key => DuplicateFinder.IsKey(type, key))];

    private static ImportFormat Format(ImportFormat before, ImportFormatView asked, List<string> faults)
    {
        var kind = before.Kind;
        if (asked.Kind is not null && !TryWord(asked.Kind, out kind))
        {
            faults.Add("format.kind: it is csv or ndjson.");
        }

        if (asked.Encoding is not null && !ImportEncodings.All.Contains(asked.Encoding))
        {
            faults.Add($"format.encoding: it is one of {string.Join(", ", ImportEncodings.All)}.");
        }

        if (asked.DecimalSeparator is not (null or "." or ","))
        {
            faults.Add("format.decimalSeparator: it is a point or a comma.");
        }

        if (asked.TimeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(asked.TimeZone, out _))
        {
            faults.Add($"format.timeZone: '{asked.TimeZone}' is no IANA time zone.");
        }

        if (asked.DateFormats is { } formats
            && (formats.Length is 0 or > ImportFormat.DateFormatsMax || formats.Any(format => !IsDateFormat(format))))
        {
            faults.Add(
                $"format.dateFormats: 1 to {ImportFormat.DateFormatsMax} formats with dd or d, MM or M, and yyyy.");
        }

        var format = before with
        {
            Kind = kind,
            Encoding = asked.Encoding ?? before.Encoding,
            Delimiter = Sign("delimiter", asked.Delimiter, before.Delimiter, faults),
            Quote = Sign("quote", asked.Quote, before.Quote, faults),
            DecimalSeparator = asked.DecimalSeparator?[0] ?? before.DecimalSeparator,
            ListSeparator = Sign("listSeparator", asked.ListSeparator, before.ListSeparator, faults),
            DateFormats = asked.DateFormats ?? before.DateFormats,
            TimeZone = asked.TimeZone ?? before.TimeZone,
        };
        if (format.Delimiter == format.Quote)
        {
            faults.Add("format: delimiter and quote are the same.");
        }

        return format;
    }

    private static char Sign(string name, string? asked, char before, List<string> faults)
    {
        if (asked is null)
        {
            return before;
        }

        if (asked.Length == 1 && (asked[0] is '\t' or > ' ') && char.IsAscii(asked[0])
            && !char.IsAsciiLetterOrDigit(asked[0]) && asked[0] is not ('\\' or '\x7f'))
        {
            return asked[0];
        }

        faults.Add($"format.{name}: it is one sign of ASCII, no letter, digit, space or backslash.");
        return before;
    }

    // Days, months and years in digits: names of months are of a language that nobody named.
    private static bool IsDateFormat(string format) =>
        format is { Length: > 0 and <= DateFormatLengthMax }
        && format.All(sign => "dMy./- ".Contains(sign, StringComparison.Ordinal))
        && Count(format, 'd') is 1 or 2 && Count(format, 'M') is 1 or 2 && Count(format, 'y') is 2 or 4;

    private static int Count(string format, char letter) => format.Count(sign => sign == letter);

    private static bool TryWord<TEnum>(string word, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (var one in Enum.GetValues<TEnum>())
        {
            if (ImportView.Word(one) == word)
            {
                value = one;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static ProblemResult Invalid(List<string> faults) => Problem.Of(
        ProblemCode.ImportInvalid,
        string.Join(' ', faults.Take(3)),
        faults.Select(fault => fault.Split(": ", 2)).GroupBy(fault => fault[0])
            .ToDictionary(fault => fault.Key, fault => fault.Select(one => one[1]).ToArray()));
}
