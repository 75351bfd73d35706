using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>What the client makes of servers and networks that misbehave.</summary>
public sealed class SmtpFaultTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task An_email_whose_end_got_no_answer_is_unknown_and_not_sent_again()
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment is { Verb: "END", Connection: 1 } ? SinkAct.Close : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        var outcome = await pool.SendAsync(SmtpKit.Message(1));
        outcome.ShouldBeOfType<SmtpOutcome.Unknown>().Cause.ShouldBe(SmtpCause.ConnectionLost);
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Recipients().ShouldBe(["client1", "client2"]);
    }

    [Fact]
    public async Task The_emails_behind_a_broken_one_are_sent_over_another_connection_once()
    {
        // Each connection dies at the end of its third e-mail, when the envelope of the fourth is already there.
        await using var sink = SmtpKit.Sink(moment =>
            moment is { Verb: "END", Transaction: 3 } ? SinkAct.Close : null);
        await using var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { ConnectionsMax = 2 });
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 60).Select(i => pool.SendAsync(SmtpKit.Message(i))));
        outcomes.ShouldAllBe(outcome => outcome is SmtpOutcome.Accepted || outcome is SmtpOutcome.Unknown);
        outcomes.Count(outcome => outcome is SmtpOutcome.Unknown).ShouldBeInRange(18, 20);
        sink.Recipients().Order().ShouldBe(Enumerable.Range(1, 60).Select(i => $"client{i}").Order());
    }

    [Theory]
    [InlineData(null, null, SmtpCause.ConnectionLost)]
    [InlineData("421 4.4.2 too slow", 421, SmtpCause.Unwelcome)]
    internal async Task Contents_that_were_cut_off_were_not_taken(string? lastWord, int? code, SmtpCause cause)
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment is { Verb: "DATA", Connection: 1 } ? SinkAct.TakeAndClose(1_000, lastWord) : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        var outcome = (await pool.SendAsync(Huge(1))).ShouldBeOfType<SmtpOutcome.Deferred>();
        outcome.Cause.ShouldBeOneOf(cause, SmtpCause.ConnectionLost);
        (outcome.Code ?? code).ShouldBe(code);
        (await pool.SendAsync(Huge(1))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Recipients().ShouldBe(["client1"]);
    }

    [Theory]
    [InlineData("GREETING")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData("END")]
    public async Task A_server_that_says_421_is_left_and_the_email_deferred(string verb)
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment.Verb == verb && moment.Connection == 1 ? SinkAct.SayAndClose("421 4.3.2 shutting down") : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        var outcome = (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>();
        (outcome.Code, outcome.EnhancedCode, outcome.Cause).ShouldBe((421, "4.3.2", SmtpCause.Unwelcome));
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData("GREETING")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_closes_without_a_word_had_not_taken_the_email(string verb)
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment.Verb == verb && moment.Connection == 1 ? SinkAct.Close : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        var outcome = (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>();
        (outcome.Code, outcome.Cause).ShouldBe((null, SmtpCause.ConnectionLost));
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
    }

    [Fact]
    public async Task A_connection_that_the_server_closed_between_emails_costs_no_email()
    {
        await using var sink = SmtpKit.Sink(moment => moment is { Verb: "END", Connection: 1 }
            ? SinkAct.SayAndClose("250 2.0.0 taken")
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Accepted>();
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Recipients().ShouldBe(["client1", "client2"]);
        sink.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_421_between_emails_costs_no_email(bool closes)
    {
        // Either said at once, behind the answer, or only when the next e-mail comes.
        await using var sink = SmtpKit.Sink(moment => (closes, moment) switch
        {
            (true, { Verb: "END", Connection: 1 }) => SinkAct.SayAndClose("250 2.0.0 taken\r\n421 4.4.2 idle"),
            (false, { Verb: "MAIL", Connection: 1, Transaction: 2 }) => SinkAct.SayAndClose("421 4.4.2 idle"),
            _ => null,
        });
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Accepted>();
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Recipients().ShouldBe(["client1", "client2"]);
    }

    [Fact]
    public async Task A_server_that_gives_up_every_connection_ends_in_a_deferral()
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment is { Verb: "MAIL", Transaction: 2 } ? SinkAct.SayAndClose("421 4.4.2 one is enough") : null);
        await using var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { ReplacementsMax = 0 });
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Accepted>();
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.ConnectionLost);
    }

    [Theory]
    [InlineData("GREETING")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_does_not_answer_defers_the_email(string verb)
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment.Verb == verb && moment.Connection == 1 ? SinkAct.Stall : null);
        await using var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with
        {
            GreetingTimeout = Short,
            CommandTimeout = Short,
            DataTimeout = Short,
        });
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.TimedOut);
    }

    [Fact]
    public async Task An_end_that_is_not_answered_in_time_is_unknown()
    {
        await using var sink = SmtpKit.Sink(moment => moment is { Verb: "END", Connection: 1 } ? SinkAct.Stall : null);
        await using var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { ContentTimeout = Short });
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Unknown>()
            .Cause.ShouldBe(SmtpCause.TimedOut);
    }

    [Fact]
    public async Task Contents_that_a_server_does_not_read_are_deferred()
    {
        await using var sink = SmtpKit.Sink(moment => moment is { Verb: "DATA", Connection: 1 }
            ? SinkAct.BytesAndStall("354 go on\r\n"u8.ToArray())
            : null);
        await using var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { WriteTimeout = Short });
        (await pool.SendAsync(Huge(1))).ShouldBeOfType<SmtpOutcome.Deferred>().Cause.ShouldBe(SmtpCause.TimedOut);
    }

    [Fact]
    public async Task A_server_that_answers_byte_by_byte_is_served()
    {
        await using var sink = SmtpKit.Sink(moment => moment.Verb switch
        {
            "GREETING" => SinkAct.SayByBytes("220-sink\r\n220 at last"),
            "RSET" or "QUIT" => SinkAct.SayByBytes("250 ok"),
            "END" => SinkAct.SayByBytes("250 2.0.0 ok"),
            _ => null,
        });
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBe(new SmtpOutcome.Accepted(250, "ok"));
    }

    [Theory]
    [InlineData("GREETING", "22")]
    [InlineData("EHLO", "250-sink\r\n250-PIPE")]
    [InlineData("RCPT", "250-half\r\n")]
    [InlineData("DATA", "354")]
    public async Task Half_an_answer_and_the_end_is_a_broken_connection(string verb, string half)
    {
        await using var sink = SmtpKit.Sink(moment => moment.Verb == verb && moment.Connection == 1
            ? SinkAct.Bytes(Encoding.ASCII.GetBytes(half), goesOn: false)
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.ConnectionLost);
    }

    [Theory]
    [InlineData("250")]
    [InlineData("250-2.0.0 taken\r\n")]
    public async Task Half_an_answer_to_the_end_is_unknown(string half)
    {
        await using var sink = SmtpKit.Sink(moment => moment.Verb == "END"
            ? SinkAct.Bytes(Encoding.ASCII.GetBytes(half), goesOn: false)
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Unknown>();
    }

    [Theory]
    [InlineData("GREETING", "220-more\r\n")]
    [InlineData("GREETING", "220 endless endless endless ")]
    [InlineData("EHLO", "250-X-MORE\r\n")]
    [InlineData("MAIL", "250-more\r\n")]
    [InlineData("MAIL", "xxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task An_answer_without_an_end_is_given_up(string verb, string piece)
    {
        await using var sink = SmtpKit.Sink(moment => moment.Verb == verb
            ? SinkAct.Forever(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 50))))
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.Protocol);
    }

    [Theory]
    [InlineData("GREETING", "\u00ff\u00fe\u0001 what")]
    [InlineData("GREETING", "HTTP/1.1 400 Bad Request")]
    [InlineData("MAIL", "25x ok")]
    [InlineData("MAIL", "999 ok")]
    [InlineData("MAIL", "250_ok")]
    [InlineData("RCPT", "250-a\r\n251 b")]
    [InlineData("RCPT", "354 too early")]
    [InlineData("DATA", "250 too late")]
    public async Task What_is_no_answer_defers_the_email_and_ends_the_connection(string verb, string line)
    {
        await using var sink = SmtpKit.Sink(moment => moment.Verb == verb && moment.Connection == 1
            ? SinkAct.Bytes(Encoding.Latin1.GetBytes(line + "\r\n"), goesOn: true)
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.Protocol);
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("354 more")]
    public async Task What_is_no_answer_to_the_end_is_unknown(string line)
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment is { Verb: "END", Connection: 1 } ? SinkAct.Say(line) : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Unknown>()
            .Cause.ShouldBe(SmtpCause.Protocol);
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
    }

    [Fact]
    public async Task Bytes_that_are_no_text_become_marks()
    {
        await using var sink = SmtpKit.Sink(moment => moment.Verb == "RCPT"
            ? SinkAct.Bytes([.. "550 5.1.1 b\u0007"u8, 0xff, 0xfe, .. "\r\n"u8], goesOn: true)
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Rejected>()
            .Text.ShouldBe("b\ufffd\ufffd\ufffd");
    }

    [Fact]
    public async Task An_answer_too_many_is_never_taken_for_another_emails()
    {
        // Everything from here on is one answer late, until DATA, whose answer cannot be mistaken.
        var queued = new TaskCompletionSource();
        await using var sink = SmtpKit.Sink(moment => moment switch
        {
            { Verb: "GREETING" } => SmtpKit.SayAfter(queued.Task, "220 sink"),
            { Verb: "END", Connection: 1 } => SmtpKit.SayWithMore("250 taken\r\n250 taken twice"),
            { Verb: "RCPT" } when moment.Argument.Contains("client2@", StringComparison.Ordinal) =>
                SinkAct.Say("550 5.1.1 unknown"),
            _ => null,
        });
        await using var pool = SmtpKit.Pool(sink.Port);
        var sending = Task.WhenAll(Enumerable.Range(1, 4).Select(i => pool.SendAsync(SmtpKit.Message(i))));
        queued.SetResult();
        var outcomes = await sending;
        outcomes[1].ShouldNotBeOfType<SmtpOutcome.Accepted>();
        foreach (var (i, outcome) in outcomes.Index())
        {
            (outcome is SmtpOutcome.Accepted).ShouldBe(sink.Recipients().Contains($"client{i + 1}"));
        }
    }

    [Fact]
    public async Task Data_that_is_allowed_without_a_recipient_gets_none()
    {
        await using var sink = SmtpKit.Sink(moment => moment is { Transaction: 1 }
            ? moment.Verb switch
            {
                "RCPT" => SinkAct.Say("550 5.1.1 unknown"),
                "DATA" => SinkAct.Say("354 go on"),
                "." => SinkAct.Say("554 5.5.1 no recipients"),
                _ => null,
            }
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Rejected>()
            .Cause.ShouldBe(SmtpCause.Recipient);
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Verbs(1).ShouldBe("EHLO MAIL RCPT DATA . RSET MAIL RCPT DATA");
    }

    [Fact]
    public async Task A_server_that_knows_no_ehlo_is_greeted_the_old_way()
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment.Verb == "EHLO" ? SinkAct.Say("502 not implemented") : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Verbs(1).ShouldBe("EHLO HELO MAIL RCPT DATA");
    }

    [Fact]
    public async Task Where_nobody_listens_the_email_is_deferred()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        await using var pool = SmtpKit.Pool(port);
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.Unreachable);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_defers_the_email()
    {
        await using var pool = SmtpKit.Pool(
            new SmtpServerSettings("mail.invalid", 25, SmtpSecurity.None),
            SmtpKit.Patient with { ConnectTimeout = TimeSpan.FromSeconds(5) });
        (await pool.SendAsync(SmtpKit.Message(1))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBeOneOf(SmtpCause.Unreachable, SmtpCause.TimedOut);
    }

    /// <summary>More than the buffers of a connection hold.</summary>
    private static SmtpMessage Huge(int number) => SmtpKit.Message(number) with
    {
        Text = string.Concat(Enumerable.Repeat("All work and no play makes Jack a dull boy.\n", 200_000)),
    };
}
