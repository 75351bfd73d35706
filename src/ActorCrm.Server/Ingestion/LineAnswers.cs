using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Ingestion;

/// <summary>Answers the windows of a stream, one line each, in their order, each when it is durable.</summary>
internal sealed class LineAnswers(PipeWriter output) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private IngestionFault? _end;
    private long _lastLine;

    /// <summary>Cancelled when no more can be answered, so that nothing more need be read.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Says why the stream ends early. The first reason counts.</summary>
    public void EndWith(IngestionFault fault) => Interlocked.CompareExchange(ref _end, fault, null);

    /// <summary>Answers until there are no more windows.</summary>
    public async Task WriteAsync(ChannelReader<LineStream.Window> windows, CancellationToken aborted)
    {
        try
        {
            await foreach (var window in windows.ReadAllAsync(aborted))
            {
                if (!await IsDoneAsync(window))
                {
                    break;
                }

                _lastLine = window.LastLine;
                window.Batch.Answer.Line = _lastLine;
                await WriteAsync(window.Batch.Answer, aborted);
            }

            if (_end is not null)
            {
                await WriteAsync(new IngestionAnswer { Line = _lastLine, Error = _end }, aborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The sender has gone; what was read is committed, and a duplicate when it comes again.
        }
        finally
        {
            await _ended.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private async Task<bool> IsDoneAsync(LineStream.Window window)
    {
        try
        {
            if (await window.Commit == IngestionEnd.Done)
            {
                return true;
            }
        }
        catch (OperationCanceledException)
        {
            // The stream ended while the window waited for room: it was not taken.
        }

        EndWith(new IngestionFault(
            ProblemCode.Stopping.Code, "The server stops: send the lines after the last answered one again."));
        return false;
    }

    private async Task WriteAsync(IngestionAnswer answer, CancellationToken aborted)
    {
        await using (var json = new Utf8JsonWriter(output, PlainJson.WriterOptions))
        {
            JsonSerializer.Serialize(json, answer, PlainJson.Ingestion.IngestionAnswer);
        }

        output.Write("\n"u8);
        await output.FlushAsync(aborted);
    }
}
