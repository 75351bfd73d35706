using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Communications;

/// <summary>Which way a communication goes.</summary>
public enum CommunicationDirection
{
    /// <summary>From the person to the centre.</summary>
    Incoming,

    /// <summary>From the centre to the person.</summary>
    Outgoing,
}

/// <summary>How people communicate.</summary>
public enum CommunicationMedium
{
    /// <summary>E-mail; outgoing ones go through the queue.</summary>
    Email,

    /// <summary>A short message; outgoing ones go through the queue.</summary>
    Sms,

    /// <summary>A telephone call.</summary>
    Phone,

    /// <summary>A letter on paper.</summary>
    Letter,

    /// <summary>A meeting.</summary>
    FaceToFace,
}

/// <summary>Where a communication is (spec/communications.md §2.3).</summary>
public enum CommunicationState
{
    /// <summary>Still being written.</summary>
    Draft,

    /// <summary>Its content is final.</summary>
    Completed,
}

/// <summary>Where the entry in the queue is (spec/communications.md §2.3).</summary>
public enum DeliveryState
{
    /// <summary>It would have to be sent, but nothing here sends this medium.</summary>
    NotQueued,

    /// <summary>It waits to be sent, or to be tried again.</summary>
    Pending,

    /// <summary>The provider or the external system has taken it.</summary>
    Completed,

    /// <summary>It was refused for good, or tried too often.</summary>
    Rejected,

    /// <summary>The external system has sent it and took it from its list.</summary>
    CompletedAndRemoved,
}

/// <summary>
/// One interaction with a person (grain <c>communication</c>, key = id), incoming or outgoing, by any medium.
/// </summary>
/// <param name="Id">The grain's key.</param>
/// <param name="Number">Unique, for people: <c>CM000680</c>.</param>
/// <param name="Chain">Id of the first communication of its chain of follow-ups; its own when it is the first.</param>
/// <param name="State">Draft or completed.</param>
/// <param name="Content">What was written; in a completed one with tags replaced.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="UpdatedAt">When a person changed it last, UTC.</param>
/// <param name="UpdatedBy">Who did.</param>
public sealed record Communication(
    Guid Id,
    string Number,
    Guid Chain,
    CommunicationState State,
    CommunicationContent Content,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset UpdatedAt,
    string UpdatedBy)
{
    /// <summary>The grain type.</summary>
    public const string Type = "communication";

    /// <summary>Raised by each change of a person, so that two do not overwrite each other unseen.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The communication that it follows up; null when it follows none.</summary>
    public Guid? FollowsUp { get; init; }

    /// <summary>Those that follow it up, oldest first; null when there are none.</summary>
    public Guid[]? FollowUps { get; init; }

    /// <summary>When it was completed, UTC; null for a draft.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Its entry in the queue; null when it never goes there.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>
    /// Hash of the request that made it, if that carried an idempotency key: a repeat is told from another request
    /// under the same key by it.
    /// </summary>
    public string? RequestHash { get; init; }
}

/// <summary>What a communication says. Its members may be changed while it is a draft.</summary>
/// <param name="ContactId">The person.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Medium">How.</param>
public sealed record CommunicationContent(
    Guid ContactId, CommunicationDirection Direction, CommunicationMedium Medium)
{
    /// <summary>Most follow-ups of one communication.</summary>
    public const int FollowUpsMax = 100;

    /// <summary>Id of a category of the settings.</summary>
    public string? Category { get; init; }

    /// <summary>Code of the template that it was made from.</summary>
    public string? Template { get; init; }

    /// <summary>Sender's address or number; only of outgoing e-mail and SMS.</summary>
    public string? From { get; init; }

    /// <summary>One address or E.164 number; only of outgoing e-mail and SMS.</summary>
    public string? To { get; init; }

    /// <summary>One line.</summary>
    public string? Subject { get; init; }

    /// <summary>The message: HTML in e-mail, plain text in all other media.</summary>
    public string? Body { get; init; }

    /// <summary>The message as plain text, beside the HTML of an e-mail; made when it is completed.</summary>
    public string? PlainBody { get; init; }

    /// <summary>How it went, such as the outcome of a telephone call; may be changed later too.</summary>
    public string? SharedNotes { get; init; }

    /// <summary>Records that it refers to: id by object type; null when to none.</summary>
    public IReadOnlyDictionary<string, string>? ReferringTo { get; init; }

    /// <summary>Code of the external system that sends it; null when ActorCrm does.</summary>
    public string? ExternalSystem { get; init; }

    /// <summary>Values of unrestricted tags, by name; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? TagValues { get; init; }

    /// <summary>Whether it is marketing, which wants the contact's consent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Marketing { get; init; }

    /// <summary>Values of custom fields; null when there are none.</summary>
    public JsonObject? Fields { get; init; }
}

/// <summary>An entry of the queue.</summary>
/// <param name="State">Where it is.</param>
/// <param name="QueuedAt">When it was queued last, UTC.</param>
/// <param name="Round">How often it was queued, from 1; requeueing a rejected entry begins a new round.</param>
public sealed record Delivery(DeliveryState State, DateTimeOffset QueuedAt, int Round)
{
    /// <summary>Code of the external system that processes it; null when ActorCrm does.</summary>
    public string? ExternalSystem { get; init; }

    /// <summary>Attempts of this round.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it was rejected: a stable code; null when it was not.</summary>
    public string? Code { get; init; }

    /// <summary>What the provider or the external system said; null when nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>When it was completed or rejected, UTC; null while it is pending.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }
}
