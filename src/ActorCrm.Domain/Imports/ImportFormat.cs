using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Imports;

/// <summary>How a file is written.</summary>
public sealed record ImportFormat
{
    /// <summary>Most date formats.</summary>
    public const int DateFormatsMax = 10;

    /// <summary>Formats of days in which nothing can be mistaken for something else.</summary>
    public static readonly IReadOnlyList<string> DateFormatsDefault = ["yyyy-MM-dd", "yyyy/MM/dd", "dd.MM.yyyy"];

    /// <summary>CSV, or a JSON object a line.</summary>
    public ImportKind Kind { get; init; }

    /// <summary>One of <see cref="ImportEncodings.All"/>. UTF-16 was made UTF-8 when the file came.</summary>
    public string Encoding { get; init; } = ImportEncodings.Utf8;

    /// <summary>What stands between cells.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>What stands around a cell; twice for one within it.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Point or comma.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>What stands between the values of a list in a cell; after a backslash it belongs to a value.</summary>
    public char ListSeparator { get; init; } = ';';

    /// <summary>Formats of days (as .NET writes them); null for <see cref="DateFormatsDefault"/>.</summary>
    public string[]? DateFormats { get; init; }

    /// <summary>The time zone (IANA) of moments that are written without an offset.</summary>
    public string TimeZone { get; init; } = "UTC";
}

/// <summary>What a file is.</summary>
[JsonConverter(typeof(CamelCaseEnum<ImportKind>))]
public enum ImportKind
{
    /// <summary>Rows of cells (RFC 4180) under a row of headers.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Ndjson,
}

/// <summary>The encodings that a stored file may be in: in all a byte below 128 is a character of ASCII.</summary>
public static class ImportEncodings
{
    public const string Utf8 = "utf-8";
    public const string Windows1250 = "windows-1250";
    public const string Windows1252 = "windows-1252";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Utf8, Windows1250, Windows1252];
}
