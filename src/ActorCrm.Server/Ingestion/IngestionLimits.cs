using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Ingestion;

/// <summary>Every limit on what comes in, under the configuration section <c>Ingestion</c>.</summary>
public sealed class IngestionLimits
{
    /// <summary>Longest text of a field that has no limit of its own, in characters.</summary>
    public const int TextLengthMax = 500;

    /// <summary>Longest number, extension or SIP address, in characters.</summary>
    public const int NumberLengthMax = 256;

    /// <summary>Longest address of a recording or a page, in characters.</summary>
    public const int UrlLengthMax = 2_048;

    /// <summary>Longest text of a form's further field, in characters.</summary>
    public const int FormTextLengthMax = 4_000;

    /// <summary>Longest name of a project, in characters.</summary>
    public const int ProjectLengthMax = 64;

    /// <summary>Nothing happened before; an earlier time is a clock that was never set.</summary>
    public static readonly DateTimeOffset AtMin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far ahead of the server an adapter's clock may be.</summary>
    public static readonly TimeSpan AtAheadMax = TimeSpan.FromDays(1);

    /// <summary>Largest event, in bytes: a line, an element of an array. Default: 64 KiB.</summary>
    public int EventBytesMax { get; set; } = 64 << 10;

    /// <summary>Largest body that is read whole, in bytes, unpacked. Default: 8 MiB.</summary>
    public int BodyBytesMax { get; set; } = 8 << 20;

    /// <summary>Largest message of a WebSocket, in bytes. Default: 1 MiB.</summary>
    public int MessageBytesMax { get; set; } = 1 << 20;

    /// <summary>Most events in one array. Default: 10,000.</summary>
    public int EventsMax { get; set; } = 10_000;

    /// <summary>Most events handed to the silo at a time. Default: 1,024.</summary>
    public int AskMax { get; set; } = 1_024;

    /// <summary>Most lines of a stream that are answered together. Default: 256.</summary>
    public int WindowLinesMax { get; set; } = 256;

    /// <summary>Windows of one stream that may be under way at a time. Default: 4.</summary>
    public int WindowsMax { get; set; } = 4;

    /// <summary>
    /// How long the rest of an array waits for room when the queue filled up while it was taken. Default: 10 seconds.
    /// </summary>
    public TimeSpan OverloadPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a WebSocket without a key in its header may take to send one. Default: 10 seconds.</summary>
    public TimeSpan AuthenticationPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads and checks the limits. Throws <see cref="StartException"/> when they are wrong.</summary>
    public static IngestionLimits From(IConfiguration configuration)
    {
        var limits = new IngestionLimits();
        try
        {
            configuration.GetSection("Ingestion").Bind(limits);
        }
        catch (InvalidOperationException e)
        {
            throw new StartException(
                $"A setting under 'Ingestion' cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }

        Require(limits.EventBytesMax is >= 1_024 and <= 1 << 20, "Ingestion:EventBytesMax must be 1,024 to 1,048,576.");
        Require(
            limits.BodyBytesMax >= limits.EventBytesMax && limits.MessageBytesMax >= limits.EventBytesMax,
            "Ingestion:BodyBytesMax and MessageBytesMax must not be less than Ingestion:EventBytesMax.");
        Require(limits.EventsMax >= 1, "Ingestion:EventsMax must be at least 1.");
        Require(
            limits.AskMax >= 1 && limits.WindowLinesMax >= 1 && limits.WindowsMax >= 1,
            "Ingestion:AskMax, WindowLinesMax and WindowsMax must be at least 1.");
        Require(
            limits.OverloadPatience >= TimeSpan.Zero && limits.AuthenticationPatience > TimeSpan.Zero,
            "Ingestion:OverloadPatience and AuthenticationPatience must be positive, such as 00:00:10.");
        return limits;
    }

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new StartException(fault);
        }
    }
}
