using System.Text.Json;
using ActorCrm.Domain.Communications;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Communications;

/// <summary>
/// Makes one attempt to send an e-mail. What the server refuses for good and what nobody knows the end of are
/// outcomes; what was certainly not taken is tried again. An attempt whose outcome was lost in a crash is made again
/// under the same <c>Message-ID</c>.
/// </summary>
internal sealed class SendEmailExecutor(ReadDatabase database, CommunicationRecords records, SmtpPools pools)
    : IEffectExecutor
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Communications/communications");

    /// <inheritdoc/>
    public string Kind => CommunicationGrain.EmailKind;

    /// <inheritdoc/>
    public async Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop)
    {
        var round = ((SendMessage)attempt.Payload).Round;
        if (await ReadAsync("communication_find", attempt.From.Key, CommunicationJson.Default.Communication, stop)
                is not { Delivery: { State: DeliveryState.Pending } delivery } communication
            || delivery.Round != round)
        {
            return EffectResult.Done(new SendReport(null, "Nothing waits to be sent any more.").Write());
        }

        var settings = await ReadAsync(
            "communication_settings_find", CommunicationSettings.Key, CommunicationJson.Default.CommunicationSettings,
            stop);
        var contact = await records.FindAsync(Contact.Type, $"{communication.Content.ContactId}", stop);
        if (Refusal(communication, contact) is { } refusal)
        {
            return EffectResult.GiveUp(refusal.Write());
        }

        if (settings?.Active?.Email is not { Enabled: true } server)
        {
            // Somebody may switch it on again: this is tried again.
            throw new EmailDeferredException("No e-mail server is enabled in the active definition.");
        }

        var pool = pools.For(server, out var fault)
            ?? throw new EmailDeferredException(fault!);
        return Result(await pool.SendAsync(Message(communication, server, contact!, attempt.IdempotencyKey), stop));
    }

    // Nobody is written to who said no (spec/communications.md §2.6, A-21).
    private static SendReport? Refusal(Communication communication, ObjectRecord? contact) => contact switch
    {
        null => new SendReport("contactNotFound", "The contact is there no more."),
        _ when Flag(contact, "emailAuthorized") == false =>
            new SendReport("notAuthorised", "The contact's e-mail authorisation is off."),
        _ when communication.Content.Marketing && Flag(contact, "directMarketing") != true =>
            new SendReport("noConsent", "The contact has not allowed direct marketing."),
        _ => null,
    };

    private static bool? Flag(ObjectRecord contact, string field) => contact.Fields[field]?.GetValue<bool>();

    private static SmtpMessage Message(
        Communication communication, EmailServer server, ObjectRecord contact, string key)
    {
        var content = communication.Content;
        var from = content.From!;
        var isServers = string.Equals(from, server.From, StringComparison.OrdinalIgnoreCase);
        return new SmtpMessage
        {
            EnvelopeFrom = from,
            Recipient = content.To!,
            From = new Mailbox(from, isServers ? server.FromName : null),
            To = new Mailbox(content.To!, contact.Fields["name"]?.GetValue<string>()),
            Subject = content.Subject ?? "",
            Html = content.Body,
            Text = content.PlainBody ?? "",
            MessageId = $"{key}@{from[(from.LastIndexOf('@') + 1)..]}",
            Date = communication.CompletedAt ?? communication.CreatedAt,
        };
    }

    private static EffectResult Result(SmtpOutcome outcome) => outcome switch
    {
        SmtpOutcome.Accepted accepted => EffectResult.Done(
            new SendReport(null, $"{accepted.Code} {accepted.Text}").Write()),
        SmtpOutcome.Rejected rejected => EffectResult.GiveUp(
            new SendReport($"smtp{rejected.Code}", rejected.Text).Write()),

        // Sent again it might arrive twice: a person decides, by requeueing it.
        SmtpOutcome.Unknown unknown => EffectResult.GiveUp(new SendReport("outcomeUnknown", unknown.Text).Write()),
        SmtpOutcome.Deferred deferred => throw new EmailDeferredException(deferred.Text),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome."),
    };

    private async Task<T?> ReadAsync<T>(
        string statement, string id, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json,
        CancellationToken stop)
        where T : class
    {
        var row = await new ListQuery(Sql, statement).With("id", id).ReadOneAsync<StateRow>(database, stop);
        return row is null ? null : JsonSerializer.Deserialize(row.Doc, json);
    }
}

/// <summary>An e-mail was certainly not taken, and is tried again later.</summary>
internal sealed class EmailDeferredException(string why) : Exception(why);
