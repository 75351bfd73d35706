using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Server.Demo;

/// <summary>One call event as an adapter writes it: the public JSON of <c>POST /api/v1/call-events</c>.</summary>
internal sealed record CallEventJson(string Id, string Source, string CallId, string Type, string At)
{
    public string? Direction { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? CallerName { get; init; }

    public string? CalledName { get; init; }

    public AgentJson? Agent { get; init; }

    public string? Outcome { get; init; }

    public string? RecordingUrl { get; init; }

    public UtmJson? Utm { get; init; }

    public string? LandingPage { get; init; }

    public string? ClientId { get; init; }
}

/// <summary>An agent in the terms of a telephone system.</summary>
internal sealed record AgentJson(
    string? Extension = null, string? Sip = null, string? Email = null, string? Number = null);

/// <summary>Marketing tags.</summary>
internal sealed record UtmJson(string? Source, string? Medium, string? Campaign, string? Content, string? Term);

/// <summary>One form as the site writes it: the public JSON of <c>POST /api/v1/form-submissions</c>.</summary>
internal sealed record FormJson(string Id, string Source, string Phone)
{
    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? Company { get; init; }

    public string? SentAt { get; init; }

    public Dictionary<string, string>? Fields { get; init; }

    public UtmJson? Utm { get; init; }

    public string? LandingPage { get; init; }

    public string? ClientId { get; init; }
}

/// <summary>The bytes that adapters send.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallEventJson))]
[JsonSerializable(typeof(FormJson))]
internal sealed partial class AdapterJson : JsonSerializerContext
{
    /// <summary>One line of JSON, without its end.</summary>
    public static byte[] Write(CallEventJson callEvent) =>
        JsonSerializer.SerializeToUtf8Bytes(callEvent, Unescaped.Json.CallEventJson);

    /// <summary>One form.</summary>
    public static byte[] Write(FormJson form) => JsonSerializer.SerializeToUtf8Bytes(form, Unescaped.Json.FormJson);

    // Names are sent as real systems send them: letters as they are, not escaped. A class of its own, because the order
    // of static members of a generated class is nobody's to rely on.
    private static class Unescaped
    {
        public static readonly AdapterJson Json = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
