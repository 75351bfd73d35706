using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>The client against python3-aiosmtpd, which offers SMTPUTF8 and no pipelining.</summary>
public sealed class AiosmtpdTests
{
    /// <summary>Prints a line when it listens, and a line of JSON for each e-mail; ends with its input.</summary>
    private const string Server = """
        import sys, json, base64
        from aiosmtpd.controller import Controller
        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith('nobody@'): return '550 5.1.1 unknown'
                envelope.rcpt_tos.append(address)
                return '250 OK'
            async def handle_DATA(self, server, session, envelope):
                print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'options': envelope.mail_options,
                    'content': base64.b64encode(envelope.original_content).decode()}), flush=True)
                return '250 2.0.0 kept'
        c = Controller(Handler(), hostname='127.0.0.1', port=int(sys.argv[1]), enable_SMTPUTF8=True,
                       data_size_limit=100000, ready_timeout=60)
        c.start()
        print('listening', flush=True)
        sys.stdin.read()
        c.stop()
        """;

    [Fact]
    public async Task Emails_arrive_as_they_were_written()
    {
        Python.Require("aiosmtpd", "python3-aiosmtpd");
        var port = PostgresServer.FreePort();
        string[] arguments = ["-c", Server, port.ToString(CultureInfo.InvariantCulture)];
        using var server = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        (await LineAsync(server)).ShouldBe("listening");
        await using (var pool = SmtpKit.Pool(port))
        {
            var plain = SmtpKit.Message(1);
            var wide = SmtpKit.Message(2) with
            {
                Recipient = "jörg@müller.example",
                To = new Mailbox("jörg@müller.example", "Jörg"),
            };

            (await pool.SendAsync(plain)).ShouldBe(new SmtpOutcome.Accepted(250, "kept"));
            await TakenAsync(server, plain, "client1@example.com", "");
            (await pool.SendAsync(SmtpKit.Message(3) with { Recipient = "nobody@example.com" }))
                .ShouldBe(new SmtpOutcome.Rejected(550, "5.1.1", "unknown", SmtpCause.Recipient));
            (await pool.SendAsync(wide)).ShouldBeOfType<SmtpOutcome.Accepted>();
            await TakenAsync(server, wide, "jörg@xn--mller-kva.example", " BODY=8BITMIME SMTPUTF8");
            (await pool.SendAsync(SmtpKit.Message(4) with { Text = new string('x', 200_000) }))
                .ShouldBeOfType<SmtpOutcome.Rejected>().Cause.ShouldBe(SmtpCause.TooLarge);
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(SmtpKit.Patience);
    }

    private static async Task TakenAsync(Process server, SmtpMessage message, string recipient, string options)
    {
        using var line = JsonDocument.Parse((await LineAsync(server))!);
        var mail = MimeWriter.Write(message);
        line.RootElement.GetProperty("content").GetBytesFromBase64().ShouldBe(mail);
        line.RootElement.GetProperty("from").GetString().ShouldBe("bounce@crm.example");
        line.RootElement.GetProperty("to")[0].GetString().ShouldBe(recipient);
        string.Concat(line.RootElement.GetProperty("options").EnumerateArray().Select(option => $" {option}"))
            .ShouldBe($" SIZE={mail.Length}{options}");
    }

    private static Task<string?> LineAsync(Process server) =>
        server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(SmtpKit.Patience);
}
