using System.Text.Json;

namespace ActorCrm.Domain.Communications;

/// <summary>What a provider said of a message, as the detail of an effect's outcome.</summary>
/// <param name="Code">
/// Why it was refused, stable (<c>notAuthorised</c>, <c>smtp550</c>); null when it was taken.
/// </param>
/// <param name="Text">What the provider said.</param>
public sealed record SendReport(string? Code, string? Text)
{
    /// <summary>Longest text that is kept.</summary>
    public const int TextLengthMax = 500;

    /// <summary>As the detail of an outcome.</summary>
    public string Write() => JsonSerializer.Serialize(this, CommunicationJson.Default.SendReport);

    /// <summary>Reads a detail; one that is no report is the text.</summary>
    public static SendReport Read(string? detail)
    {
        try
        {
            return detail is null ? new SendReport(null, null)
                : JsonSerializer.Deserialize(detail, CommunicationJson.Default.SendReport)
                    ?? new SendReport(null, null);
        }
        catch (JsonException)
        {
            return new SendReport(null, detail);
        }
    }
}
