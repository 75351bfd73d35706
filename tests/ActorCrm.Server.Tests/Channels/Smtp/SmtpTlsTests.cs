using System.Security.Cryptography.X509Certificates;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>TLS, and who may know the secret.</summary>
public sealed class SmtpTlsTests
{
    private static readonly X509Certificate2 Authority = SmtpKit.Authority();

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    internal async Task Emails_go_through_tls(SmtpSecurity security)
    {
        await using var sink = Secure("localhost", security);
        await using var pool = SmtpKit.Pool(Settings(sink.Port, security));
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => pool.SendAsync(SmtpKit.Message(i))));
        outcomes.ShouldAllBe(outcome => outcome is SmtpOutcome.Accepted);
        sink.Connections.ShouldBe(1);
        sink.Verbs(1).ShouldStartWith(
            security == SmtpSecurity.Tls ? "EHLO MAIL" : "EHLO STARTTLS EHLO MAIL");
        sink.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_by_its_address_needs_a_certificate_for_the_address()
    {
        await using var sink = Secure("127.0.0.1", SmtpSecurity.Tls);
        await using var pool = SmtpKit.Pool(Settings(sink.Port, SmtpSecurity.Tls) with { Host = "127.0.0.1" });
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Accepted>();
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    internal async Task A_certificate_of_another_name_is_refused(SmtpSecurity security)
    {
        await using var sink = Secure("mail.example", security);
        await RefusedAsync(Settings(sink.Port, security), sink);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        await using var sink = Secure("localhost", SmtpSecurity.StartTls);
        await RefusedAsync(Settings(sink.Port, SmtpSecurity.StartTls) with { TrustedRoots = null }, sink);
        using var other = SmtpKit.Authority();
        await RefusedAsync(Settings(sink.Port, SmtpSecurity.StartTls) with { TrustedRoots = [other] }, sink);
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_refused()
    {
        using var old = Authority.Certificate("localhost", days: -1);
        await using var sink = new SmtpSink(new SmtpSinkOptions { Certificate = old });
        await RefusedAsync(Settings(sink.Port, SmtpSecurity.StartTls), sink);
    }

    [Fact]
    public async Task A_server_without_starttls_gets_nothing()
    {
        // As when somebody on the way strips the offer.
        await using var sink = new SmtpSink(new SmtpSinkOptions { Account = ("anna", "geheim") });
        await using var pool = SmtpKit.Pool(
            Settings(sink.Port, SmtpSecurity.StartTls) with { User = "anna", Secret = "geheim" });
        var outcome = (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>();
        outcome.Cause.ShouldBe(SmtpCause.StartTlsMissing);
        outcome.Text.ShouldBe("the server does not offer STARTTLS, and nothing is sent without it");
        sink.Verbs(1).ShouldBe("EHLO");
    }

    [Theory]
    [InlineData("454 4.7.0 not available")]
    [InlineData("502 5.5.1 no")]
    public async Task A_server_that_offers_starttls_and_refuses_it_gets_nothing(string line)
    {
        using var certificate = Authority.Certificate("localhost");
        await using var sink = new SmtpSink(new SmtpSinkOptions
        {
            Certificate = certificate,
            Misbehave = moment => moment.Verb == "EHLO" ? SinkAct.Say("250-sink\r\n250 STARTTLS")
                : moment.Verb == "STARTTLS" ? SinkAct.SayAndClose(line)
                : null,
        });
        await using var pool = SmtpKit.Pool(Settings(sink.Port, SmtpSecurity.StartTls));
        var outcome = (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>();
        (outcome.Code, outcome.Cause).ShouldBe((int.Parse(line[..3]), SmtpCause.StartTlsMissing));
        sink.Verbs(1).ShouldBe("EHLO STARTTLS");
    }

    [Fact]
    public async Task Answers_that_were_slipped_in_before_tls_are_not_believed()
    {
        using var certificate = Authority.Certificate("localhost");
        await using var sink = new SmtpSink(new SmtpSinkOptions
        {
            Certificate = certificate,
            Misbehave = moment => moment.Verb == "STARTTLS"
                ? SinkAct.Bytes("220 go ahead\r\n250-evil\r\n250 AUTH LOGIN\r\n"u8.ToArray(), goesOn: true)
                : null,
        });
        await using var pool = SmtpKit.Pool(Settings(sink.Port, SmtpSecurity.StartTls));
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.Tls);
        sink.Verbs(1).ShouldBe("EHLO STARTTLS");
    }

    [Fact]
    public async Task What_was_offered_before_tls_does_not_count()
    {
        using var certificate = Authority.Certificate("localhost");
        await using var sink = new SmtpSink(new SmtpSinkOptions
        {
            Certificate = certificate,
            Extensions = ["SIZE 100000"],
            Misbehave = Once(
                "EHLO", SinkAct.Say("250-sink\r\n250-PIPELINING\r\n250-SIZE 1\r\n250-AUTH PLAIN\r\n250 STARTTLS")),
        });
        await using var pool = SmtpKit.Pool(Settings(sink.Port, SmtpSecurity.StartTls));
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("PLAIN LOGIN", "AUTH PLAIN")]
    [InlineData("LOGIN CRAM-MD5", "AUTH LOGIN")]
    public async Task A_user_is_authenticated_under_tls(string mechanisms, string command)
    {
        using var certificate = Authority.Certificate("localhost");
        await using var sink = new SmtpSink(new SmtpSinkOptions
        {
            Certificate = certificate,
            Account = ("anna", "gehéim"),
            Mechanisms = mechanisms,
        });
        await using var pool = SmtpKit.Pool(
            Settings(sink.Port, SmtpSecurity.StartTls) with { User = "anna", Secret = "gehéim" });
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Commands.ShouldContain(new SinkCommand(1, command));
    }

    [Theory]
    [InlineData("PLAIN", 535)]
    [InlineData("LOGIN", 535)]
    [InlineData("CRAM-MD5 GSSAPI", null)]
    public async Task A_user_who_is_refused_defers_the_email(string mechanisms, int? code)
    {
        await using var sink = new SmtpSink(new SmtpSinkOptions
        {
            Account = ("anna", "geheim"),
            Mechanisms = mechanisms,
        });
        await using var pool = SmtpKit.Pool(
            new SmtpServerSettings("127.0.0.1", sink.Port, SmtpSecurity.None, "anna", "falsch"));
        var outcome = (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>();
        (outcome.Code, outcome.Cause).ShouldBe((code, SmtpCause.Authentication));
    }

    [Fact]
    public async Task A_server_on_this_machine_may_know_the_secret_without_tls_and_may_ask_for_it_late()
    {
        await using var sink = new SmtpSink(new SmtpSinkOptions { Account = ("anna", "geheim") });
        await using var pool = SmtpKit.Pool(
            new SmtpServerSettings("127.0.0.1", sink.Port, SmtpSecurity.None, "anna", "geheim"));
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Accepted>();
    }

    [Fact]
    public async Task A_server_elsewhere_is_not_told_the_secret_without_tls()
    {
        // This machine by an address that others reach too: what a listener on the network would see.
        var address = OwnAddress();
        Assert.SkipWhen(address is null, "this machine has no address besides the loopback");
        await using var sink = new SmtpSink(new SmtpSinkOptions { Account = ("anna", "geheim"), Address = address });
        await using var pool = SmtpKit.Pool(
            new SmtpServerSettings(address.ToString(), sink.Port, SmtpSecurity.None, "anna", "geheim"));
        var outcome = (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>();
        outcome.Cause.ShouldBe(SmtpCause.Authentication);
        sink.Verbs(1).ShouldBe("EHLO");
    }

    private static System.Net.IPAddress? OwnAddress() => System.Net.NetworkInformation.NetworkInterface
        .GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == System.Net.NetworkInformation.OperationalStatus.Up)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(found => found.Address)
        .FirstOrDefault(found => found.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            && !System.Net.IPAddress.IsLoopback(found));

    private static Func<SinkMoment, SinkAct?> Once(string verb, SinkAct act)
    {
        var done = 0;
        return moment => moment.Verb == verb && Interlocked.Exchange(ref done, 1) == 0 ? act : null;
    }

    private static SmtpSink Secure(string name, SmtpSecurity security) => new(new SmtpSinkOptions
    {
        Certificate = Authority.Certificate(name),
        IsTlsAtOnce = security == SmtpSecurity.Tls,
    });

    private static SmtpServerSettings Settings(int port, SmtpSecurity security) =>
        new("localhost", port, security) { TrustedRoots = [Authority] };

    private static async Task RefusedAsync(SmtpServerSettings settings, SmtpSink sink)
    {
        await using var pool = SmtpKit.Pool(settings);
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>().Cause.ShouldBe(SmtpCause.Tls);
        sink.Messages.ShouldBeEmpty();
        sink.Commands.ShouldAllBe(command => !command.Line.StartsWith("MAIL", StringComparison.Ordinal));
    }
}
