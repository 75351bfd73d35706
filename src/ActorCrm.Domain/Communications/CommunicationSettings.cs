using System.Text.Json.Serialization;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Communications;

/// <summary>
/// The settings of communications (setting grain <c>communication_settings</c>, key <c>all</c>; spec/communications.md
/// §2.4, §2.5).
/// </summary>
/// <param name="Definitions">One is active at most; without an active one nothing can be communicated.</param>
/// <param name="Categories">What communications are about.</param>
/// <param name="ExternalSystems">Systems that may read and process entries of the queue.</param>
/// <param name="Version">Raised by each save.</param>
public sealed record CommunicationSettings(
    CommunicationDefinition[] Definitions,
    CommunicationCategory[] Categories,
    QueueExternalSystem[] ExternalSystems,
    int Version)
{
    /// <summary>The grain type.</summary>
    public const string Type = "communication_settings";

    /// <summary>The key of the one grain.</summary>
    public const string Key = "all";

    /// <summary>Most definitions.</summary>
    public const int DefinitionsMax = 20;

    /// <summary>Most categories, and most external systems.</summary>
    public const int ListMax = 200;

    /// <summary>The settings that nobody saved.</summary>
    public static CommunicationSettings Empty { get; } = new([], [], [], 0);

    /// <summary>What templates know of the centre: <c>business.name</c>, <c>.phone</c>, <c>.email</c>.</summary>
    public BusinessCard? Business { get; init; }

    /// <summary>The active definition; null when there is none.</summary>
    [JsonIgnore]
    public CommunicationDefinition? Active => Array.Find(Definitions, definition => definition.Active);

    /// <summary>The settings in force.</summary>
    public static CommunicationSettings Of(SettingsSnapshot settings) =>
        settings.States.TryGetValue(new GrainId(Type, Key), out var state) ? (CommunicationSettings)state : Empty;
}

/// <summary>How a centre communicates.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Code">Unique; the initials of the name unless somebody says otherwise.</param>
/// <param name="Active">Whether it is in force.</param>
public sealed record CommunicationDefinition(string Name, string Code, bool Active)
{
    /// <summary>Given once, never changed: <c>CD0001</c>.</summary>
    public string? Number { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The server that takes e-mail; null when it is not set up.</summary>
    public EmailServer? Email { get; init; }

    /// <summary>The gateway that takes SMS; null when it is not set up.</summary>
    public SmsGateway? Sms { get; init; }

    /// <summary>Which media may be used, and how; a medium that is not named may not.</summary>
    public MediumRule[] Media { get; init; } = [];

    /// <summary>Whether e-mails are tracked; null when they are not.</summary>
    public TrackingRule? Tracking { get; init; }
}

/// <summary>How a connection is kept from being read.</summary>
public enum EmailSecurity
{
    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>STARTTLS; without it nothing is sent.</summary>
    StartTls,

    /// <summary>None: for servers on this machine or in a private network.</summary>
    None,
}

/// <summary>A server that takes e-mail by SMTP.</summary>
/// <param name="Enabled">Whether it is used.</param>
/// <param name="Host">Its name.</param>
/// <param name="Port">Its port, such as 587.</param>
/// <param name="Security">How the connection is secured.</param>
/// <param name="From">The sender's address unless a communication says otherwise.</param>
public sealed record EmailServer(bool Enabled, string Host, int Port, EmailSecurity Security, string From)
{
    /// <summary>Sender's name, beside the address.</summary>
    public string? FromName { get; init; }

    /// <summary>Who signs in; null when nobody does.</summary>
    public string? User { get; init; }

    /// <summary>The password; never shown.</summary>
    public string? Secret { get; init; }
}

/// <summary>What protocol a gateway of SMS speaks.</summary>
public enum SmsGatewayKind
{
    /// <summary>HTTP in the manner of CM.</summary>
    Http,

    /// <summary>SMPP 3.4.</summary>
    Smpp,
}

/// <summary>A gateway that takes SMS.</summary>
/// <param name="Enabled">Whether it is used.</param>
/// <param name="Kind">Its protocol.</param>
/// <param name="Address">Of HTTP: the address to post to; of SMPP: host and port.</param>
/// <param name="Sender">What recipients see: a number, or at most 11 letters and digits.</param>
public sealed record SmsGateway(bool Enabled, SmsGatewayKind Kind, string Address, string Sender)
{
    /// <summary>Who signs in; null when nobody does.</summary>
    public string? User { get; init; }

    /// <summary>The token or password; never shown.</summary>
    public string? Secret { get; init; }
}

/// <summary>A medium that may be used.</summary>
/// <param name="Medium">The medium.</param>
/// <param name="CharactersMax">Longest message; null for the limit of the program.</param>
/// <param name="Direction">The only way it may go; null for both.</param>
public sealed record MediumRule(
    CommunicationMedium Medium, int? CharactersMax = null, CommunicationDirection? Direction = null);

/// <summary>Whether and where e-mails are tracked.</summary>
/// <param name="Email">Whether it is seen that they were opened.</param>
/// <param name="Links">Whether clicks are counted.</param>
/// <param name="BaseUrl">What addresses in e-mails begin with: <c>https://t.acme.example</c>.</param>
public sealed record TrackingRule(bool Email, bool Links, string BaseUrl);

/// <summary>What communications are about.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Name">For people.</param>
/// <param name="AllowedUnits">Who may choose it (ids of the network); null: everybody.</param>
public sealed record CommunicationCategory(string Id, string Name, string[]? AllowedUnits = null);

/// <summary>A system that reads and processes entries of the queue.</summary>
/// <param name="Code">Unique; the initials of the name unless somebody says otherwise.</param>
/// <param name="Name">Unique.</param>
public sealed record QueueExternalSystem(string Code, string Name)
{
    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Longest message that it takes; null: it sets no limit.</summary>
    public int? CharactersMax { get; init; }

    /// <summary>Who may choose it (ids of the network); null: everybody.</summary>
    public string[]? AllowedUnits { get; init; }
}

/// <summary>What templates know of the centre.</summary>
public sealed record BusinessCard(string? Name, string? Phone, string? Email)
{
    /// <summary>Language of readers whose language nobody knows, BCP 47; <c>en</c> when null.</summary>
    public string? Language { get; init; }

    /// <summary>Where moments are shown, IANA (<c>Europe/Warsaw</c>); UTC when null.</summary>
    public string? TimeZone { get; init; }
}
