using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>What tests of the SMTP client share.</summary>
internal static class SmtpKit
{
    /// <summary>For sinks that answer: never reached in a good run, and a bad one ends.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Limits of tests whose server answers.</summary>
    public static readonly SmtpOptions Patient = new()
    {
        ConnectionsMax = 1,
        ConnectTimeout = Patience,
        TlsTimeout = Patience,
        GreetingTimeout = Patience,
        CommandTimeout = Patience,
        DataTimeout = Patience,
        WriteTimeout = Patience,
        ContentTimeout = Patience,
        QuitTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>A message; <paramref name="number"/> makes its id and recipient.</summary>
    public static SmtpMessage Message(int number = 1) => new()
    {
        EnvelopeFrom = "bounce@crm.example",
        Recipient = $"client{number}@example.com",
        From = new Mailbox("anna@crm.example", "Anna Nowak"),
        To = new Mailbox($"client{number}@example.com", "Jan Kowalski"),
        Subject = "Your order",
        Text = "Hello\n.\n..dots\nBye",
        Html = "<p>Hello</p>\n.hidden",
        MessageId = $"m{number}@crm.example",
        Date = new DateTimeOffset(2026, 5, 4, 9, 30, 0, TimeSpan.FromHours(2)),
    };

    /// <summary>A pool for a server on the loopback without TLS.</summary>
    public static SmtpPool Pool(int port, SmtpOptions? options = null) =>
        Pool(new SmtpServerSettings("127.0.0.1", port, SmtpSecurity.None), options);

    /// <summary>A pool.</summary>
    public static SmtpPool Pool(SmtpServerSettings settings, SmtpOptions? options = null) =>
        new(settings, options ?? Patient, TimeProvider.System, NullLogger<SmtpPool>.Instance);

    /// <summary>A sink that misbehaves.</summary>
    public static SmtpSink Sink(Func<SinkMoment, SinkAct?> misbehave) =>
        new(new SmtpSinkOptions { Misbehave = misbehave });

    /// <summary>Answers when something has happened.</summary>
    public static SinkAct SayAfter(Task happened, string line) => new(async (stream, stop) =>
    {
        await happened.WaitAsync(stop);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), stop);
        return true;
    });

    /// <summary>Answers when the client has sent more already.</summary>
    public static SinkAct SayWithMore(string line) => new(async (stream, stop) =>
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), stop);
        return true;
    })
    {
        WaitsForMore = true,
    };

    /// <summary>Sends, and gives a test that would hang an end.</summary>
    public static Task<SmtpOutcome> SendAsync(this SmtpPool pool, SmtpMessage message) =>
        pool.SendAsync(message, TestContext.Current.CancellationToken).WaitAsync(Patience);

    /// <summary>The recipients whose e-mails came in whole, in order.</summary>
    public static string[] Recipients(this SmtpSink sink) =>
        [.. sink.Messages.Select(message => message.Recipient["TO:<".Length..].Split('@')[0])];

    /// <summary>The verbs of a connection, in order.</summary>
    public static string Verbs(this SmtpSink sink, int connection) => string.Join(
        ' ', sink.Commands.Where(command => command.Connection == connection)
            .Select(command => command.Line.Split(' ')[0]));

    /// <summary>The contents as text, of the only e-mail.</summary>
    public static string Content(this SmtpSink sink) =>
        Encoding.UTF8.GetString(sink.Messages.ShouldHaveSingleItem().Content);

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, timeout.Token);
        }
    }

    /// <summary>A certificate authority of the test's own.</summary>
    public static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Today.AddDays(-30), Today.AddDays(30));
    }

    /// <summary>
    /// A server's certificate for a name, valid from 20 days ago until <paramref name="days"/> from now.
    /// </summary>
    public static X509Certificate2 Certificate(this X509Certificate2 authority, string name, int days = 20)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], false));
        var generator = X509SignatureGenerator.CreateForECDsa(authority.GetECDsaPrivateKey()!);
        using var bare = request.Create(
            authority.SubjectName, generator, Today.AddDays(-20), Today.AddDays(days),
            RandomNumberGenerator.GetBytes(8));
        using var whole = bare.CopyWithPrivateKey(key);

        // A key that was only just joined to its certificate is not taken by all systems' TLS.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private static DateTimeOffset Today => TimeProvider.System.GetUtcNow();
}
