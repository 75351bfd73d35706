using System.Text.Json.Nodes;
using ActorCrm.Domain.Communications;

namespace ActorCrm.Server.Communications;

/// <summary>What somebody writes.</summary>
/// <param name="ContactId">The person; an existing contact.</param>
/// <param name="Direction">incoming or outgoing; that of the template, else outgoing, when absent.</param>
/// <param name="Medium">email, sms, phone, letter, faceToFace; that of the template when absent.</param>
/// <param name="State">completed: save it, and send it where it is to be sent; draft when absent.</param>
/// <param name="Template">Code of a template whose values stand in for those that are absent.</param>
/// <param name="Language">Language of the template's text; that of the contact when absent.</param>
/// <param name="Category">Id of a category.</param>
/// <param name="From">Of outgoing e-mail and SMS; that of the active definition when absent.</param>
/// <param name="To">
/// Of outgoing e-mail and SMS; the contact's first e-mail address, or mobile number, when absent.
/// </param>
/// <param name="Subject">One line; may have tags.</param>
/// <param name="Body">HTML for e-mail, text for other media; may have tags.</param>
/// <param name="SharedNotes">How it went.</param>
/// <param name="ReferringTo">Records that it refers to: id by object type.</param>
/// <param name="ExternalSystem">Code of the external system that sends it.</param>
/// <param name="TagValues">Values of unrestricted tags, by name.</param>
/// <param name="Marketing">Whether it is marketing, which wants the contact's consent.</param>
/// <param name="Fields">Values of custom fields.</param>
/// <param name="IfRevision">Refused unless this revision stands.</param>
public sealed record CommunicationRequest(
    string? ContactId = null,
    CommunicationDirection? Direction = null,
    CommunicationMedium? Medium = null,
    CommunicationState? State = null,
    string? Template = null,
    string? Language = null,
    string? Category = null,
    string? From = null,
    string? To = null,
    string? Subject = null,
    string? Body = null,
    string? SharedNotes = null,
    Dictionary<string, string>? ReferringTo = null,
    string? ExternalSystem = null,
    Dictionary<string, string>? TagValues = null,
    bool Marketing = false,
    JsonObject? Fields = null,
    int? IfRevision = null);

/// <summary>Follows a completed communication up.</summary>
/// <param name="Direction">incoming or outgoing.</param>
/// <param name="Medium">email, sms, phone, letter, faceToFace.</param>
/// <param name="SharedNotes">How it went.</param>
public sealed record FollowUpRequest(
    CommunicationDirection? Direction = null, CommunicationMedium? Medium = null, string? SharedNotes = null);

/// <summary>Changes the shared notes.</summary>
/// <param name="SharedNotes">How it went; null for nothing.</param>
/// <param name="IfRevision">Refused unless this revision stands.</param>
public sealed record NotesRequest(string? SharedNotes = null, int? IfRevision = null);

/// <summary>What became of an entry that an external system processes.</summary>
/// <param name="ExternalSystem">Code of the system; the entry must be its own.</param>
/// <param name="Event">complete, reject or completeAndRemove.</param>
/// <param name="Detail">What it has to say, at most 500 characters.</param>
public sealed record DeliveryRequest(
    string? ExternalSystem = null, DeliveryEvent? Event = null, string? Detail = null);
