using System.Net;

namespace ActorCrm.Server.Tests.Communications;

public abstract class CommunicationApiTests(CommunicationServer server)
{
    /// <summary>spec/communications.md §2.7.</summary>
    [Fact]
    public async Task A_technical_issue_is_logged_completed_and_followed_up()
    {
        var draft = await server.WrittenAsync("""
            "direction": "incoming", "medium": "phone", "category": "technical", "sharedNotes": "No picture since noon"
            """);
        ((string)draft["state"]!).ShouldBe("draft");
        draft["delivery"].ShouldBeNull();

        var activity = await server.MakeAsync("activity", $$"""
            {"subject": "Look at the decoder", "status": "completed", "contactId": "{{server.ContactId}}"}
            """);
        var completed = await server.DoAsync(draft, "complete");
        ((string)completed["state"]!).ShouldBe("completed");

        var followUp = await server.DoAsync(completed, "follow-up", """{"direction": "outgoing", "medium": "phone"}""");
        var path = $"/api/v1/communications/{followUp["id"]}";
        var ended = await server.PutAsync(path, $$"""
            {"contactId": "{{server.ContactId}}", "direction": "outgoing", "medium": "phone", "category": "technical",
             "sharedNotes": "Solved", "referringTo": {"activity": "{{activity}}"}, "state": "completed"}
            """);

        ended.Status.ShouldBe(HttpStatusCode.OK, ended.Body);
        ((string)ended.Json["state"]!).ShouldBe("completed");
        ended.Json["delivery"].ShouldBeNull("a telephone call is never queued");
        ((string)ended.Json["chain"]!).ShouldBe((string)draft["id"]!);
        ((string)ended.Json["followsUp"]!).ShouldBe((string)draft["id"]!);
        ((string)followUp["category"]!).ShouldBe("technical");
        var first = (await server.GetAsync($"/api/v1/communications/{draft["id"]}")).Json;
        first["followUps"]!.AsArray().Select(id => (string)id!).ShouldBe([(string)followUp["id"]!]);
        var chain = await server.GetAsync($"/api/v1/communications?chain={draft["id"]}");
        chain.Json["items"]!.AsArray().Select(item => (string)item!["id"]!)
            .ShouldBe([(string)followUp["id"]!, (string)draft["id"]!]);
    }

    [Fact]
    public async Task Numbers_are_unique_and_rise()
    {
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Add((string)(await server.WrittenAsync("""
                "direction": "incoming", "medium": "phone"
                """))["number"]!);
        }

        numbers.ShouldAllBe(number => number.StartsWith("CM", StringComparison.Ordinal) && number.Length == 8);
        numbers.ShouldBe(numbers.Distinct().Order());
        var found = await server.GetAsync($"/api/v1/communications?number={numbers[1]}");
        found.Json["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Tags_are_replaced_when_it_is_completed_and_stay_in_a_draft()
    {
        var parts = $$$"""
            "direction": "outgoing", "medium": "letter", "referringTo": {"invoice": "{{{server.InvoiceId}}}"},
            "subject": "Invoice {{ invoice.number }}",
            "body": "Dear {{ contact.first_name }}, {{ invoice.amount }} till {{ invoice.due_date }}. {{business.name}}"
            """;

        var draft = await server.WrittenAsync(parts);
        var completed = await server.DoAsync(draft, "complete");

        ((string)draft["subject"]!).ShouldBe("Invoice {{ invoice.number }}");
        ((string)completed["subject"]!).ShouldBe("Invoice 2026/4711");
        ((string)completed["body"]!).ShouldBe("Dear Anna, 1234,50\u00a0PLN till 01.03.2026. Acme");
    }

    [Theory]
    [InlineData("\"body\": \"{{ contact.shoe_size }}\"", "body", "unknownTag")]
    [InlineData("\"body\": \"{{ bill.amount }}\"", "body", "tagEntityMissing")]
    [InlineData("\"body\": \"{{ contact.name\"", "body", "tagNotClosed")]
    [InlineData("\"subject\": \"{{ link.opt_out_direct }}\"", "subject", "tagMedia")]
    [InlineData("\"body\": \"x\", \"category\": \"nothing\"", "category", "categoryUnknown")]
    [InlineData("\"body\": \"x\", \"from\": \"a@b.example\"", "from", "unexpected")]
    [InlineData("\"body\": \"x\", \"referringTo\": {\"bill\": \"0198c0de-7000-7000-8000-000000000000\"}", "referringTo",
        "referenceUnknown")]
    [InlineData("\"body\": \"x\", \"externalSystem\": \"P\"", "externalSystem", "externalSystemUnexpected")]
    [InlineData("\"body\": \"x\", \"subject\": \"a\\nBcc: b\"", "subject", "notALine")]
    public async Task What_cannot_be_said_is_refused_and_nothing_is_stored(string parts, string field, string code)
    {
        var before = await CountAsync();
        var answer = await server.WriteAsync($$"""
            "direction": "outgoing", "medium": "letter", "state": "completed", {{parts}}
            """);

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Body);
        answer.Code.ShouldBe("communicationInvalid");
        var fault = answer.Json["faults"]!.AsArray()[0]!;
        ((string)fault["field"]!, (string)fault["code"]!).ShouldBe((field, code));
        (await CountAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_outgoing_email_that_nothing_sends_is_completed_with_a_warning()
    {
        var written = await server.WrittenAsync("""
            "medium": "email", "subject": "Hello", "from": "care@acme.example", "state": "completed",
            "body": "<p>Dear {{ contact.first_name }}<script>alert(1)</script> <a href='javascript:x'>x</a></p>"
            """);

        ((string)written["to"]!).ShouldBe("anna@acme.example");
        ((string)written["body"]!).ShouldBe("<p>Dear Anna <a rel=\"noopener noreferrer\">x</a></p>");
        ((string)written["plainBody"]!).ShouldBe("Dear Anna x");
        ((string)written["delivery"]!["state"]!).ShouldBe("notQueued");
        ((string)written["warning"]!).ShouldBe("notQueued");
    }

    [Fact]
    public async Task A_message_for_an_external_system_waits_for_it_within_its_limit()
    {
        var tooLong = await server.WriteAsync($$"""
            "medium": "sms", "from": "Acme", "state": "completed", "externalSystem": "CA",
            "body": "{{new string('x', 41)}}"
            """);
        var written = await server.WrittenAsync("""
            "medium": "sms", "from": "Acme", "state": "completed", "externalSystem": "CA", "body": "Card renewed"
            """);

        ((string)tooLong.Json["faults"]![0]!["code"]!).ShouldBe("tooLong");
        ((string)written["to"]!).ShouldBe("+48601234567");
        ((string)written["delivery"]!["state"]!).ShouldBe("pending");
        ((string)written["delivery"]!["externalSystem"]!).ShouldBe("CA");
        var waiting = await server.GetAsync("/api/v1/communications?delivery=pending&externalSystem=CA");
        waiting.Json["items"]!.AsArray().Select(item => (string)item!["id"]!).ShouldContain((string)written["id"]!);
        (await server.GetAsync("/api/v1/communications?delivery=pending&externalSystem=P"))
            .Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_external_system_tells_what_became_of_its_own_entries()
    {
        const string Parts = """
            "medium": "sms", "from": "Acme", "state": "completed", "externalSystem": "CA", "body": "Card renewed"
            """;
        var (sent, refused) = (await server.WrittenAsync(Parts), await server.WrittenAsync(Parts));

        var foreign = await server.PostAsync(
            $"/api/v1/communications/{sent["id"]}/delivery", """{"externalSystem": "P", "event": "complete"}""");
        var completed = await server.DoAsync(sent, "delivery", """{"externalSystem": "CA", "event": "complete"}""");
        var removed = await server.DoAsync(
            sent, "delivery", """{"externalSystem": "CA", "event": "completeAndRemove"}""");
        var again = await server.PostAsync(
            $"/api/v1/communications/{sent["id"]}/delivery", """{"externalSystem": "CA", "event": "reject"}""");
        var rejected = await server.DoAsync(
            refused, "delivery", """{"externalSystem": "CA", "event": "reject", "detail": "No such card"}""");
        var requeued = await server.DoAsync(refused, "requeue");

        foreign.Status.ShouldBe(HttpStatusCode.NotFound, foreign.Body);
        ((string)completed["delivery"]!["state"]!).ShouldBe("completed");
        ((string)removed["delivery"]!["state"]!).ShouldBe("completedAndRemoved");
        again.Code.ShouldBe("deliveryStateInvalid");
        ((string)rejected["delivery"]!["code"]!).ShouldBe("rejectedByExternalSystem");
        ((string)rejected["delivery"]!["detail"]!).ShouldBe("No such card");
        ((string)requeued["delivery"]!["state"]!).ShouldBe("pending");
        ((int)requeued["delivery"]!["round"]!).ShouldBe(2);
    }

    [Fact]
    public async Task A_completed_one_stays_but_for_its_notes()
    {
        var completed = await server.WrittenAsync("""
            "direction": "incoming", "medium": "phone", "state": "completed"
            """);
        var path = $"/api/v1/communications/{completed["id"]}";
        var put = await server.PutAsync(
            path, $$"""{"contactId": "{{server.ContactId}}", "direction": "incoming", "medium": "phone"}""");
        var again = await server.PostAsync($"{path}/complete", "{}");
        var deleted = await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, path));
        var notes = await server.PutAsync($"{path}/notes", """{"sharedNotes": "She will call back"}""");
        var requeued = await server.PostAsync($"{path}/requeue", "{}");

        put.Code.ShouldBe("communicationStateInvalid");
        again.Code.ShouldBe("communicationStateInvalid");
        deleted.Code.ShouldBe("communicationStateInvalid");
        notes.Status.ShouldBe(HttpStatusCode.OK, notes.Body);
        ((string)notes.Json["sharedNotes"]!).ShouldBe("She will call back");
        requeued.Status.ShouldBe(HttpStatusCode.NotFound, requeued.Body);
    }

    [Fact]
    public async Task A_draft_is_deleted_and_cannot_be_followed_up()
    {
        var draft = await server.WrittenAsync("""
            "direction": "incoming", "medium": "phone"
            """);
        var path = $"/api/v1/communications/{draft["id"]}";
        var followed = await server.PostAsync($"{path}/follow-up", """{"direction": "outgoing", "medium": "phone"}""");
        var deleted = await server.SendAsync(new HttpRequestMessage(HttpMethod.Delete, path));

        followed.Code.ShouldBe("communicationStateInvalid");
        deleted.Status.ShouldBe(HttpStatusCode.NoContent, deleted.Body);
        (await server.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_medium_is_used_only_as_the_definition_allows_it()
    {
        var answer = await server.WriteAsync("""
            "direction": "outgoing", "medium": "faceToFace"
            """);

        ((string)answer.Json["faults"]![0]!["code"]!).ShouldBe("mediumNotAllowed");
    }

    [Fact]
    public async Task A_template_gives_what_was_not_typed_in_the_contacts_language()
    {
        var code = server.NewId("W");
        var saved = await server.PutAsync($"/api/v1/templates/{code}", $$$"""
            {"name": "Welcome {{{code}}}", "medium": "letter", "category": "welcome", "defaultLanguage": "en",
             "unrestricted": [{"name": "gift", "required": true}],
             "variants": {"en": {"body": "Welcome, {{ contact.first_name }}: {{ custom.gift }}"},
                          "pl": {"body": "Witamy, {{contact.first_name}}: {{custom.gift}} ({{invoice.number}})"} } }
            """);
        saved.Status.ShouldBe(HttpStatusCode.OK, saved.Body);
        saved.Json["relatedEntities"]!.AsArray().Select(type => (string)type!).ShouldBe(["invoice"]);

        var parts = $$"""
            "template": "{{code}}", "state": "completed", "referringTo": {"invoice": "{{server.InvoiceId}}"}
            """;
        var missing = await server.WriteAsync(parts);
        var written = await server.WrittenAsync($$"""{{parts}}, "tagValues": {"gift": "kubek"}""");
        var english = await server.WrittenAsync($$"""{{parts}}, "language": "en-US", "tagValues": {"gift": "a mug"}""");

        ((string)missing.Json["faults"]![0]!["code"]!).ShouldBe("tagValueMissing");
        ((string)written["body"]!).ShouldBe("Witamy, Anna: kubek (2026/4711)");
        ((string)written["category"]!).ShouldBe("welcome");
        ((string)english["body"]!).ShouldBe("Welcome, Anna: a mug");
    }

    [Fact]
    public async Task A_template_is_refused_with_the_place_of_each_fault()
    {
        var answer = await server.PutAsync($"/api/v1/templates/{server.NewId("T")}", """
            {"name": "Broken", "medium": "email",
             "variants": {"en": {"subject": "{{ contact.nam }}",
                "body": "<p>\n{{#if contact.name}}{{ link.opt_out_direct }}"} } }
            """);

        answer.Code.ShouldBe("templateInvalid", answer.Body);
        answer.Json["faults"]!.AsArray().Select(fault => ((string)fault!["field"]!, (string)fault["code"]!)).ShouldBe(
            [("variants.en.subject", "unknownTag"), ("variants.en.body", "blockUnbalanced")]);
        ((string)answer.Json["faults"]![1]!["message"]!).ShouldStartWith("Line 2, column 1:");
    }

    [Fact]
    public async Task A_preview_writes_nothing()
    {
        var before = await CountAsync();
        var preview = await server.PostAsync("/api/v1/communications/preview", $$$"""
            {"contactId": "{{{server.ContactId}}}", "medium": "letter",
             "body": "Dear {{ contact.name }} of {{ contact.company_name }}"}
            """);

        preview.Status.ShouldBe(HttpStatusCode.OK, preview.Body);
        ((string)preview.Json["body"]!).ShouldBe("Dear Anna Nowak of Acme & Sons");
        (await CountAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_communication()
    {
        async Task<Answer> SendAsync(string medium)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/communications")
            {
                Content = new StringContent(
                    $$"""
                    {"contactId": "{{server.ContactId}}", "direction": "incoming", "medium": "{{medium}}",
                     "state": "completed"}
                    """,
                    System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", "one");
            return await server.SendAsync(request);
        }

        var first = await SendAsync("phone");
        var second = await SendAsync("phone");
        var other = await SendAsync("letter");

        ((string)second.Json["id"]!).ShouldBe((string)first.Json["id"]!);
        ((string)second.Json["number"]!).ShouldBe((string)first.Json["number"]!);
        other.Code.ShouldBe("idempotencyKeyReused");
    }

    [Fact]
    public async Task Tags_are_offered_by_what_was_typed()
    {
        var tags = await server.GetAsync("/api/v1/tags?q=contact.first");
        var sms = await server.GetAsync("/api/v1/tags?q=link.&medium=sms");

        tags.Json["items"]!.AsArray().Select(tag => (string)tag!["tag"]!).ShouldBe(["contact.first_name"]);
        sms.Json["items"]!.AsArray().ShouldBeEmpty();
    }

    private async Task<int> CountAsync() =>
        (await server.GetAsync("/api/v1/communications?limit=500")).Json["items"]!.AsArray().Count;
}

public sealed class SqliteCommunicationApiTests(CommunicationServer server)
    : CommunicationApiTests(server), IClassFixture<CommunicationServer>;

public sealed class PostgresCommunicationApiTests(PostgresCommunicationServer server)
    : CommunicationApiTests(server), IClassFixture<PostgresCommunicationServer>;
