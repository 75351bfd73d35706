namespace ActorCrm.Domain.Webhooks;

/// <summary>What is wrong with a webhook that somebody wants to save.</summary>
internal static class WebhookFaults
{
    /// <summary>Every fault, by the field at fault; empty when all is well.</summary>
    public static Dictionary<string, string[]> Of(string? address, string[]? events, string? description)
    {
        var faults = new Dictionary<string, string[]>();
        if (!IsAddress(address))
        {
            faults["address"] =
            [
                $"It must be an address of at most {Webhook.AddressLengthMax} characters that begins with https:// or "
                + "http:// and has no user or password in it.",
            ];
        }

        if (events is null or [] || events.Length > Webhook.EventsMax)
        {
            faults["events"] = [$"There must be 1 to {Webhook.EventsMax}; '*' is all of them."];
        }
        else if (events.Where(text => !EventPattern.IsPattern(text)).ToArray() is [_, ..] wrong)
        {
            faults["events"] =
            [
                .. wrong.Select(text => $"'{text}' is no type of event such as call.callEnded, contact.* or *."),
            ];
        }

        if (description?.Length > Webhook.DescriptionLengthMax || description?.Any(char.IsControl) == true)
        {
            faults["description"] = [$"It must have at most {Webhook.DescriptionLengthMax} printable characters."];
        }

        return faults;
    }

    private static bool IsAddress(string? address) =>
        address?.Length <= Webhook.AddressLengthMax
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0
        && uri.Host.Length > 0;
}
