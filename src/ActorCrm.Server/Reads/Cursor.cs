using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorCrm.Server.Reads;

/// <summary>
/// Where a page ended: the sort key and the id of its last record. Opaque to clients, so that the order of a list may
/// change without breaking them; a page that starts after a record cannot repeat or skip one when others come.
/// </summary>
/// <param name="Sort">The sort key; empty where the id alone is the order.</param>
/// <param name="Id">The record.</param>
internal readonly record struct Cursor(string Sort, string Id)
{
    /// <summary>Longest text that is looked at.</summary>
    private const int TextLengthMax = 2_000;

    /// <summary>A cursor whose sort key is a number.</summary>
    public static Cursor Of(long sort, string id) => new(sort.ToString(CultureInfo.InvariantCulture), id);

    /// <summary>The sort key as a number; false when it is none.</summary>
    public bool TryNumber(out long sort) =>
        long.TryParse(Sort, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out sort);

    /// <summary>Base64url of a small JSON array that begins with the list's name.</summary>
    public string Write(string list) => Base64Url.EncodeToString(
        JsonSerializer.SerializeToUtf8Bytes([list, Sort, Id], ReadJson.Plain.StringArray));

    /// <summary>Reads a cursor; false for any text that a page of this list did not give.</summary>
    public static bool TryRead(string list, string text, out Cursor cursor)
    {
        cursor = default;
        if (text.Length > TextLengthMax || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            var parts = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), ReadJson.Plain.StringArray);
            if (parts is not [var name, { } sort, { } id] || name != list
                || sort.Contains('\0', StringComparison.Ordinal) || id.Contains('\0', StringComparison.Ordinal))
            {
                return false;
            }

            cursor = new Cursor(sort, id);
            return true;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return false;
        }
    }
}
