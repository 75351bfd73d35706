using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Communications;

/// <summary>From a completed e-mail to a mail server, by a real connection.</summary>
public sealed class EmailDeliveryTests(EmailDeliveryServer server) : IClassFixture<EmailDeliveryServer>
{
    [Fact]
    public async Task A_completed_email_is_taken_by_the_mail_server_once()
    {
        var written = await server.SendEmailAsync(server.ContactId, "Welcome {{ contact.first_name }}");

        ((string)written["delivery"]!["state"]!).ShouldBe("pending");
        var sent = await server.UntilAsync(written, "completed");

        var message = server.TakenFor("anna@acme.example")
            .ShouldHaveSingleItem();
        var text = Encoding.UTF8.GetString(message.Content);
        message.From.ShouldContain("<care@acme.example>");
        text.ShouldContain("Subject: Welcome Anna\r\n");
        text.ShouldContain("multipart/alternative");
        text.ShouldContain($"<{written["id"]}.1@acme.example>");
        ((string)sent["delivery"]!["detail"]!).ShouldStartWith("250");
        server.Sink.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_server_refuses_for_good_is_rejected_with_its_code_and_may_be_requeued()
    {
        var contact = await server.MakeContactAsync("refused@acme.example", "{}");
        var rejected = await server.UntilAsync(await server.SendEmailAsync(contact, "x"), "rejected");

        ((string)rejected["delivery"]!["code"]!).ShouldBe("smtp550");
        ((string)rejected["delivery"]!["detail"]!).ShouldContain("No such mailbox");
        server.Refused.Clear();
        var requeued = await server.DoAsync(rejected, "requeue");
        ((int)requeued["delivery"]!["round"]!).ShouldBe(2);
        await server.UntilAsync(requeued, "completed");
    }

    [Fact]
    public async Task What_the_server_defers_is_tried_again()
    {
        var contact = await server.MakeContactAsync("later@acme.example", "{}");
        var sent = await server.UntilAsync(await server.SendEmailAsync(contact, "x"), "completed");

        ((int)sent["delivery"]!["attempts"]!).ShouldBe(2);
        server.TakenFor("later@acme.example").Count().ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_written_to_who_said_no()
    {
        var contact = await server.MakeContactAsync("no@acme.example", """{"emailAuthorized": false}""");
        var rejected = await server.UntilAsync(await server.SendEmailAsync(contact, "x"), "rejected");
        var marketing = await server.MakeContactAsync("optout@acme.example", "{}");
        var unwanted = await server.UntilAsync(
            await server.SendEmailAsync(marketing, "x", "\"marketing\": true,"), "rejected");

        ((string)rejected["delivery"]!["code"]!).ShouldBe("notAuthorised");
        ((string)unwanted["delivery"]!["code"]!).ShouldBe("noConsent");
        server.TakenFor("no@acme.example").ShouldBeEmpty();
        server.TakenFor("optout@acme.example").ShouldBeEmpty();
    }
}

/// <summary>A server whose active definition names a mail server that the tests run.</summary>
public sealed class EmailDeliveryServer : CommunicationServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, bool> _deferred = [];

    public EmailDeliveryServer()
    {
        Settings = ["--Silo:RetryAfter", "00:00:00.050"];
        Sink = new SmtpSink(new SmtpSinkOptions { Misbehave = Misbehave });
    }

    public SmtpSink Sink { get; }

    /// <summary>Mailboxes that there are not.</summary>
    public ConcurrentDictionary<string, bool> Refused { get; } = new() { ["refused@acme.example"] = true };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var email = $$"""
            , "email": {"enabled": true, "host": "127.0.0.1", "port": {{Sink.Port}}, "security": "none",
                "from": "care@acme.example", "fromName": "Acme"}
            """;
        var saved = await PutAsync("/api/v1/settings/communications", SettingsJson(email));
        saved.Status.ShouldBe(HttpStatusCode.OK, saved.Body);
    }

    /// <summary>E-mails that were taken in whole for a mailbox.</summary>
    public IEnumerable<SinkMessage> TakenFor(string mailbox) =>
        Sink.Messages.Where(message => message.Recipient.Contains($"<{mailbox}>", StringComparison.Ordinal));

    public Task<string> MakeContactAsync(string email, string fields)
    {
        var contact = JsonNode.Parse(fields)!.AsObject();
        contact["name"] = email;
        contact["emails"] = new JsonArray(email);
        return MakeAsync("contact", contact.ToJsonString());
    }

    public async Task<JsonNode> SendEmailAsync(string contact, string subject, string parts = "")
    {
        var answer = await PostAsync("/api/v1/communications", $$"""
            {"contactId": "{{contact}}", "medium": "email", "state": "completed", {{parts}} "subject": "{{subject}}",
             "body": "<p>Dear {{"{{ contact.name }}"}}, hello</p>"}
            """);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return answer.Json;
    }

    /// <summary>The communication once its entry is in a state.</summary>
    public async Task<JsonNode> UntilAsync(JsonNode communication, string state)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var read = (await GetAsync($"/api/v1/communications/{communication["id"]}")).Json;
            if ((string?)read["delivery"]?["state"] == state)
            {
                return read;
            }

            TimeProvider.System.GetElapsedTime(startedAt).ShouldBeLessThan(Patience, read.ToJsonString());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private SinkAct? Misbehave(SinkMoment moment)
    {
        if (moment.Verb != "RCPT")
        {
            return null;
        }

        if (Refused.Keys.Any(mailbox => moment.Argument.Contains(mailbox, StringComparison.Ordinal)))
        {
            return SinkAct.Say("550 5.1.1 No such mailbox");
        }

        return moment.Argument.Contains("later@", StringComparison.Ordinal) && _deferred.TryAdd("later", true)
            ? SinkAct.Say("450 4.2.1 Later")
            : null;
    }
}
