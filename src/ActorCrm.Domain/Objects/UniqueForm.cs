using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Objects;

/// <summary>The form in which equal values are equal texts, for unique fields and matching (flows.md §5.3).</summary>
internal static class UniqueForm
{
    /// <summary>
    /// The form of one value that <see cref="FieldValues"/> normalised, never of a list. Texts and e-mail addresses:
    /// in small letters, white space as single spaces; accents count. Addresses of the web: as <see cref="Uri"/>
    /// writes them. Others are their normal form.
    /// </summary>
    public static string Of(FieldDefinition field, JsonNode value) => field.Kind switch
    {
        FieldKind.Text or FieldKind.LongText or FieldKind.Email => Folded(value.GetValue<string>()),
        FieldKind.Url => new Uri(value.GetValue<string>(), UriKind.Absolute).AbsoluteUri,
        FieldKind.Integer or FieldKind.Decimal or FieldKind.Boolean => value.ToJsonString(),
        FieldKind.Date or FieldKind.DateTime or FieldKind.Time or FieldKind.Duration or FieldKind.Select
            or FieldKind.MultiSelect or FieldKind.File or FieldKind.Phone or FieldKind.Reference =>
            value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
    };

    private static string Folded(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
}
