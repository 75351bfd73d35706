using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// Reads one JSON object as a <see cref="CelRow"/>. Asterisk's own column names (cel_odbc, cel_pgsql), those of the
/// manager interface's <c>CEL</c> event and any case of either are taken; what is not known is left out.
/// </summary>
public static class CelRowReader
{
    /// <summary>Longest text field, in characters.</summary>
    public const int FieldLengthMax = 1_024;

    /// <summary>
    /// Longest <c>appdata</c>, <c>peer</c> and <c>userfield</c>: a Dial to a large ring group is long.
    /// </summary>
    public const int LongFieldLengthMax = 4_096;

    /// <summary>Longest <c>extra</c>, in characters.</summary>
    public const int ExtraLengthMax = 8_192;

    /// <summary>Longest <c>uniqueid</c> and <c>linkedid</c>; Asterisk's own limit.</summary>
    public const int IdLengthMax = 150;

    private const string UserDefined = "USER_DEFINED";

    // Tables whose eventtype column is a number hold Asterisk's enumeration (12 and later).
    private static readonly string[] NumberedTypes =
    [
        "", "CHAN_START", "CHAN_END", "HANGUP", "ANSWER", "APP_START", "APP_END", "BRIDGE_ENTER", "BRIDGE_EXIT",
        "PARK_START", "PARK_END", "BLINDTRANSFER", "ATTENDEDTRANSFER", UserDefined, "LINKEDID_END", "PICKUP", "FORWARD",
        "LOCAL_OPTIMIZE", "LOCAL_OPTIMIZE_BEGIN",
    ];

    /// <summary>
    /// Reads <paramref name="json"/>; a time without an offset has that of <paramref name="settings"/>.
    /// </summary>
    public static CelRowReading Read(JsonElement json, AsteriskSettings settings)
    {
        if (Unwrapped(json) is not { ValueKind: JsonValueKind.Object } row)
        {
            return CelRowReading.Refused("celNotAnObject", "A CEL row is a JSON object.");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in row.EnumerateObject())
        {
            if (FieldOf(property.Name) is not { } field)
            {
                continue;
            }

            if (Text(property.Value, field) is not { } text || text.Contains('\0', StringComparison.Ordinal))
            {
                return CelRowReading.Refused(
                    "celFieldInvalid", $"The field '{field}' is neither text without NUL nor a number.");
            }

            if (text.Length > LengthMax(field))
            {
                return CelRowReading.Refused(
                    "celFieldTooLong", $"The field '{field}' has more than {LengthMax(field)} characters.");
            }

            // Two spellings of one field in one object: the one that says something.
            if (text.Length > 0 || !texts.ContainsKey(field))
            {
                texts[field] = text;
            }
        }

        return Made(texts, settings);
    }

    private static CelRowReading Made(Dictionary<string, string> texts, AsteriskSettings settings)
    {
        string Of(string field) => texts.GetValueOrDefault(field, "");

        var type = TypeOf(Of("eventtype"), Of("userdeftype"));
        if (type.Length == 0)
        {
            return CelRowReading.Refused("celEventTypeMissing", "The row has no 'eventtype' (AMI: 'EventName').");
        }

        if (Of("linkedid").Length == 0)
        {
            return CelRowReading.Refused("celLinkedIdMissing", "The row has no 'linkedid': it belongs to no call.");
        }

        if (Of("uniqueid").Length == 0)
        {
            return CelRowReading.Refused("celUniqueIdMissing", "The row has no 'uniqueid': it belongs to no channel.");
        }

        if (CelTime.Read(Of("eventtime"), settings.TimeZoneOffset) is not { } at)
        {
            return CelRowReading.Refused(
                "celTimeInvalid",
                "The field 'eventtime' is absent or not a time; write 2024-05-31 10:20:30.1+02:00, or epoch seconds.");
        }

        return CelRowReading.Of(new CelRow
        {
            EventType = type,
            EventTime = at,
            UniqueId = Of("uniqueid"),
            LinkedId = Of("linkedid"),
            Id = long.TryParse(Of("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null,
            ChanName = Of("channame"),
            CidName = Known(Of("cidname")),
            CidNum = Known(Of("cidnum")),
            CidAni = Known(Of("cidani")),
            CidDnid = Known(Of("ciddnid")),
            CidRdnis = Known(Of("cidrdnis")),
            Exten = Of("exten"),
            Context = Of("context"),
            AppName = Of("appname"),
            AppData = Of("appdata"),
            AccountCode = Of("accountcode"),
            PeerAccount = Of("peeraccount"),
            Peer = Of("peer"),
            UserField = Of("userfield"),
            Extra = Of("extra"),
        });
    }

    // Some relays put the event under "data" and only its kind beside it.
    private static JsonElement Unwrapped(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Object
            ? data
            : json;

    private static string? FieldOf(string name) => Letters(name) switch
    {
        "eventtype" or "eventname" => "eventtype",
        "userdeftype" or "userdefinedtype" or "userevent" => "userdeftype",
        "eventtime" => "eventtime",
        "cidname" or "calleridname" => "cidname",
        "cidnum" or "calleridnum" => "cidnum",
        "cidani" or "calleridani" => "cidani",
        "ciddnid" or "calleriddnid" => "ciddnid",
        "cidrdnis" or "calleridrdnis" => "cidrdnis",
        "exten" or "extension" => "exten",
        "context" => "context",
        "channame" or "channel" or "channelname" => "channame",
        "appname" or "application" => "appname",
        "appdata" or "applicationdata" => "appdata",
        "accountcode" => "accountcode",
        "peeraccount" => "peeraccount",
        "uniqueid" => "uniqueid",
        "linkedid" => "linkedid",
        "peer" => "peer",
        "userfield" => "userfield",
        "extra" or "eventextra" => "extra",
        "id" => "id",
        _ => null,
    };

    private static string Letters(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                letters.Append(char.ToLowerInvariant(c));
            }
        }

        return letters.ToString();
    }

    private static string? Text(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String when field == "extra" => OneForm(value.GetString()!),
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Object when field == "extra" => Compact(value),
        _ => null,
    };

    // The same details must be the same text, whether they came as an object or as text with other spaces.
    private static string OneForm(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{") || text.Length > ExtraLengthMax)
        {
            return text.Trim();
        }

        try
        {
            using var parsed = JsonDocument.Parse(text);
            return Compact(parsed.RootElement);
        }
        catch (JsonException)
        {
            return text.Trim();
        }
    }

    private static string Compact(JsonElement value)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static int LengthMax(string field) => field switch
    {
        "extra" => ExtraLengthMax,
        "appdata" or "peer" or "userfield" => LongFieldLengthMax,
        "uniqueid" or "linkedid" => IdLengthMax,
        _ => FieldLengthMax,
    };

    private static string TypeOf(string eventType, string userDefined)
    {
        var type = int.TryParse(eventType, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number < NumberedTypes.Length ? NumberedTypes[number] : ""
            : eventType;
        return (type.Equals(UserDefined, StringComparison.OrdinalIgnoreCase) && userDefined.Length > 0
            ? userDefined
            : type).ToUpperInvariant();
    }

    // The manager interface writes "<unknown>" for what a table leaves empty.
    private static string Known(string text) => text is "<unknown>" or "(null)" ? "" : text;
}
