namespace ActorCrm.Server.Channels.Smtp;

/// <summary>The e-mail as DATA has it (RFC 5321 §4.5.2).</summary>
internal static class DotStuffing
{
    /// <summary>
    /// Doubles the dot at the beginning of lines and adds the dot that ends it. The message's lines end in CRLF; its
    /// last too, or it is given one.
    /// </summary>
    public static byte[] Wrap(ReadOnlySpan<byte> message)
    {
        var dots = message.Count("\r\n."u8) + (message.StartsWith("."u8) ? 1 : 0);
        var isEnded = message.EndsWith("\r\n"u8);
        var wrapped = new byte[message.Length + dots + (isEnded ? 3 : 5)];
        var written = 0;
        while (!message.IsEmpty)
        {
            if (message[0] == '.')
            {
                wrapped[written++] = (byte)'.';
            }

            var end = message.IndexOf("\r\n."u8);
            var part = end < 0 ? message : message[..(end + 2)];
            part.CopyTo(wrapped.AsSpan(written));
            written += part.Length;
            message = message[part.Length..];
        }

        (isEnded ? ".\r\n"u8 : "\r\n.\r\n"u8).CopyTo(wrapped.AsSpan(written));
        return wrapped;
    }
}
