using System.Text;
using System.Text.Json;
using ActorCrm.Server.Channels.Smtp;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>E-mails as bytes, read back by Python's parser.</summary>
public sealed class MimeWriterTests
{
    private const string Parser = """
        import sys, json, email
        from email import policy
        from email.header import decode_header, make_header
        from email.utils import parseaddr
        mail = sys.stdin.buffer.read()
        m, old = email.message_from_bytes(mail, policy=policy.SMTP), email.message_from_bytes(mail)
        def box(name):
            if m[name] is None: return None
            a = m[name].addresses[0]
            # The newer parser of Python 3.11 puts spaces between encoded words in names; the older one does not.
            display = str(make_header(decode_header(parseaddr(str(old[name]))[0])))
            return [display, a.username, a.domain, len(m[name].addresses)]
        def defects(part): return [repr(d) for d in part.defects] + [repr(d) for v in part.values() for d in v.defects]
        body = lambda kind: (lambda p: p and p.get_content().replace('\r\n', '\n'))(m.get_body((kind,)))
        json.dump({
            'names': m.keys(), 'subject': m['subject'], 'from': box('from'), 'to': box('to'),
            'replyTo': box('reply-to'), 'date': m['date'].datetime.isoformat(), 'id': m['message-id'],
            'type': m.get_content_type(),
            'parts': [[p.get_content_type(), p.get_content_charset(), p['content-transfer-encoding']]
                      for p in m.walk()],
            'plain': body('plain'), 'html': body('html'), 'defects': [d for p in m.walk() for d in defects(p)],
            'unsubscribe': m['list-unsubscribe']}, sys.stdout)
        """;

    public static TheoryData<string> Subjects => new(
        "",
        "Your order",
        "Zażółć gęślą jaźń",
        "😀 Rabatt 🎉",
        string.Concat(Enumerable.Repeat("😀👩‍👩‍👧‍👦é", 60)),
        string.Join(' ', Enumerable.Repeat("A long subject of plain words", 20)),
        new string('x', 900),
        "Überraschung " + new string('y', 300) + " für Sie",
        "  spaces  at  ends  ",
        "=?utf-8?q?looks_encoded?=",
        "日本語の件名です。" + new string('語', 200),
        "{{subject}} \\ \" < > ( ) @ , ; :",
        "?= _ =?= é");

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task A_subject_comes_out_as_it_went_in(string subject)
    {
        var mail = MimeWriter.Write(SmtpKit.Message() with { Subject = subject });
        Tidy(mail);
        var read = await ReadAsync(mail);
        read.GetProperty("subject").GetString().ShouldBe(subject);
    }

    [Theory]
    [InlineData("Anna Nowak")]
    [InlineData("Łukasz Żółć")]
    [InlineData("O'Neil, Anna \"Ann\" (Sales) <x@y>")]
    [InlineData("a\\b \"quoted\\\"")]
    [InlineData("=?utf-8?q?fake?=")]
    [InlineData("山田 太郎 / 😀")]
    [InlineData("  two  spaces ")]
    [InlineData("A name that is so long that it does not fit into one line, whatever one may try to do about it, Ltd.")]
    public async Task A_name_comes_out_as_it_went_in(string name)
    {
        var mail = MimeWriter.Write(SmtpKit.Message() with
        {
            From = new Mailbox("anna@crm.example", name),
            ReplyTo = new Mailbox("\"sales desk\"@crm.example", name),
        });
        Tidy(mail);
        var read = await ReadAsync(mail);
        Values(read, "from").ShouldBe([name, "anna", "crm.example", "1"]);
        Values(read, "replyTo").ShouldBe([name, "sales desk", "crm.example", "1"]);
    }

    [Fact]
    public async Task An_email_has_both_bodies_and_all_headers()
    {
        var message = SmtpKit.Message() with
        {
            Text = "Grüße\r\nline\rline\nFrom here\n.\n trailing \t\n=3D\n" + new string('z', 300) + "\n\n",
            Html = "<p>Grüße " + new string('ä', 400) + "</p>\n",
            Headers =
            [
                new("List-Unsubscribe", "<https://crm.example/u/" + new string('t', 200) + ">, <mailto:u@crm.example>"),
                new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ],
        };
        var mail = MimeWriter.Write(message);
        Tidy(mail, longTokens: true);
        var read = await ReadAsync(mail);

        Values(read, "names").ShouldBe(
        [
            "Date", "From", "To", "Subject", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version",
            "Content-Type",
        ]);
        read.GetProperty("date").GetString().ShouldBe("2026-05-04T09:30:00+02:00");
        read.GetProperty("id").GetString().ShouldBe("<m1@crm.example>");
        read.GetProperty("type").GetString().ShouldBe("multipart/alternative");
        read.GetProperty("parts").ToString().ShouldBe(
            """[["multipart/alternative", null, null], ["text/plain", "utf-8", "quoted-printable"], """
            + """["text/html", "utf-8", "base64"]]""");
        read.GetProperty("plain").GetString().ShouldBe(
            "Grüße\nline\nline\nFrom here\n.\n trailing \t\n=3D\n" + new string('z', 300) + "\n\n");
        read.GetProperty("html").GetString().ShouldBe(message.Html);
        read.GetProperty("unsubscribe").GetString().ShouldBe(message.Headers[0].Value);
        Encoding.ASCII.GetString(mail).ShouldContain("\r\n=46rom here\r\n");
    }

    [Fact]
    public async Task An_email_without_html_is_plain_text()
    {
        var read = await ReadAsync(MimeWriter.Write(SmtpKit.Message() with { Html = null, Text = "日本語" }));
        read.GetProperty("type").GetString().ShouldBe("text/plain");
        read.GetProperty("plain").GetString().ShouldBe("日本語\n");
    }

    [Fact]
    public void The_same_message_is_written_the_same_and_another_has_another_boundary()
    {
        MimeWriter.Write(SmtpKit.Message(1)).ShouldBe(MimeWriter.Write(SmtpKit.Message(1)));
        Boundary(SmtpKit.Message(1)).ShouldNotBe(Boundary(SmtpKit.Message(2)));
        Boundary(SmtpKit.Message(1)).ShouldBe(Boundary(SmtpKit.Message(1) with { Text = "other", Subject = "x" }));
    }

    [Fact]
    public async Task Addresses_of_other_scripts_stand_in_headers_as_they_go_over_the_wire()
    {
        var mail = MimeWriter.Write(SmtpKit.Message() with
        {
            From = new Mailbox("jörg@müller.example", "Jörg"),
            To = new Mailbox("info@пример.example"),
        });
        Encoding.UTF8.GetString(mail).ShouldContain("From: =?utf-8?B?SsO2cmc=?= <jörg@xn--mller-kva.example>\r\n");
        var read = await ReadAsync(mail, mayBeUtf8: true);
        Values(read, "to").ShouldBe(["", "info", "xn--e1afmkfd.example", "1"]);
    }

    [Theory]
    [InlineData("\r\nBcc: x@example.com")]
    [InlineData("\nBcc: x@example.com")]
    [InlineData("\rBcc: x@example.com")]
    [InlineData("\0")]
    [InlineData("\u0085Bcc: x@example.com")]
    [InlineData("\u001b[31m")]
    [InlineData("half a character")]
    public void No_part_of_a_header_may_hold_control_characters(string evil)
    {
        // An attribute cannot hold a surrogate alone.
        evil = evil == "half a character" ? '\ud800'.ToString() : evil;
        var good = SmtpKit.Message();
        SmtpMessage[] bad =
        [
            good with { Subject = "a" + evil },
            good with { EnvelopeFrom = "a" + evil + "@example.com" },
            good with { Recipient = "a@example.com" + evil },
            good with { From = new Mailbox("a@example.com", "Anna" + evil) },
            good with { From = new Mailbox("a@exam" + evil + "ple.com") },
            good with { To = new Mailbox("a@example.com", evil + "Jan") },
            good with { To = new Mailbox("\"a" + evil + "\"@example.com") },
            good with { ReplyTo = new Mailbox("a@example.com", evil) },
            good with { ReplyTo = new Mailbox(evil + "a@example.com") },
            good with { MessageId = "a" + evil + "@example.com" },
            good with { Headers = [new MailHeader("X-Run" + evil, "1")] },
            good with { Headers = [new MailHeader("X-Run", "1" + evil)] },
        ];
        foreach (var message in bad)
        {
            MimeWriter.Fault(message).ShouldNotBeNull();
            Should.Throw<ArgumentException>(() => MimeWriter.Write(message));
        }
    }

    [Fact]
    public void Bodies_may_have_lines_but_no_nul_and_no_half_characters()
    {
        MimeWriter.Fault(SmtpKit.Message() with { Text = "a\r\nBcc: x@example.com\r\n\r\n" }).ShouldBeNull();
        MimeWriter.Fault(SmtpKit.Message() with { Text = "a\0b" }).ShouldNotBeNull();
        MimeWriter.Fault(SmtpKit.Message() with { Html = "a\udc00b" }).ShouldNotBeNull();
        MimeWriter.Fault(SmtpKit.Message() with { Text = new string('a', MimeLimits.BodyMax + 1) }).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Subject", "x")]
    [InlineData("bcc", "x@example.com")]
    [InlineData("Content-Type", "text/html")]
    [InlineData("content-transfer-encoding", "8bit")]
    [InlineData("DKIM-Signature", "v=1")]
    [InlineData("X Run", "1")]
    [InlineData("X-Run:", "1")]
    [InlineData("", "1")]
    [InlineData("X-Run", "")]
    [InlineData("X-Run", "a  b")]
    [InlineData("X-Run", "ü")]
    public void Headers_that_could_change_the_email_are_refused(string name, string value) =>
        MimeWriter.Fault(SmtpKit.Message() with { Headers = [new MailHeader(name, value)] }).ShouldNotBeNull();

    [Fact]
    public void A_header_is_given_once_and_its_lines_fit()
    {
        MimeWriter.Fault(SmtpKit.Message() with { Headers = [new("X-Run", "1"), new("x-run", "2")] }).ShouldNotBeNull();
        MimeWriter.Fault(SmtpKit.Message() with { Headers = [new("X-Run", new string('a', 990))] }).ShouldNotBeNull();
        var longest = MimeWriter.Write(SmtpKit.Message() with
        {
            Headers = [new(new string('X', 60), new string('a', MimeLimits.LineMax - 70))],
        });
        Lines(longest).Max(line => line.Length).ShouldBeLessThanOrEqualTo(MimeLimits.LineMax);
    }

    [Fact]
    public void Dots_are_doubled_at_the_beginning_of_lines_and_nowhere_else()
    {
        Wrap(".a\r\nb.\r\n..\r\n.\r\nc\r\n").ShouldBe("..a\r\nb.\r\n...\r\n..\r\nc\r\n.\r\n");
        Wrap("a").ShouldBe("a\r\n.\r\n");
        Wrap("").ShouldBe("\r\n.\r\n");
        Wrap("a\n.b\r\n").ShouldBe("a\n.b\r\n.\r\n");

        static string Wrap(string text) =>
            Encoding.ASCII.GetString(DotStuffing.Wrap(Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>Lines end in CRLF and none is longer than 76, unless a token cannot be broken.</summary>
    private static void Tidy(byte[] mail, bool longTokens = false)
    {
        var lines = Lines(mail);
        lines.ShouldAllBe(line => !line.Contains('\r') && !line.Contains('\n'));
        lines.Where(line => !longTokens || !line.Contains("https://", StringComparison.Ordinal))
            .Max(line => line.Length).ShouldBeLessThanOrEqualTo(MimeLimits.FoldAt);
    }

    private static string[] Lines(byte[] mail)
    {
        var text = Encoding.UTF8.GetString(mail);
        text.ShouldEndWith("\r\n");
        return text.Split("\r\n");
    }

    private static string Boundary(SmtpMessage message)
    {
        var text = Encoding.UTF8.GetString(MimeWriter.Write(message));
        var start = text.IndexOf("boundary=\"", StringComparison.Ordinal) + 10;
        return text[start..text.IndexOf('"', start)];
    }

    private static async Task<JsonElement> ReadAsync(byte[] mail, bool mayBeUtf8 = false)
    {
        Python.Require("email", "python3");
        using var document = JsonDocument.Parse(await Python.RunAsync(Parser, mail));
        if (!mayBeUtf8)
        {
            document.RootElement.GetProperty("defects").GetArrayLength()
                .ShouldBe(0, document.RootElement.GetProperty("defects").ToString());
        }

        return document.RootElement.Clone();
    }

    private static string[] Values(JsonElement read, string name) =>
        [.. read.GetProperty(name).EnumerateArray().Select(value => value.ToString())];
}
