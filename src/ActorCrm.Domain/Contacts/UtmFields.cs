using System.Text.Json.Nodes;
using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.Contacts;

/// <summary>First-touch marketing tags as fields of records.</summary>
internal static class UtmFields
{
    /// <summary>The fields' names.</summary>
    public static string[] Names { get; } = ["utmSource", "utmMedium", "utmCampaign", "utmContent", "utmTerm"];

    /// <summary>Sets the fields.</summary>
    public static void Put(JsonObject fields, UtmTouch? utm)
    {
        fields.Put("utmSource", utm?.Tags.Source);
        fields.Put("utmMedium", utm?.Tags.Medium);
        fields.Put("utmCampaign", utm?.Tags.Campaign);
        fields.Put("utmContent", utm?.Tags.Content);
        fields.Put("utmTerm", utm?.Tags.Term);
    }
}
