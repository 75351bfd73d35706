using System.IO.Pipelines;
using System.Threading.Channels;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Ingestion;

/// <summary>
/// A stream of lines without end. Lines are taken in windows; a few windows are under way at a time, and no more is
/// read until one of them is durable and answered, so that a stream is read no faster than it is committed.
/// </summary>
internal sealed class LineStream(
    Ingestor ingestor, IngestionLimits limits, TimeProvider clock, Func<IngestionBatch> makeBatch)
{
    /// <summary>Media type of the answers: one JSON object a line.</summary>
    public const string MediaType = "application/x-ndjson";

    /// <summary>Reads and answers until the body ends, the sender goes, or the server stops.</summary>
    public async Task RunAsync(
        PipeReader body, HttpResponse response, CancellationToken stopping, CancellationToken aborted)
    {
        response.ContentType = MediaType;
        await response.StartAsync(aborted);
        await response.BodyWriter.FlushAsync(aborted);

        // The window that is being answered is out of the channel already: hence one less.
        var windows = Channel.CreateBounded<Window>(new BoundedChannelOptions(Math.Max(1, limits.WindowsMax - 1))
        {
            SingleReader = true,
            SingleWriter = true,
        });
        using var answers = new LineAnswers(response.BodyWriter);
        var answering = answers.WriteAsync(windows.Reader, aborted);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted, answers.Ended);
            await ReadAsync(body, windows.Writer, either.Token);
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException or IOException)
        {
            // The body broke off, or is not packed as it says. What was read before is answered all the same.
            answers.EndWith(EventCode.BodyBroken.Fault());
        }

        windows.Writer.Complete();
        if (stopping.IsCancellationRequested)
        {
            answers.EndWith(new IngestionFault(
                ProblemCode.Stopping.Code, "The server stops: send the lines after the last answered one again."));
        }

        await answering;
        while (windows.Reader.TryRead(out var window))
        {
            // Nobody hears the answer any more, but the work is waited for.
            await ((Task)window.Commit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(PipeReader body, ChannelWriter<Window> windows, CancellationToken stop)
    {
        var lines = new LineReader(limits.EventBytesMax);
        while (true)
        {
            var read = await body.ReadAsync(stop);
            var rest = read.Buffer;
            try
            {
                while (true)
                {
                    var batch = makeBatch();
                    rest = lines.Take(rest, read.IsCompleted, batch, limits.WindowLinesMax, clock.GetUtcNow());
                    if (batch.Count == 0)
                    {
                        break;
                    }

                    // Waits while enough is under way: this is what slows the sender down.
                    await windows.WaitToWriteAsync(stop);
                    windows.TryWrite(new Window(batch, lines.LinesRead, ingestor.CommitWindowAsync(batch, stop)));
                }
            }
            finally
            {
                // Also when it stops here: whoever ends the request reads on.
                body.AdvanceTo(rest.Start, rest.End);
            }

            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>Lines on their way.</summary>
    /// <param name="Batch">What they are.</param>
    /// <param name="LastLine">The number, from 1, of the last of them.</param>
    /// <param name="Commit">Ends when they are durable.</param>
    internal sealed record Window(IngestionBatch Batch, long LastLine, Task<IngestionEnd> Commit);
}
