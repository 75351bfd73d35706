using System.Buffers;
using System.IO.Pipelines;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Ingestion;

/// <summary>
/// Takes a body of events, forms or rows: one, an array, or lines without end; and answers when they are durable.
/// </summary>
internal sealed class IngestionEndpoint(
    Ingestor ingestor, IngestionLimits limits, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(3);

    /// <summary>Handles a request; <paramref name="makeBatch"/> says what its items are.</summary>
    public async Task<IResult> HandleAsync(HttpContext context, Func<IngestionBatch> makeBatch)
    {
        var form = RequestBody.FormOf(context.Request);
        if (form == BodyForm.Unknown)
        {
            return RequestBody.UnsupportedType();
        }

        if (RequestBody.Open(context.Request) is not { } body)
        {
            return RequestBody.UnsupportedEncoding();
        }

        try
        {
            return form == BodyForm.Json
                ? await HandleWholeAsync(context, body, makeBatch())
                : await HandleLinesAsync(context, body, makeBatch);
        }
        catch (InvalidDataException)
        {
            return Problem.Of(ProblemCode.MalformedEncoding);
        }
        finally
        {
            if (body != context.Request.BodyReader)
            {
                await body.CompleteAsync();
            }
        }
    }

    private async Task<IResult> HandleWholeAsync(HttpContext context, PipeReader body, IngestionBatch batch)
    {
        var stop = context.RequestAborted;
        if (await RequestBody.ReadAsync(context, body, limits.BodyBytesMax, stop) is not { } bytes)
        {
            return Problem.Of(
                ProblemCode.BodyTooLarge,
                $"A JSON body has {limits.BodyBytesMax} bytes at most; split it, or stream application/x-ndjson.");
        }

        var isBlank = IsBlank(bytes);
        var isRead = TryRead(bytes, batch);
        body.AdvanceTo(bytes.End);
        if (!isRead)
        {
            return isBlank
                ? Problem.Of(ProblemCode.EmptyBody, "Send one event, or an array of events.")
                : Problem.Of(ProblemCode.MalformedJson, "Nothing of the body could be read as JSON.");
        }

        // What was read is committed even if the sender goes away meanwhile.
        return await ingestor.CommitAsync(batch, CancellationToken.None) switch
        {
            IngestionEnd.Done => TypedResults.Json(batch.Answer, PlainJson.Ingestion.IngestionAnswer),
            IngestionEnd.Overloaded => Problem.Of(
                ProblemCode.Overloaded, "Send the whole request again: what is stored already counts as a duplicate."),
            IngestionEnd.Stopping => Problem.Of(
                ProblemCode.Stopping, "Send the whole request again: what is stored already counts as a duplicate."),
        };
    }

    private async Task<IResult> HandleLinesAsync(HttpContext context, PipeReader body, Func<IngestionBatch> makeBatch)
    {
        RequestBody.LimitTo(context, null);
        var stream = new LineStream(ingestor, limits, clock, makeBatch);
        await stream.RunAsync(body, context.Response, lifetime.ApplicationStopping, context.RequestAborted);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await SayGoodbyeAsync(context, body);
        }

        return Results.Empty;
    }

    /// <summary>
    /// Ends the answer and the connection of a sender who would go on. What was not answered is dropped; it is read for
    /// a moment, since a connection that is cut with unread bytes may take the last answers with it.
    /// </summary>
    private async Task SayGoodbyeAsync(HttpContext context, PipeReader body)
    {
        using var patience = new CancellationTokenSource(GoodbyePatience, clock);
        try
        {
            await context.Response.CompleteAsync();
            ReadResult read;
            do
            {
                read = await body.ReadAsync(patience.Token);
                body.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidDataException)
        {
            context.Abort();
        }
    }

    private bool TryRead(in ReadOnlySequence<byte> bytes, IngestionBatch batch)
    {
        var now = clock.GetUtcNow();
        if (bytes.IsSingleSegment)
        {
            return JsonItems.TryAddTo(batch, bytes.FirstSpan, limits, now);
        }

        var length = (int)bytes.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bytes.CopyTo(whole);
            return JsonItems.TryAddTo(batch, whole.AsSpan(0, length), limits, now);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static bool IsBlank(in ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            if (segment.Span.ContainsAnyExcept(" \t\r\n"u8))
            {
                return false;
            }
        }

        return true;
    }
}
