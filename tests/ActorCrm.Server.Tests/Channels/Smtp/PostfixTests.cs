using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorCrm.Server.Channels.Smtp;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>The client against a real Postfix: STARTTLS, AUTH, pipelining, SMTPUTF8, refusals, delivery.</summary>
public sealed class PostfixTests : IAsyncLifetime
{
    private static readonly X509Certificate2 Authority = SmtpKit.Authority();

    private PostfixServer? _server;

    private PostfixServer Server => _server ?? throw new InvalidOperationException("It was not started.");

    public async ValueTask InitializeAsync()
    {
        PostfixServer.Require();
        using var certificate = Authority.Certificate("localhost");
        _server = await PostfixServer.StartAsync(certificate);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    internal async Task Emails_are_delivered_each_once_and_unchanged(SmtpSecurity security)
    {
        await using var pool = SmtpKit.Pool(Settings(security), SmtpKit.Patient with { ConnectionsMax = 3 });
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 60).Select(i => pool.SendAsync(SmtpKit.Message(i))));
        outcomes.ShouldAllBe(outcome => outcome is SmtpOutcome.Accepted, Server.ReadLog());
        var delivered = await Server.DeliveredAsync(60);
        delivered.Select(Body).Order().ShouldBe(
            Enumerable.Range(1, 60).Select(i => Body(MimeWriter.Write(SmtpKit.Message(i)))).Order());
    }

    [Fact]
    public async Task Refusals_are_told_apart_and_the_connection_stays()
    {
        await using var pool = SmtpKit.Pool(Settings(SmtpSecurity.StartTls));
        var unknown = await pool.SendAsync(SmtpKit.Message(1) with { Recipient = "nobody@example.com" });
        var later = await pool.SendAsync(SmtpKit.Message(2) with { Recipient = "later@example.com" });
        var huge = await pool.SendAsync(SmtpKit.Message(3) with { Text = new string('x', 2_000_000) });
        var taken = await pool.SendAsync(SmtpKit.Message(4));

        var rejected = unknown.ShouldBeOfType<SmtpOutcome.Rejected>();
        (rejected.Code, rejected.EnhancedCode, rejected.Cause).ShouldBe((550, "5.1.1", SmtpCause.Recipient));
        var deferred = later.ShouldBeOfType<SmtpOutcome.Deferred>();
        (deferred.Code, deferred.EnhancedCode, deferred.Cause).ShouldBe((450, "4.2.1", SmtpCause.Recipient));
        huge.ShouldBeOfType<SmtpOutcome.Rejected>().Cause.ShouldBe(SmtpCause.TooLarge);
        taken.ShouldBeOfType<SmtpOutcome.Accepted>();
        var delivered = (await Server.DeliveredAsync(1)).ShouldHaveSingleItem();
        Body(delivered).ShouldBe(Body(MimeWriter.Write(SmtpKit.Message(4))));
        var connections = Server.ReadLog().Split('\n')
            .Count(line => line.Contains(": connect from", StringComparison.Ordinal));
        connections.ShouldBeLessThanOrEqualTo(2, "one to see whether it listens, and one for all e-mails");
    }

    [Fact]
    public async Task Who_gives_a_wrong_secret_or_none_is_deferred_or_refused()
    {
        await using (var pool = SmtpKit.Pool(Settings(SmtpSecurity.StartTls) with { Secret = "falsch" }))
        {
            var outcome = (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>();
            (outcome.Code, outcome.Cause).ShouldBe((535, SmtpCause.Authentication));
        }

        await using (var pool = SmtpKit.Pool(Settings(SmtpSecurity.StartTls) with { User = null, Secret = null }))
        {
            (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Rejected>()
                .Cause.ShouldBe(SmtpCause.Recipient);
        }
    }

    [Fact]
    public async Task An_authority_that_is_not_trusted_is_not_served()
    {
        await using var pool = SmtpKit.Pool(Settings(SmtpSecurity.StartTls) with { TrustedRoots = null });
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.Tls);
    }

    [Fact]
    public async Task Addresses_in_utf8_are_delivered()
    {
        var message = SmtpKit.Message() with
        {
            Recipient = "jörg@müller.example",
            To = new Mailbox("jörg@müller.example", "Jörg Müller"),
        };
        await using var pool = SmtpKit.Pool(Settings(SmtpSecurity.StartTls));
        (await pool.SendAsync(message)).ShouldBeOfType<SmtpOutcome.Accepted>(Server.ReadLog());
        Encoding.UTF8.GetString((await Server.DeliveredAsync(1)).ShouldHaveSingleItem())
            .ShouldContain("<jörg@xn--mller-kva.example>");
    }

    private SmtpServerSettings Settings(SmtpSecurity security) => new(
        "localhost", security == SmtpSecurity.Tls ? Server.TlsPort : Server.Port, security,
        PostfixServer.User, PostfixServer.Secret)
    {
        TrustedRoots = [Authority],
    };

    /// <summary>All from the first header that we wrote; a maildir has line feeds only.</summary>
    private static string Body(byte[] mail)
    {
        var text = Encoding.UTF8.GetString(mail).Replace("\r\n", "\n", StringComparison.Ordinal);
        return text[text.IndexOf("Date: ", StringComparison.Ordinal)..];
    }
}
