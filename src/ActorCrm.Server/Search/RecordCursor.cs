using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Search;

/// <summary>
/// Where a page of records ended: what its last record is sorted by. Opaque to clients; good for the question that it
/// came from and no other.
/// </summary>
/// <param name="Keys">The values of the order's columns, as text; null where the record has none.</param>
internal sealed record RecordCursor(IReadOnlyList<string?> Keys)
{
    /// <summary>Longest text that is looked at: three texts of <c>SortedText.LengthMax</c> and more.</summary>
    private const int TextLengthMax = 16_000;

    /// <summary>Base64url of a JSON array that begins with the question's name.</summary>
    public string Write(string question) => Base64Url.EncodeToString(
        JsonSerializer.SerializeToUtf8Bytes([question, .. Keys], ReadJson.Plain.StringArray));

    /// <summary>Reads a cursor; null for any text that a page of this question did not give.</summary>
    public static RecordCursor? Read(
        string question, string text, IReadOnlyList<OrderColumn> columns, SqlDialect dialect)
    {
        if (text.Length > TextLengthMax || !Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            string?[]? parts = JsonSerializer.Deserialize(
                Base64Url.DecodeFromChars(text), ReadJson.Plain.StringArray);
            return parts is [var name, .. var keys] && name == question && keys.Length == columns.Count
                && keys.Index().All(key => IsKey(key.Item, columns[key.Index], dialect))
                    ? new RecordCursor(keys)
                    : null;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>A short name for a question, so that a cursor of another one is refused.</summary>
    public static string Question(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 12));

    /// <summary>A key in the type that the database compares. Only of keys that were read.</summary>
    public static object Value(string key, CriteriaForm form, SqlDialect dialect) => form switch
    {
        CriteriaForm.Folded or CriteriaForm.Exact => key,
        CriteriaForm.Number when dialect == SqlDialect.Sqlite => key,
        CriteriaForm.Number => decimal.Parse(key, NumberStyles.Number, CultureInfo.InvariantCulture),
        CriteriaForm.Flag when dialect == SqlDialect.Postgres => key == "true",
        CriteriaForm.Flag or CriteriaForm.Whole or CriteriaForm.Moment or CriteriaForm.TimeOfDay
            or CriteriaForm.Duration => long.Parse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
    };

    private static bool IsKey(string? key, OrderColumn column, SqlDialect dialect) =>
        key is null ? column.IsNullable : IsKey(key, column.Form, dialect);

    private static bool IsKey(string key, CriteriaForm form, SqlDialect dialect) => form switch
    {
        CriteriaForm.Folded or CriteriaForm.Exact => !key.Contains('\0', StringComparison.Ordinal),
        CriteriaForm.Number => dialect == SqlDialect.Sqlite
            ? !key.Contains('\0', StringComparison.Ordinal)
            : decimal.TryParse(key, NumberStyles.Number, CultureInfo.InvariantCulture, out _),
        CriteriaForm.Flag => key is "true" or "false" or "0" or "1",
        CriteriaForm.Whole or CriteriaForm.Moment or CriteriaForm.TimeOfDay or CriteriaForm.Duration =>
            long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
    };
}

/// <summary>A column of the order of a list.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Descending">The greatest first.</param>
/// <param name="IsNullable">Whether a record may have none; it comes last then.</param>
/// <param name="Form">The type of its values.</param>
internal sealed record OrderColumn(string Value, bool Descending, bool IsNullable, CriteriaForm Form)
{
    /// <summary>
    /// Whether it is zero for all records of the list: it is named only for the sake of an index that has it, and is no
    /// part of a cursor.
    /// </summary>
    public bool IsZero { get; init; }
}
