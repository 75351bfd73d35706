using ActorCrm.Server.Hosting;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Commands.Import;

/// <summary>Cuts a file into pieces of whole lines and sends a few of them at a time.</summary>
internal sealed class EventImport(IEventTarget target, ImportProgress progress)
{
    private const int PieceBytes = 512 << 10;
    private const int PieceBytesMax = 4 << 20;
    private const int PiecesMax = 4;

    private readonly Queue<Piece> _sent = new();
    private byte[] _buffer = new byte[PieceBytes];
    private long _line;

    /// <summary>Sends the file; returns the exit code.</summary>
    public async Task<int> RunAsync(Stream file, CancellationToken stop)
    {
        try
        {
            await SendAsync(file, stop);
        }
        catch (OperationCanceledException)
        {
            progress.End("Broken off. Run it again to go on: what is stored counts as a duplicate.");
            return ExitCodes.Failed;
        }
        catch (ImportException e)
        {
            progress.End($"{e.Message} Run it again to go on: what is stored counts as a duplicate.");
            return ExitCodes.Failed;
        }

        progress.End("Done.");
        return ExitCodes.Done;
    }

    private async Task SendAsync(Stream file, CancellationToken stop)
    {
        var length = 0;
        while (true)
        {
            var read = await file.ReadAsync(_buffer.AsMemory(length), stop);
            length += read;
            var end = read == 0 ? length : _buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            if (end > 0)
            {
                await SendAsync(_buffer.AsMemory(0, end), stop);
                _buffer.AsSpan(end, length - end).CopyTo(_buffer);
                length -= end;
            }
            else if (length == _buffer.Length && length < PieceBytesMax)
            {
                Array.Resize(ref _buffer, length * 2);
            }
            else if (length == _buffer.Length)
            {
                throw new ImportException(
                    $"Line {_line + 1} has more than {PieceBytesMax} bytes: this is no file of events.");
            }

            if (read == 0)
            {
                break;
            }
        }

        while (_sent.Count > 0)
        {
            await ReceiveAsync();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> lines, CancellationToken stop)
    {
        if (_sent.Count == PiecesMax)
        {
            await ReceiveAsync();
        }

        // The buffer is used again at once, so each piece has its own bytes.
        _sent.Enqueue(new Piece(_line, lines.Length, target.SendAsync(lines.ToArray(), stop)));
        _line += lines.Span.Count((byte)'\n');
    }

    private async Task ReceiveAsync()
    {
        var piece = _sent.Dequeue();
        progress.Add(await piece.Answer, piece.FirstLine, piece.Bytes);
    }

    private sealed record Piece(long FirstLine, int Bytes, Task<IngestionAnswer> Answer);
}
