using System.Security.Cryptography.X509Certificates;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>How a connection to a mail server is protected.</summary>
internal enum SmtpSecurity
{
    /// <summary>TLS from the first byte (port 465).</summary>
    Tls,

    /// <summary>TLS after the command STARTTLS (ports 587 and 25); without it nothing is sent.</summary>
    StartTls,

    /// <summary>No protection. A user and a secret are then only told to a server on the loopback.</summary>
    None,
}

/// <summary>
/// A mail server that takes our e-mails. An administrator names it, so it may be on the loopback or in a private
/// network, where it mostly is; <c>Outbound</c>'s guard is for addresses that users give.
/// </summary>
internal sealed record SmtpServerSettings(
    string Host, int Port, SmtpSecurity Security, string? User = null, string? Secret = null)
{
    /// <summary>
    /// Our name in EHLO; a domain that leads back to us is what receivers like best. Null: the address of our end of
    /// the connection, in brackets.
    /// </summary>
    public string? HelloName { get; init; }

    /// <summary>
    /// Roots that the server's certificate must lead to, for a certificate authority of one's own. Null: those of the
    /// system.
    /// </summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Without the user and the secret.</summary>
    public override string ToString() => $"{Host}:{Port} ({Security})";

    /// <summary>What is wrong with the settings; null when they can be used.</summary>
    public string? Fault()
    {
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown || Port is < 1 or > 65_535)
        {
            return "The mail server must be a name or an address, with a port of 1 to 65535.";
        }

        if (HelloName is not null && EmailAddress.DomainOf(HelloName) is null)
        {
            return "The name that is told in EHLO must be a domain, or an address in brackets.";
        }

        if (User is null != Secret is null || User is "" || HasNul(User) || HasNul(Secret))
        {
            return "A user and a secret go together, and neither may hold NUL.";
        }

        return null;
    }

    private static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
