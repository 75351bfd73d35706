using System.Security.Cryptography;
using System.Text.Json;
using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Templates;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Communications;

/// <summary>
/// A request as the content of a communication; what the template says of its way and medium is filled in.
/// </summary>
/// <param name="Content">What is to be saved; null when there are faults.</param>
/// <param name="IsCompleting">Whether it is to be completed.</param>
/// <param name="Language">Language of the template's text.</param>
/// <param name="IfRevision">The revision that must stand.</param>
/// <param name="Faults">What is wrong.</param>
internal sealed record CommunicationDraft(
    CommunicationContent? Content, bool IsCompleting, string? Language, int? IfRevision,
    IReadOnlyList<CommunicationFault> Faults)
{
    /// <summary>Reads a request.</summary>
    public static CommunicationDraft Read(CommunicationRequest request, SiloHost silo)
    {
        var settings = ServerSettings.Of(silo);
        var template = request.Template is { } code ? MessageTemplate.Find(settings, code) : null;
        var faults = new List<CommunicationFault>();
        if (!Guid.TryParse(request.ContactId, out var contactId))
        {
            faults.Add(new("contactId", "required", "A communication has a contact: the id of an existing one."));
        }

        var medium = request.Medium ?? template?.Medium;
        if (medium is null)
        {
            faults.Add(new("medium", "required", "Say the medium, or a template that has one."));
        }

        if (template is not null && medium != template.Medium)
        {
            faults.Add(new("template", "mediumMismatch", "The template is for another medium."));
        }

        var isCompleting = request.State == CommunicationState.Completed;
        if (faults.Count > 0)
        {
            return new CommunicationDraft(null, isCompleting, request.Language, request.IfRevision, faults);
        }

        var direction = request.Direction ?? template?.Direction ?? CommunicationDirection.Outgoing;
        var content = new CommunicationContent(contactId, direction, medium!.Value)
        {
            Category = Text(request.Category),
            Template = Text(request.Template),
            From = Text(request.From),
            To = Number(request, medium.Value, silo),
            Subject = Text(request.Subject),
            Body = Text(request.Body),
            SharedNotes = Text(request.SharedNotes),
            ReferringTo = request.ReferringTo is { Count: > 0 } referringTo ? referringTo : null,
            ExternalSystem = Text(request.ExternalSystem),
            TagValues = request.TagValues is { Count: > 0 } values ? values : null,
            Marketing = request.Marketing,
            Fields = request.Fields is { Count: > 0 } fields ? fields : null,
        };
        return new CommunicationDraft(content, isCompleting, request.Language, request.IfRevision, []);
    }

    /// <summary>Tells the same request from another one under one idempotency key.</summary>
    public static string HashOf(CommunicationRequest request) => Convert.ToHexStringLower(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web)));

    // Numbers may be written in any form, as everywhere.
    private static string? Number(CommunicationRequest request, CommunicationMedium medium, SiloHost silo) =>
        medium == CommunicationMedium.Sms && request.To is { } to
            ? ServerSettings.Of(silo).ReadNumber(to) ?? to
            : Text(request.To);

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
