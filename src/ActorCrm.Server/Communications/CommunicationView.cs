using System.Text.Json.Nodes;
using ActorCrm.Domain.Communications;

namespace ActorCrm.Server.Communications;

/// <summary>A communication as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Unique, for people.</param>
/// <param name="Chain">Id of the first one of its chain of follow-ups.</param>
/// <param name="State">draft or completed.</param>
/// <param name="ContactId">The person.</param>
/// <param name="Direction">incoming or outgoing.</param>
/// <param name="Medium">email, sms, phone, letter, faceToFace.</param>
/// <param name="Category">Id of the category.</param>
/// <param name="Template">Code of the template.</param>
/// <param name="From">Sender's address or number.</param>
/// <param name="To">Recipient's address or number.</param>
/// <param name="Subject">The subject; with tags in a draft.</param>
/// <param name="Body">The message; with tags in a draft.</param>
/// <param name="PlainBody">The plain text beside the HTML of a completed e-mail.</param>
/// <param name="SharedNotes">How it went.</param>
/// <param name="ReferringTo">Records that it refers to: id by object type.</param>
/// <param name="ExternalSystem">Code of the external system that sends it.</param>
/// <param name="TagValues">Values of unrestricted tags.</param>
/// <param name="Marketing">Whether it is marketing.</param>
/// <param name="Fields">Values of custom fields.</param>
/// <param name="FollowsUp">The communication that it follows up.</param>
/// <param name="FollowUps">Those that follow it up.</param>
/// <param name="Delivery">Its entry in the queue; null when it never goes there.</param>
/// <param name="Warning">notQueued: it would have to be sent, and nothing here sends this medium.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="UpdatedAt">When a person changed it last.</param>
/// <param name="UpdatedBy">Who did.</param>
/// <param name="CompletedAt">When it was completed.</param>
/// <param name="Revision">Raised by each change of a person.</param>
public sealed record CommunicationView(
    Guid Id,
    string Number,
    Guid Chain,
    CommunicationState State,
    Guid ContactId,
    CommunicationDirection Direction,
    CommunicationMedium Medium,
    string? Category,
    string? Template,
    string? From,
    string? To,
    string? Subject,
    string? Body,
    string? PlainBody,
    string? SharedNotes,
    IReadOnlyDictionary<string, string> ReferringTo,
    string? ExternalSystem,
    IReadOnlyDictionary<string, string> TagValues,
    bool Marketing,
    JsonObject? Fields,
    Guid? FollowsUp,
    Guid[] FollowUps,
    DeliveryView? Delivery,
    string? Warning,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset UpdatedAt,
    string UpdatedBy,
    DateTimeOffset? CompletedAt,
    int Revision)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Shows a communication.</summary>
    public static CommunicationView Of(Communication communication)
    {
        var content = communication.Content;
        return new CommunicationView(
            communication.Id, communication.Number, communication.Chain, communication.State, content.ContactId,
            content.Direction, content.Medium, content.Category, content.Template, content.From, content.To,
            content.Subject, content.Body, content.PlainBody, content.SharedNotes, content.ReferringTo ?? Nothing,
            content.ExternalSystem, content.TagValues ?? Nothing, content.Marketing, content.Fields,
            communication.FollowsUp, communication.FollowUps ?? [],
            communication.Delivery is { } delivery ? DeliveryView.Of(delivery) : null,
            communication.Delivery is { State: DeliveryState.NotQueued } ? "notQueued" : null,
            communication.CreatedAt, communication.CreatedBy, communication.UpdatedAt, communication.UpdatedBy,
            communication.CompletedAt, communication.Revision);
    }
}

/// <summary>An entry of the queue as the API shows it.</summary>
/// <param name="State">notQueued, pending, completed, rejected, completedAndRemoved.</param>
/// <param name="QueuedAt">When it was queued last.</param>
/// <param name="Round">How often it was queued.</param>
/// <param name="ExternalSystem">Code of the external system that processes it.</param>
/// <param name="Attempts">Attempts of this round, once it has ended.</param>
/// <param name="Code">Why it was rejected.</param>
/// <param name="Detail">What the provider or the external system said.</param>
/// <param name="ProcessedAt">When it was completed or rejected.</param>
public sealed record DeliveryView(
    DeliveryState State, DateTimeOffset QueuedAt, int Round, string? ExternalSystem, int Attempts, string? Code,
    string? Detail, DateTimeOffset? ProcessedAt)
{
    /// <summary>Shows an entry.</summary>
    public static DeliveryView Of(Delivery delivery) => new(
        delivery.State, delivery.QueuedAt, delivery.Round, delivery.ExternalSystem, delivery.Attempts, delivery.Code,
        delivery.Detail, delivery.ProcessedAt);
}
