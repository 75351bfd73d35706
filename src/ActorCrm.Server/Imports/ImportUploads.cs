using System.IO.Compression;
using System.Text;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Imports;

/// <summary>A file on its way in.</summary>
/// <param name="ObjectType">The type of its records.</param>
/// <param name="FileName">What it is called; null when nobody said.</param>
/// <param name="Kind">What it is; null for what its name and its first byte say.</param>
/// <param name="Charset">The encoding that was declared; null when none was.</param>
/// <param name="By">Who sends it.</param>
internal sealed record UploadedFile(
    string ObjectType, string? FileName, ImportKind? Kind, string? Charset, string By);

/// <summary>
/// Stores an uploaded file: unpacked, in UTF-8 or another encoding that contains ASCII, in pieces that are packed one
/// by one. Nothing of it is held in memory but a piece; a file that unpacks to too much is given up as soon as it does.
/// </summary>
internal sealed class ImportUploads(
    SiloHost silo, ImportLayouts layouts, ImportOptions options, TimeProvider clock)
{
    /// <summary>What grows above its packed size by more than the limit is looked at from here on.</summary>
    private const long RatioFreeBytes = 16 << 20;

    private static readonly string[] Utf16 = ["utf-16", "utf-16le", "utf-16be"];

    /// <summary>Stores it; a problem instead when it cannot be.</summary>
    public async Task<(RecordImport? Import, ProblemResult? Problem)> StoreAsync(
        UploadedFile file, Stream body, CancellationToken stop)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        var name = file.FileName is null ? null : string.Concat(file.FileName.Where(sign => !char.IsControl(sign)));
        var created = await AskAsync(id, new CreateImport(file.ObjectType, name, file.By));
        if (created.Problem is { } problem)
        {
            return (null, problem);
        }

        var isStored = false;
        try
        {
            var stored = await StoreAsync(id, file, body, stop);
            isStored = stored.Import is not null;
            return stored;
        }
        catch (StreamTooLongException e)
        {
            return (null, Problem.Of(ProblemCode.BodyTooLarge, e.Message));
        }
        catch (InvalidDataException)
        {
            return (null, Problem.Of(ProblemCode.MalformedEncoding));
        }
        finally
        {
            if (!isStored)
            {
                await AskAsync(id, new DeleteImport(file.By));
            }
        }
    }

    /// <summary>Asks an import; the import as it is then, or why not.</summary>
    public async Task<(RecordImport? Import, ProblemResult? Problem)> AskAsync(string id, object message)
    {
        var result = await silo.AskAsync(RecordImportGrain.Id(id), message, CancellationToken.None);
        return result switch
        {
            AskResult.Answered { Answer: ImportStored stored } => (stored.Import, null),
            AskResult.Answered { Answer: ImportRefused refused } => (null, Refusal(refused.Code)),
            AskResult.Answered => (null, Problem.Of(ProblemCode.InternalError)),
            _ => (null, ProblemResult.Of(result)),
        };
    }

    private static ProblemResult Refusal(string code) => code switch
    {
        "importNotFound" => Problem.NotFound("There is no import with this id."),
        "importTooLarge" => Problem.Of(ProblemCode.BodyTooLarge),
        _ => Problem.Of(ProblemCode.All.First(known => known.Code == code)),
    };

    private async Task<(RecordImport? Import, ProblemResult? Problem)> StoreAsync(
        string id, UploadedFile file, Stream body, CancellationToken stop)
    {
        var sent = new CountedStream(body, options.SentBytesMax);
        var (first, whole) = await PeekedStream.PeekAsync(sent, 4, stop);
        if (first is [(byte)'P', (byte)'K', 3, 4])
        {
            return (null, Problem.Of(
                ProblemCode.UnsupportedMediaType, "This is a zip file: send the file in it, as it is or gzipped."));
        }

        if (first is [0x1f, 0x8b, ..])
        {
            whole = new GZipStream(whole, CompressionMode.Decompress);
            (first, whole) = await PeekedStream.PeekAsync(whole, 4, stop);
        }

        if (Utf16Of(first, file.Charset) is { } utf16)
        {
            whole = Encoding.CreateTranscodingStream(whole, utf16, Encoding.UTF8);
        }

        var (bytes, isUtf8, problem) = await StorePiecesAsync(id, sent, whole, stop);
        if (problem is not null)
        {
            return (null, problem);
        }

        return bytes == 0
            ? (null, Problem.Of(ProblemCode.EmptyBody))
            : await FinishAsync(id, file, bytes, isUtf8, stop);
    }

    private async Task<(long Bytes, bool IsUtf8, ProblemResult? Problem)> StorePiecesAsync(
        string id, CountedStream sent, Stream whole, CancellationToken stop)
    {
        var buffer = new byte[ImportPart.Size];
        var check = new Utf8Check();
        long bytes = 0;
        for (var number = 0; ; number++)
        {
            var count = await whole.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
            if (count == 0)
            {
                return (bytes, check.End(), null);
            }

            bytes += count;
            if (bytes > options.BytesMax)
            {
                throw new StreamTooLongException($"The file has more than {options.BytesMax} bytes when unpacked.");
            }

            if (bytes > RatioFreeBytes && bytes / options.RatioMax > sent.Count)
            {
                throw new StreamTooLongException(
                    $"The file unpacks to more than {options.RatioMax} times what was sent.");
            }

            check.Add(buffer.AsSpan(0, count));
            if (await StorePieceAsync(id, number, buffer.AsMemory(0, count)) is { } problem)
            {
                return (bytes, false, problem);
            }
        }
    }

    private async Task<ProblemResult?> StorePieceAsync(string id, int number, ReadOnlyMemory<byte> bytes)
    {
        var announced = await AskAsync(id, new AnnounceImportPart(number));
        if (announced.Problem is not null)
        {
            return announced.Problem;
        }

        var message = new StoreImportPart(StoredFile.Pack(bytes.Span));
        while (true)
        {
            var result = await silo.AskAsync(ImportPart.Id(id, number), message, CancellationToken.None);
            switch (result)
            {
                case AskResult.Answered { Answer: ImportPartStored }:
                    return null;
                case AskResult.Overloaded overloaded:
                    await Task.Delay(overloaded.RetryAfter, clock, CancellationToken.None);
                    continue;
                case AskResult.Answered:
                    return Problem.Of(ProblemCode.InternalError);
                default:
                    return ProblemResult.Of(result);
            }
        }
    }

    private async Task<(RecordImport? Import, ProblemResult? Problem)> FinishAsync(
        string id, UploadedFile file, long bytes, bool isUtf8, CancellationToken stop)
    {
        var settings = ServerSettings.Of(silo);
        var layout = await layouts.DetectAsync(id, bytes, file, isUtf8, settings.Calls.DefaultRegion, stop);
        var type = settings.ObjectTypes.Find(file.ObjectType)!;
        return await AskAsync(id, new FinishImportUpload(bytes, layout, DefaultKeys(type, layout)));
    }

    /// <summary>By which duplicates are found unless somebody says: ids and unique fields that the file has.</summary>
    private static string[] DefaultKeys(ObjectType type, ImportLayout layout)
    {
        var fields = ColumnMap.Of(type, layout.Columns).Values.Distinct().ToHashSet();
        return [.. fields.Where(field => field == ColumnMap.Id || DuplicateFinder.IsKey(type, field))];
    }

    private static UnicodeEncoding? Utf16Of(byte[] first, string? charset) => first switch
    {
        [0xff, 0xfe, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
        [0xfe, 0xff, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        [not 0, 0, not 0, 0] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        [0, not 0, 0, not 0] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        _ when charset is not null && Utf16.Contains(charset, StringComparer.OrdinalIgnoreCase) =>
            new UnicodeEncoding(charset.EndsWith("be", StringComparison.OrdinalIgnoreCase), byteOrderMark: false),
        _ => null,
    };
}
