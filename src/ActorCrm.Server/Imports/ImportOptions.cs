namespace ActorCrm.Server.Imports;

/// <summary>Limits of imports; the section <c>Imports</c>.</summary>
internal sealed class ImportOptions
{
    /// <summary>Most bytes of an upload as it is sent. Default: 512 MiB.</summary>
    public long SentBytesMax { get; set; } = 512L << 20;

    /// <summary>Most bytes of a file, unpacked. Default: 2 GiB.</summary>
    public long BytesMax { get; set; } = 2L << 30;

    /// <summary>
    /// So many times its packed size a file may grow to, once it is larger than 16 MiB: a table of text packs to a
    /// twentieth, a bomb to a thousandth. Default: 200.
    /// </summary>
    public int RatioMax { get; set; } = 200;

    /// <summary>Most bytes of a row. Default: 512 KiB.</summary>
    public int RowBytesMax { get; set; } = 512 << 10;

    /// <summary>Rows whose records are asked for at once. Default: 500.</summary>
    public int BatchRows { get; set; } = 500;

    /// <summary>Rows of a piece of work at most. Default: 20,000.</summary>
    public int ChunkRows { get; set; } = 20_000;

    /// <summary>
    /// How long a piece of work takes, more or less: what pausing and the counts are late by. Default: 2 seconds.
    /// </summary>
    public TimeSpan ChunkTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads the options. Throws <see cref="Hosting.StartException"/> for those that make no sense.</summary>
    public static ImportOptions From(ConfigurationManager configuration)
    {
        var options = new ImportOptions();
        try
        {
            configuration.GetSection("Imports").Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new Hosting.StartException(
                $"A setting under 'Imports' cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }

        var isRight = options is { SentBytesMax: > 0, BytesMax: > 0, RatioMax: > 1, RowBytesMax: >= 1024 }
            and { BatchRows: >= 1 and <= 1_000, ChunkRows: >= 1 }
            && options.ChunkTime > TimeSpan.Zero && options.ChunkTime <= TimeSpan.FromSeconds(30);
        return isRight ? options : throw new Hosting.StartException(
            "Settings under 'Imports' are out of range: sizes above 0, RatioMax above 1, RowBytesMax at least 1,024, "
            + "BatchRows 1 to 1,000, ChunkRows above 0, ChunkTime above 0 and at most 30 seconds.");
    }
}
