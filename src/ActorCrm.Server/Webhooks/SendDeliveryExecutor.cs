using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Webhooks;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Outbound;

namespace ActorCrm.Server.Webhooks;

/// <summary>
/// Makes one attempt to deliver a message. Whatever the receiver does is an outcome; when to try again is decided by
/// the
/// grain. An attempt whose outcome was lost is made again under the same <c>webhook-id</c>.
/// </summary>
internal sealed class SendDeliveryExecutor(
    WebhookReads reads, OutboundHttp http, WebhookOptions options, SiloOptions silo, TimeProvider clock)
    : IEffectExecutor
{
    /// <summary>Characters of an answer that are kept.</summary>
    private const int AnswerLengthMax = 256;

    private const int AnswerBytesMax = 1024;

    // An effect that is cut off has no outcome to tell the grain.
    private readonly TimeSpan _timeout =
        options.SendTimeout < silo.EffectTimeout * 0.9 ? options.SendTimeout : silo.EffectTimeout * 0.9;

    /// <inheritdoc/>
    public string Kind => SendDelivery.Kind;

    /// <inheritdoc/>
    public async Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop)
    {
        var report = await reads.FindAsync(attempt.From.Key, stop) switch
        {
            null => new AttemptReport(Gone: true),
            { Enabled: false } => new AttemptReport(Skipped: true),
            var webhook => await SendAsync((SendDelivery)attempt.Payload, webhook, stop),
        };
        return EffectResult.Done(JsonSerializer.Serialize(report, WebhookJson.Default.AttemptReport));
    }

    private async Task<AttemptReport> SendAsync(SendDelivery send, Webhook webhook, CancellationToken stop)
    {
        if (await BodyAsync(send, stop) is not { } body)
        {
            return new AttemptReport(Error: "The event is in the timeline no more.");
        }

        var startedAt = Stopwatch.GetTimestamp();
        try
        {
            var answer = await http.SendAsync(Request(send, webhook, body), stop);
            return new AttemptReport(
                answer.Status, Error: null, Text(answer.Body), Elapsed(), (int?)answer.RetryAfter?.TotalSeconds);
        }
        catch (Exception e) when (e is OutboundRefusedException or TimeoutException)
        {
            return new AttemptReport(Error: e.Message, Milliseconds: Elapsed());
        }
        catch (HttpRequestException e)
        {
            // Its message names the host, and perhaps more.
            return new AttemptReport(Error: $"Nobody answered: {e.HttpRequestError}.", Milliseconds: Elapsed());
        }

        long Elapsed() => (long)Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds;
    }

    private OutboundRequest Request(SendDelivery send, Webhook webhook, byte[] body)
    {
        var now = clock.GetUtcNow();
        var timestamp = now.ToUnixTimeSeconds();
        var signature = WebhookSignature.Of(
            webhook.SecretsAt(now).Select(secret => secret.Secret), send.DeliveryId, timestamp, body);
        return new OutboundRequest(HttpMethod.Post, webhook.Address, _timeout)
        {
            Headers =
            [
                new("User-Agent", "ActorCrm-Webhooks/1"),
                new("webhook-id", send.DeliveryId),
                new("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture)),
                new("webhook-signature", signature),
            ],
            Body = body,
            AnswerBytesMax = AnswerBytesMax,
        };
    }

    /// <summary>The body; null when there is no such event.</summary>
    private async Task<byte[]?> BodyAsync(SendDelivery send, CancellationToken stop)
    {
        if (send.Seq == 0)
        {
            return WebhookBody.Test(send.At);
        }

        var row = await reads.EventAsync(send.Seq, stop);
        return row is null ? null : WebhookBody.Of(row);
    }

    private static string Text(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        var kept = text.Length <= AnswerLengthMax ? text : text[..AnswerLengthMax];
        return string.Concat(kept.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)).Trim();
    }
}
