using System.IO.Compression;
using ActorCrm.Domain.Imports;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Imports;

/// <summary>
/// The stored file of an import, read forward from any byte. It holds a window of it: a piece, and what of the piece
/// before was not taken yet.
/// </summary>
internal sealed class StoredFile(ReadDatabase database, string import, int parts, long position)
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Imports/imports");

    private byte[] _window = [];
    private int _start;
    private int _end;
    private int _nextPart = (int)(position / ImportPart.Size);
    private int _skip = (int)(position % ImportPart.Size);

    /// <summary>The byte of the file at which <see cref="Window"/> begins.</summary>
    public long Position { get; private set; } = position;

    /// <summary>What can be read now.</summary>
    public ReadOnlySpan<byte> Window => _window.AsSpan(_start, _end - _start);

    /// <summary>Whether the window reaches to the end of the file.</summary>
    public bool IsLast => _nextPart >= parts;

    /// <summary>Takes bytes away from the window's beginning.</summary>
    public void Advance(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Adds the next piece to the window; nothing happens at the end of the file.</summary>
    public async ValueTask FillAsync(CancellationToken stop)
    {
        if (IsLast)
        {
            return;
        }

        var text = await new ListQuery(Sql, "import_part").With("id", ImportPart.Id(import, _nextPart).Key)
            .ReadOneAsync<string>(database, stop)
            ?? throw new InvalidDataException($"Piece {_nextPart} of the file is missing.");
        var left = _end - _start;
        var window = new byte[left + ImportPart.Size];
        Window.CopyTo(window);
        using var packed = new MemoryStream(Convert.FromBase64String(text));
        await using var unpacked = new DeflateStream(packed, CompressionMode.Decompress);
        var count = await unpacked.ReadAtLeastAsync(
            window.AsMemory(left), ImportPart.Size, throwOnEndOfStream: false, stop);
        (_window, _start, _end) = (window, 0, left + count);
        _nextPart++;
        if (_skip > 0)
        {
            _start += Math.Min(_skip, count);
            _skip = 0;
        }
    }

    /// <summary>Deflates a piece, to be stored.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return packed.ToArray();
    }
}
