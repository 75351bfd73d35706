using System.Security.Cryptography;
using System.Text;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>Signatures, verified by dkimpy, which knows nothing of us.</summary>
public sealed class DkimSignerTests
{
    private const string Verifier = """
        import sys, dkim
        record = sys.argv[1].encode()
        asked = []
        def dns(name, timeout=5):
            asked.append(name)
            return record if name == sys.argv[2].encode() else None
        print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=dns), [n.decode() for n in asked])
        """;

    private static readonly string Pem = NewPem(2048);

    private static readonly DkimKey Key = DkimKey.FromPem("crm.example", "s2026", Pem);

    public static TheoryData<string, string?> Bodies => new()
    {
        { "Hello", "<p>Hello</p>" },
        { "Hello\n\n\n\n", null },
        { "", null },
        { "  spaces  and\ttabs \t\n \n\t\nGrüße 😀\n.\n", "<p>Grüße</p>\n\n" },
        { string.Concat(Enumerable.Repeat("日本語", 500)), string.Concat(Enumerable.Repeat("<b>x</b> \n", 500)) },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_signed_email_is_verified(string text, string? html)
    {
        var mail = MimeWriter.Write(SmtpKit.Message() with
        {
            Text = text,
            Html = html,
            Subject = "Ein langer Betreff, gefaltet über mehrere Zeilen, mit Umlauten und 😀 " + new string('x', 99),
            Headers =
            [
                new("List-Unsubscribe", "<https://crm.example/u/1>, <mailto:u@crm.example>"),
                new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ],
            Dkim = Key,
        });
        (await VerifyAsync(mail)).ShouldBe("True ['s2026._domainkey.crm.example.']");
        string[] encoding = html is null ? ["content-transfer-encoding"] : [];
        SignedHeaders(mail).ShouldBe(
        [
            .. encoding, "content-type", "mime-version", "list-unsubscribe-post", "list-unsubscribe", "message-id",
            "subject", "to", "from", "date", "from", "to", "cc", "subject", "date", "reply-to",
        ], ignoreOrder: true);
        Encoding.ASCII.GetString(mail).Split("\r\n").Max(line => line.Length)
            .ShouldBeLessThanOrEqualTo(MimeLimits.FoldAt + 2);
    }

    [Fact]
    public async Task What_servers_on_the_way_may_do_leaves_the_signature_good()
    {
        var mail = Encoding.ASCII.GetString(MimeWriter.Write(Message()));
        var carried = "Received: from a by b; Mon, 4 May 2026 09:30:01 +0200\r\n"
            + mail.Replace("Subject: Your order", "SUBJECT:   Your\r\n\torder  ", StringComparison.Ordinal)
            + "\r\n\r\n";
        carried.ShouldContain("SUBJECT:");
        (await VerifyAsync(Encoding.ASCII.GetBytes(carried))).ShouldStartWith("True");
    }

    [Theory]
    [InlineData("Your order", "Your 0rder")]
    [InlineData("Hello\r\n", "Hell0\r\n")]
    [InlineData("To: ", "To: x@example.com, ")]
    [InlineData("MIME-Version: 1.0", "MIME-Version: 1.0\r\nSubject: another")]
    [InlineData("MIME-Version: 1.0", "MIME-Version: 1.0\r\nReply-To: x@example.com")]
    [InlineData("MIME-Version: 1.0", "MIME-Version: 1.0\r\nFrom: x@example.com")]
    public async Task What_nobody_may_do_breaks_it(string from, string to)
    {
        var mail = Encoding.ASCII.GetString(MimeWriter.Write(Message()));
        var changed = mail.Replace(from, to, StringComparison.Ordinal);
        changed.ShouldNotBe(mail);
        (await VerifyAsync(Encoding.ASCII.GetBytes(changed))).ShouldStartWith("False");
    }

    [Fact]
    public async Task An_email_with_addresses_in_utf8_is_verified()
    {
        var mail = MimeWriter.Write(Message() with { To = new Mailbox("jörg@müller.example", "Jörg") });
        (await VerifyAsync(mail)).ShouldStartWith("True");
    }

    [Fact]
    public void The_same_message_has_the_same_signature_on_any_thread()
    {
        var expected = MimeWriter.Write(Message());
        Parallel.For(0, 64, _ => MimeWriter.Write(Message()).ShouldBe(expected));
    }

    [Fact]
    public async Task A_signed_email_arrives_verifiable()
    {
        await using var sink = new SmtpSink();
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(Message())).ShouldBeOfType<SmtpOutcome.Accepted>();
        (await VerifyAsync(sink.Messages.ShouldHaveSingleItem().Content)).ShouldStartWith("True");
    }

    [Fact]
    public void Keys_that_cannot_sign_are_refused()
    {
        DkimKey.FromPem("Müller.example", "S1.eu", Pem).Domain.ShouldBe("xn--mller-kva.example");
        Refused("crm.example; x=1", "s", Pem);
        Refused("[192.0.2.1]", "s", Pem);
        Refused("crm.example", "s; d=evil.example", Pem);
        Refused("crm.example", "", Pem);
        Refused("crm.example", "s", "no key");
        Refused("crm.example", "s", NewPem(512));
        using var rsa = RSA.Create(2048);
        Refused("crm.example", "s", rsa.ExportSubjectPublicKeyInfoPem());
        using var curve = ECDsa.Create();
        Refused("crm.example", "s", curve.ExportPkcs8PrivateKeyPem());

        static void Refused(string domain, string selector, string pem) =>
            Should.Throw<ArgumentException>(() => DkimKey.FromPem(domain, selector, pem));
    }

    private static SmtpMessage Message() => SmtpKit.Message() with { Dkim = Key };

    private static string NewPem(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private static string[] SignedHeaders(byte[] mail)
    {
        var text = Encoding.UTF8.GetString(mail).Replace("\r\n ", "", StringComparison.Ordinal);
        var start = text.IndexOf("h=", StringComparison.Ordinal) + 2;
        return text[start..text.IndexOf(';', start)].Split(':');
    }

    private static async Task<string> VerifyAsync(byte[] mail)
    {
        Python.Require("dkim", "python3-dkim");
        var name = $"{Key.Selector}._domainkey.{Key.Domain}.";
        return (await Python.RunAsync(Verifier, mail, Key.DnsRecord, name)).Trim();
    }
}
