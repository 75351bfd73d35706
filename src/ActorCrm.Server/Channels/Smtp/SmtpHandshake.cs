using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Makes a connection ready for e-mails: greeting, EHLO, STARTTLS, EHLO again, AUTH. A failure here is the server's or
/// the settings', never one e-mail's, and always a <see cref="SmtpBrokenException"/>.
/// </summary>
internal static class SmtpHandshake
{
    /// <summary>Connects and says hello. What the server offers is what it offered under TLS.</summary>
    public static async Task<(SmtpChannel Channel, SmtpExtensions Extensions)> OpenAsync(
        SmtpServerSettings settings, SmtpOptions options, TimeProvider clock, CancellationToken stop)
    {
        var channel = await SmtpChannel.ConnectAsync(settings, options, clock, stop);
        try
        {
            using var breaking = channel.BreakOn(stop);
            if (settings.Security == SmtpSecurity.Tls)
            {
                await channel.SecureAsync(settings, options.TlsTimeout);
            }

            Expect(await channel.ReadAsync(options.GreetingTimeout, "greeting"), 220, "the server does not serve");
            var extensions = await HelloAsync(channel, settings, options);
            if (settings.Security == SmtpSecurity.StartTls)
            {
                await StartTlsAsync(channel, extensions, settings, options);
                extensions = await HelloAsync(channel, settings, options);
            }

            if (settings.User is not null)
            {
                await AuthenticateAsync(channel, extensions, settings, options);
            }

            return (channel, extensions);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    private static async Task<SmtpExtensions> HelloAsync(
        SmtpChannel channel, SmtpServerSettings settings, SmtpOptions options)
    {
        var name = settings.HelloName is { } own ? EmailAddress.DomainOf(own)! : Literal(channel.LocalAddress);
        var reply = await AskAsync(channel, $"EHLO {name}", options, "EHLO");
        if (reply.IsPositive)
        {
            return SmtpExtensions.Read(reply);
        }

        // A server that knows no EHLO knows no TLS and no users either.
        if (reply.Code is >= 500 and <= 504 && settings is { Security: SmtpSecurity.None, User: null })
        {
            reply = await AskAsync(channel, $"HELO {name}", options, "HELO");
        }

        Expect(reply, 250, "the server refused EHLO");
        return SmtpExtensions.None;
    }

    private static async Task StartTlsAsync(
        SmtpChannel channel, SmtpExtensions extensions, SmtpServerSettings settings, SmtpOptions options)
    {
        if (!extensions.StartTls)
        {
            throw new SmtpBrokenException(
                SmtpCause.StartTlsMissing, "the server does not offer STARTTLS, and nothing is sent without it");
        }

        var reply = await AskAsync(channel, "STARTTLS", options, "STARTTLS");
        if (reply.Code != 220)
        {
            throw new SmtpBrokenException(
                SmtpCause.StartTlsMissing, "the server refused STARTTLS, and nothing is sent without it", reply);
        }

        // Answers that lie here were sent before TLS, by whoever; taken later they would pass for the server's.
        if (channel.HasSurplus)
        {
            throw new SmtpBrokenException(
                SmtpCause.Tls, "more than one answer came before TLS began; somebody may have put it there");
        }

        await channel.SecureAsync(settings, options.TlsTimeout);
    }

    private static async Task AuthenticateAsync(
        SmtpChannel channel, SmtpExtensions extensions, SmtpServerSettings settings, SmtpOptions options)
    {
        if (settings.Security == SmtpSecurity.None && !channel.IsLoopback)
        {
            throw new SmtpBrokenException(
                SmtpCause.Authentication, "the secret is not told without TLS, except to this machine");
        }

        var reply = extensions.Mechanisms switch
        {
            var offered when offered.Contains("PLAIN") => await PlainAsync(channel, settings, options),
            var offered when offered.Contains("LOGIN") => await LoginAsync(channel, settings, options),
            _ => throw new SmtpBrokenException(
                SmtpCause.Authentication, "the server offers neither AUTH PLAIN nor AUTH LOGIN"),
        };
        if (reply.Code != 235)
        {
            throw new SmtpBrokenException(SmtpCause.Authentication, "the server refused the user", reply);
        }
    }

    private static async Task<SmtpReply> PlainAsync(
        SmtpChannel channel, SmtpServerSettings settings, SmtpOptions options)
    {
        var proof = Base64($"\0{settings.User}\0{settings.Secret}");
        var reply = await AskAsync(channel, $"AUTH PLAIN {proof}", options, "AUTH");

        // Some servers do not take it in the same line and ask for it.
        return reply.Code == 334 ? await AskAsync(channel, proof, options, "AUTH") : reply;
    }

    private static async Task<SmtpReply> LoginAsync(
        SmtpChannel channel, SmtpServerSettings settings, SmtpOptions options)
    {
        var reply = await AskAsync(channel, "AUTH LOGIN", options, "AUTH");
        foreach (var part in new[] { settings.User!, settings.Secret! })
        {
            if (reply.Code != 334)
            {
                return reply;
            }

            reply = await AskAsync(channel, Base64(part), options, "AUTH");
        }

        return reply;
    }

    private static async Task<SmtpReply> AskAsync(SmtpChannel channel, string line, SmtpOptions options, string what)
    {
        await channel.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), options.WriteTimeout, what);
        return await channel.ReadAsync(options.CommandTimeout, what);
    }

    private static void Expect(SmtpReply reply, int code, string otherwise)
    {
        if (reply.Code != code)
        {
            throw new SmtpBrokenException(SmtpCause.Unwelcome, otherwise, reply);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>RFC 5321 §4.1.3.</summary>
    private static string Literal(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]"
        : $"[{address}]";
}
