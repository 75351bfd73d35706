namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// A channel's name taken apart: <c>PJSIP/acme_101-0000002a</c> is technology, endpoint and a running number; a Local
/// channel is a pair, <c>Local/101@queue-00000007;1</c> and <c>;2</c>.
/// </summary>
internal sealed record ChannelName(string Full, string Technology, string Endpoint, char Half)
{
    // Made by Asterisk itself to announce, record or listen: nobody is at the other end.
    private static readonly string[] Machines =
    [
        "Surrogate", "Snoop", "CBAnn", "CBRec", "ConfBridgeRecorder", "Announcer", "Recorder", "Message", "Bridge",
        "MulticastRTP", "UnicastRTP", "AudioSocket", "WebSocket", "Parked", "AsyncGoto", "Transfered",
    ];

    /// <summary>True for a half of a Local channel.</summary>
    public bool IsLocal => Technology.Equals("Local", StringComparison.OrdinalIgnoreCase);

    /// <summary>True when a telephone or a trunk is at the other end.</summary>
    public bool IsReal => !IsLocal
        && !Machines.Any(machine => Technology.Equals(machine, StringComparison.OrdinalIgnoreCase));

    /// <summary>The number of a Local channel: what stands before <c>@</c>.</summary>
    public string LocalExten => IsLocal ? Endpoint.Split('@')[0] : "";

    /// <summary>The name without its half: equal for both halves of a Local channel.</summary>
    public string Pair => Half == ' ' ? Full : Full[..^2];

    public static ChannelName Of(string name)
    {
        var bracket = name.IndexOf('<', StringComparison.Ordinal);
        var full = bracket > 0 ? name[..bracket] : name;
        var half = full.EndsWith(";1", StringComparison.Ordinal) ? '1'
            : full.EndsWith(";2", StringComparison.Ordinal) ? '2'
            : ' ';
        var body = half == ' ' ? full : full[..^2];
        var slash = body.IndexOf('/', StringComparison.Ordinal);
        var dash = body.LastIndexOf('-');
        var end = dash > slash && IsRunningNumber(body.AsSpan(dash + 1)) ? dash : body.Length;
        return slash <= 0
            ? new ChannelName(full, "", body[..end], half)
            : new ChannelName(full, body[..slash], body[(slash + 1)..end], half);
    }

    private static bool IsRunningNumber(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
