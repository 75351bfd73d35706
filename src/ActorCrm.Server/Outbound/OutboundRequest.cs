namespace ActorCrm.Server.Outbound;

/// <summary>A request to an address that a user gave.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">Where to; as the user wrote it.</param>
/// <param name="Timeout">How long all of it may take, redirects and the answer's body included.</param>
internal sealed record OutboundRequest(HttpMethod Method, string Address, TimeSpan Timeout)
{
    /// <summary>Headers beside those of the body; not sent on to another origin.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Bytes of the answer's body that are read; the rest is left. Default: 64 KiB.</summary>
    public int AnswerBytesMax { get; init; } = 64 << 10;

    /// <summary>Redirects that are followed; one more is the answer. Default: none.</summary>
    public int RedirectsMax { get; init; }
}

/// <summary>What came back.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body, or its beginning.</param>
/// <param name="IsCut">Whether there was more of it.</param>
/// <param name="RetryAfter">What the receiver asks to wait.</param>
internal sealed record OutboundAnswer(int Status, byte[] Body, bool IsCut, TimeSpan? RetryAfter);

/// <summary>The address must not be asked; the message says why and names no address.</summary>
internal sealed class OutboundRefusedException(string message) : Exception(message);
