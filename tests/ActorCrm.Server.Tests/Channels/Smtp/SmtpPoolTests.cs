using System.Text;
using ActorCrm.Server.Channels.Smtp;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>What the client does with a server that behaves, or refuses as it may.</summary>
public sealed class SmtpPoolTests
{
    private static readonly string[] NoExtensions = ["ENHANCEDSTATUSCODES"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_email_arrives_as_it_was_written(bool pipelines)
    {
        await using var sink = new SmtpSink(
            pipelines ? new SmtpSinkOptions() : new SmtpSinkOptions { Extensions = NoExtensions });
        await using var pool = SmtpKit.Pool(sink.Port);

        var outcome = await pool.SendAsync(SmtpKit.Message());

        outcome.ShouldBe(new SmtpOutcome.Accepted(250, "taken"));
        var message = sink.Messages.ShouldHaveSingleItem();
        message.Content.ShouldBe(MimeWriter.Write(SmtpKit.Message()));
        message.From.ShouldBe(pipelines
            ? $"FROM:<bounce@crm.example> SIZE={message.Content.Length}"
            : "FROM:<bounce@crm.example>");
        message.Recipient.ShouldBe("TO:<client1@example.com>");
        sink.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_email_whose_bounces_nobody_wants_has_an_empty_sender()
    {
        await using var sink = new SmtpSink(new SmtpSinkOptions { Extensions = NoExtensions });
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message() with { EnvelopeFrom = "" })).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Messages.ShouldHaveSingleItem().From.ShouldBe("FROM:<>");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_emails_go_over_few_connections_each_once(bool pipelines)
    {
        await using var sink = new SmtpSink(
            pipelines ? new SmtpSinkOptions() : new SmtpSinkOptions { Extensions = NoExtensions });
        await using var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { ConnectionsMax = 3 });

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 500).Select(i => pool.SendAsync(SmtpKit.Message(i))));

        outcomes.ShouldAllBe(outcome => outcome is SmtpOutcome.Accepted);
        sink.Recipients().Order().ShouldBe(Enumerable.Range(1, 500).Select(i => $"client{i}").Order());
        sink.Connections.ShouldBeInRange(1, 3);
        pool.Lanes.ShouldBe(sink.Connections);
        sink.Violations.ShouldBeEmpty();
        foreach (var message in sink.Messages)
        {
            var number = int.Parse(message.Recipient["TO:<client".Length..].Split('@')[0]);
            message.Content.ShouldBe(MimeWriter.Write(SmtpKit.Message(number)));
        }
    }

    [Fact]
    public async Task The_next_envelope_follows_the_contents_without_waiting()
    {
        // The first e-mail's end is answered only when more has come: a client that waits for the answer gets none.
        var queued = new TaskCompletionSource();
        await using var sink = SmtpKit.Sink(moment => moment switch
        {
            { Verb: "GREETING" } => SmtpKit.SayAfter(queued.Task, "220 sink"),
            { Verb: "END", Transaction: 1 } => SmtpKit.SayWithMore("250 ok"),
            _ => null,
        });
        await using var pool = SmtpKit.Pool(sink.Port);
        var one = pool.SendAsync(Large(1));
        var two = pool.SendAsync(SmtpKit.Message(2));
        queued.SetResult();
        (await one).ShouldBeOfType<SmtpOutcome.Accepted>();
        (await two).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Recipients().ShouldBe(["client1", "client2"]);
        sink.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_recipient_costs_a_reset_and_no_connection(bool pipelines)
    {
        await using var sink = new SmtpSink(new SmtpSinkOptions
        {
            Extensions = pipelines ? ["PIPELINING"] : NoExtensions,
            Misbehave = moment => moment is { Verb: "RCPT", Argument: "TO:<client1@example.com>" }
                ? SinkAct.Say("550-5.1.1 no\r\n550 5.1.1 such user <client1@example.com>")
                : null,
        });
        await using var pool = SmtpKit.Pool(sink.Port);

        var refused = await pool.SendAsync(SmtpKit.Message(1));
        var taken = await pool.SendAsync(SmtpKit.Message(2));

        refused.ShouldBe(new SmtpOutcome.Rejected(
            550, "5.1.1", "no such user <client1@example.com>", SmtpCause.Recipient));
        taken.ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Connections.ShouldBe(1);
        sink.Verbs(1).ShouldBe(pipelines
            ? "EHLO MAIL RCPT DATA RSET MAIL RCPT DATA"
            : "EHLO MAIL RCPT RSET MAIL RCPT DATA");
        sink.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 not from you", SmtpCause.Sender)]
    [InlineData("DATA", "554 5.6.0 not now", SmtpCause.Content)]
    [InlineData("END", "554 5.7.1 spam", SmtpCause.Content)]
    internal async Task A_5xx_is_final_and_says_where(string verb, string line, SmtpCause cause)
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment.Verb == verb && moment.Transaction == 1 ? SinkAct.Say(line) : null);
        await using var pool = SmtpKit.Pool(sink.Port);

        var refused = await pool.SendAsync(SmtpKit.Message(1));
        var taken = await pool.SendAsync(SmtpKit.Message(2));

        refused.ShouldBe(new SmtpOutcome.Rejected(int.Parse(line[..3]), line[4..9], line[10..], cause));
        taken.ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("MAIL", "451 4.3.0 later", SmtpCause.Sender)]
    [InlineData("RCPT", "450 4.2.1 greylisted", SmtpCause.Recipient)]
    [InlineData("DATA", "451 4.3.0 later", SmtpCause.Content)]
    [InlineData("END", "452 4.3.1 disk full", SmtpCause.Content)]
    internal async Task A_4xx_is_deferred_and_says_where(string verb, string line, SmtpCause cause)
    {
        await using var sink = SmtpKit.Sink(moment =>
            moment.Verb == verb && moment.Transaction == 1 ? SinkAct.Say(line) : null);
        await using var pool = SmtpKit.Pool(sink.Port);

        var refused = await pool.SendAsync(SmtpKit.Message(1));
        var taken = await pool.SendAsync(SmtpKit.Message(2));

        refused.ShouldBe(new SmtpOutcome.Deferred(int.Parse(line[..3]), line[4..9], line[10..], cause));
        taken.ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("530 5.7.0 authenticate first", SmtpCause.Authentication)]
    [InlineData("503 5.5.1 bad sequence", SmtpCause.Protocol)]
    internal async Task A_5xx_about_us_is_not_held_against_the_recipient(string line, SmtpCause cause)
    {
        await using var sink = SmtpKit.Sink(moment => moment.Verb == "RCPT" ? SinkAct.Say(line) : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        (await pool.SendAsync(SmtpKit.Message())).ShouldBeOfType<SmtpOutcome.Deferred>().Cause.ShouldBe(cause);
    }

    [Fact]
    public async Task An_email_larger_than_the_server_takes_is_not_sent()
    {
        await using var sink = new SmtpSink(new SmtpSinkOptions { Extensions = ["PIPELINING", "SIZE 1000"] });
        await using var pool = SmtpKit.Pool(sink.Port);
        var refused = (await pool.SendAsync(Large(1))).ShouldBeOfType<SmtpOutcome.Rejected>();
        (refused.Code, refused.EnhancedCode, refused.Cause).ShouldBe((552, "5.3.4", SmtpCause.TooLarge));
        sink.Verbs(1).ShouldBe("EHLO");
    }

    [Fact]
    public async Task An_address_that_needs_smtputf8_is_sent_only_where_it_is_offered()
    {
        var message = SmtpKit.Message() with
        {
            Recipient = "jörg@müller.example",
            To = new Mailbox("jörg@müller.example", "Jörg Müller"),
        };
        await using (var sink = new SmtpSink(new SmtpSinkOptions { Extensions = ["PIPELINING", "8BITMIME"] }))
        {
            await using var pool = SmtpKit.Pool(sink.Port);
            var refused = (await pool.SendAsync(message)).ShouldBeOfType<SmtpOutcome.Rejected>();
            (refused.Code, refused.EnhancedCode, refused.Cause).ShouldBe((553, "5.6.7", SmtpCause.SmtpUtf8Missing));
            refused.Text.ShouldStartWith("smtpUtf8Missing");
            sink.Verbs(1).ShouldBe("EHLO");
        }

        await using (var sink = new SmtpSink())
        {
            await using var pool = SmtpKit.Pool(sink.Port);
            (await pool.SendAsync(message)).ShouldBeOfType<SmtpOutcome.Accepted>();
            (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
            sink.Messages.First().Recipient.ShouldBe("TO:<jörg@xn--mller-kva.example>");
            sink.Messages.First().From.ShouldEndWith(" BODY=8BITMIME SMTPUTF8");
            sink.Messages.Last().From.ShouldNotContain("UTF8");
        }
    }

    [Fact]
    public async Task A_domain_in_another_script_needs_no_extension()
    {
        await using var sink = new SmtpSink(new SmtpSinkOptions { Extensions = NoExtensions });
        await using var pool = SmtpKit.Pool(sink.Port);
        var message = SmtpKit.Message() with { Recipient = "joerg@Bücher.example" };
        (await pool.SendAsync(message)).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Messages.ShouldHaveSingleItem().Recipient.ShouldBe("TO:<joerg@xn--bcher-kva.example>");
    }

    [Fact]
    public async Task A_connection_carries_so_many_emails_and_says_goodbye()
    {
        await using var sink = new SmtpSink();
        var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { MessagesPerConnectionMax = 2 });
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 5).Select(i => pool.SendAsync(SmtpKit.Message(i))));
        await pool.DisposeAsync();
        outcomes.ShouldAllBe(outcome => outcome is SmtpOutcome.Accepted);
        sink.Connections.ShouldBe(3);
        sink.Verbs(1).ShouldBe("EHLO MAIL RCPT DATA MAIL RCPT DATA QUIT");
        sink.Verbs(3).ShouldBe("EHLO MAIL RCPT DATA QUIT");
    }

    [Fact]
    public async Task An_idle_connection_is_closed_and_another_made_when_needed()
    {
        await using var sink = new SmtpSink();
        await using var pool = SmtpKit.Pool(
            sink.Port, SmtpKit.Patient with { IdleMax = TimeSpan.FromMilliseconds(50) });
        await pool.SendAsync(SmtpKit.Message(1));
        await SmtpKit.UntilAsync(() => sink.Verbs(1).EndsWith("QUIT", StringComparison.Ordinal) && pool.Lanes == 0);
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_that_cannot_be_written_is_rejected_before_a_connection_is_made()
    {
        await using var sink = new SmtpSink();
        await using var pool = SmtpKit.Pool(sink.Port);
        var refused = await pool.SendAsync(SmtpKit.Message() with { Recipient = "x@example.com>\r\nRCPT TO:<y@z" });
        refused.ShouldBe(new SmtpOutcome.Rejected(
            554, "5.6.0", "malformed: The recipient is no e-mail address.", SmtpCause.Malformed));
        sink.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_caller_who_gives_up_before_the_contents_leaves_nothing_behind()
    {
        using var giveUp = new CancellationTokenSource();
        await using var sink = SmtpKit.Sink(moment =>
        {
            if (moment is { Verb: "DATA", Connection: 1 })
            {
                giveUp.Cancel();
            }

            return null;
        });
        await using var pool = SmtpKit.Pool(sink.Port);
        await Should.ThrowAsync<OperationCanceledException>(
            pool.SendAsync(SmtpKit.Message(1), giveUp.Token).WaitAsync(SmtpKit.Patience));
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
        sink.Recipients().ShouldBe(["client2"]);
    }

    [Fact]
    public async Task A_caller_who_gives_up_after_the_end_does_not_know()
    {
        using var giveUp = new CancellationTokenSource();
        await using var sink = SmtpKit.Sink(moment => moment is { Verb: "END", Connection: 1 }
            ? new SinkAct(async (_, stop) =>
            {
                await giveUp.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return false;
            })
            : null);
        await using var pool = SmtpKit.Pool(sink.Port);
        var outcome = await pool.SendAsync(SmtpKit.Message(1), giveUp.Token).WaitAsync(SmtpKit.Patience);
        outcome.ShouldBeOfType<SmtpOutcome.Unknown>().Cause.ShouldBe(SmtpCause.Cancelled);
        (await pool.SendAsync(SmtpKit.Message(2))).ShouldBeOfType<SmtpOutcome.Accepted>();
    }

    [Fact]
    public async Task A_pool_that_closes_lets_what_is_under_way_end_and_takes_nothing_more()
    {
        var atEnd = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var sink = SmtpKit.Sink(moment => moment.Verb == "END"
            ? SmtpKit.SayAfter(Signal(atEnd, release.Task), "250 ok")
            : null);
        var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { CloseTimeout = SmtpKit.Patience });
        var underWay = pool.SendAsync(SmtpKit.Message(1));
        await atEnd.Task.WaitAsync(SmtpKit.Patience);
        var waiting = pool.SendAsync(SmtpKit.Message(2));
        var closing = pool.DisposeAsync();
        (await waiting).ShouldBeOfType<SmtpOutcome.Deferred>().Cause.ShouldBe(SmtpCause.Closing);
        release.SetResult();
        await closing;
        (await underWay).ShouldBeOfType<SmtpOutcome.Accepted>();
        (await pool.SendAsync(SmtpKit.Message(3))).ShouldBeOfType<SmtpOutcome.Deferred>()
            .Cause.ShouldBe(SmtpCause.Closing);
        sink.Verbs(1).ShouldEndWith("QUIT");
    }

    [Fact]
    public async Task A_pool_that_closes_cuts_off_what_does_not_end()
    {
        var atEnd = new TaskCompletionSource();
        await using var sink = SmtpKit.Sink(moment =>
        {
            if (moment.Verb == "END")
            {
                atEnd.TrySetResult();
                return SinkAct.Stall;
            }

            return null;
        });
        var pool = SmtpKit.Pool(sink.Port, SmtpKit.Patient with { CloseTimeout = TimeSpan.FromMilliseconds(50) });
        var underWay = pool.SendAsync(SmtpKit.Message(1));
        await atEnd.Task.WaitAsync(SmtpKit.Patience);
        await pool.DisposeAsync();
        (await underWay).ShouldBeOfType<SmtpOutcome.Unknown>().Cause.ShouldBe(SmtpCause.Closing);
    }

    [Fact]
    public async Task Settings_and_limits_that_cannot_be_used_are_refused_and_hide_the_secret()
    {
        var settings = new SmtpServerSettings("mail.example", 25, SmtpSecurity.Tls, "anna", "geheim");
        settings.ToString().ShouldNotContain("geheim");
        settings.Fault().ShouldBeNull();
        (settings with { Host = "mail example" }).Fault().ShouldNotBeNull();
        (settings with { Port = 0 }).Fault().ShouldNotBeNull();
        (settings with { Secret = null }).Fault().ShouldNotBeNull();
        (settings with { Secret = "a\0b" }).Fault().ShouldNotBeNull();
        (settings with { HelloName = "x\r\nMAIL" }).Fault().ShouldNotBeNull();
        Should.Throw<ArgumentException>(() => SmtpKit.Pool(settings with { Port = 70_000 }));
        Should.Throw<ArgumentException>(() => SmtpKit.Pool(settings, new SmtpOptions { ConnectionsMax = 0 }));
        await Task.CompletedTask;
    }

    private static Task Signal(TaskCompletionSource reached, Task wait)
    {
        reached.TrySetResult();
        return wait;
    }

    /// <summary>An e-mail of several reads and writes.</summary>
    private static SmtpMessage Large(int number) => SmtpKit.Message(number) with
    {
        Text = new StringBuilder().Insert(0, ".A line with a dot before it\n", 20_000).ToString(),
    };
}
