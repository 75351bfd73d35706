namespace ActorCrm.Domain.Templates;

/// <summary>Names of tags that mean something to the program.</summary>
public static class TagNames
{
    /// <summary>A tracked link: <c>link.url("https://…", "text")</c>.</summary>
    public const string LinkUrl = "link.url";

    /// <summary>In front of dynamic links.</summary>
    public const string Link = "link";

    /// <summary>In front of what a notification run knows of a recipient.</summary>
    public const string Notification = "notification";

    /// <summary>In front of unrestricted tags.</summary>
    public const string Custom = "custom";

    /// <summary>In front of what the centre says of itself.</summary>
    public const string Business = "business";

    private const int AddressLengthMax = 2_048;

    /// <summary>Whether a text is an address that a tracked link may lead to.</summary>
    public static bool IsAddress(string text) =>
        text.Length <= AddressLengthMax
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.UserInfo.Length == 0 && address.Host.Length > 0
        && !text.Any(char.IsControl);
}
