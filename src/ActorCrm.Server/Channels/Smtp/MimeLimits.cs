namespace ActorCrm.Server.Channels.Smtp;

/// <summary>What an e-mail may have at most.</summary>
internal static class MimeLimits
{
    /// <summary>Longest line, without its end, that mail servers must take (RFC 5322 §2.1.1).</summary>
    public const int LineMax = 998;

    /// <summary>Where headers are folded and bodies broken, if they can be (RFC 2047 §2, RFC 2045 §6.7).</summary>
    public const int FoldAt = 76;

    /// <summary>Characters of a subject.</summary>
    public const int SubjectMax = 2_000;

    /// <summary>Characters of a mailbox's name.</summary>
    public const int NameMax = 500;

    /// <summary>Bytes of a message id without angle brackets.</summary>
    public const int MessageIdMax = 250;

    /// <summary>Headers that the caller adds.</summary>
    public const int HeadersMax = 50;

    /// <summary>Characters of the value of such a header.</summary>
    public const int HeaderMax = 8_000;

    /// <summary>Characters of a body, each of the two.</summary>
    public const int BodyMax = 10_000_000;
}
