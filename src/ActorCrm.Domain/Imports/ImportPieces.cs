using System.Globalization;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Imports;

/// <summary>
/// A piece of an import's file (grain <c>record_import_part</c>, key = import, slash, number). In the database, since
/// any silo may do any piece of the work, and since a file on one silo's disk would be gone with it.
/// </summary>
/// <param name="Packed">Deflated; <see cref="Size"/> bytes when unpacked, fewer in the last piece.</param>
public sealed record ImportPart(byte[] Packed)
{
    /// <summary>The grain type.</summary>
    public const string Type = "record_import_part";

    /// <summary>Bytes of a piece, unpacked.</summary>
    public const int Size = 1 << 20;

    /// <summary>The grain of a piece; with leading zeros, so that the order of numbers is that of keys.</summary>
    public static GrainId Id(string import, int number) =>
        new(Type, string.Create(CultureInfo.InvariantCulture, $"{import}/{number:D6}"));

    /// <summary>Handles one message.</summary>
    public static ImportPart? Handle(Turn turn, ImportPart? state, object message)
    {
        switch (message)
        {
            case StoreImportPart store:
                turn.Reply(new ImportPartStored());
                return new ImportPart(store.Packed);
            case DropImportPart:
                return null;
            default:
                throw new InvalidOperationException($"A piece does not understand {message.GetType().Name}.");
        }
    }
}

/// <summary>Rows of an import that are at fault (grain <c>record_import_faults</c>, key as of a piece).</summary>
/// <param name="Rows">In their order.</param>
public sealed record ImportFaults(RowFault[] Rows)
{
    /// <summary>The grain type.</summary>
    public const string Type = "record_import_faults";

    /// <summary>Most rows of one piece.</summary>
    public const int RowsMax = 1_000;

    /// <summary>The grain of a piece.</summary>
    public static GrainId Id(string import, int number) =>
        new(Type, string.Create(CultureInfo.InvariantCulture, $"{import}/{number:D6}"));

    /// <summary>Handles one message.</summary>
    public static ImportFaults? Handle(Turn turn, ImportFaults? state, object message) => message switch
    {
        StoreImportFaults store => new ImportFaults(store.Rows),
        DropImportPart => null,
        _ => throw new InvalidOperationException($"Faults do not understand {message.GetType().Name}."),
    };
}
