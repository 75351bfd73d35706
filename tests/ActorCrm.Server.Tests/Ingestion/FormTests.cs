using System.Net;

namespace ActorCrm.Server.Tests.Ingestion;

public abstract class FormTests(TestServer server)
{
    private const string Path = "/api/v1/form-submissions";

    [Fact]
    public async Task A_form_is_accepted_once()
    {
        const string Form = """
            {"id":"one","source":"site","phone":"+48600700800","name":"Anna","email":"a@example.com","company":"Nowak",
             "fields":{"message":"Call me","count":3,"news":true,"none":null},"utm":{"source":"s"},
             "sentAt":"2026-03-02T09:00:00+01:00","landingPage":"https://example.com/"}
            """;

        (await server.PostAsync(Path, Form)).Body.ShouldBe("""{"accepted":1,"duplicates":0,"rejected":[]}""");
        (await server.PostAsync(Path, Form)).Body.ShouldBe("""{"accepted":0,"duplicates":1,"rejected":[]}""");
    }

    public static TheoryData<string, string> Faults => new()
    {
        { """{"source":"site","phone":"1"}""", "idMissing" },
        { """{"id":"a\u0007","source":"site","phone":"1"}""", "idInvalid" },
        { """{"id":"a","phone":"1"}""", "sourceMissing" },
        { """{"id":"a","source":"a/b","phone":"1"}""", "sourceInvalid" },
        { """{"id":"a","source":"site"}""", "phoneMissing" },
        { """{"id":"a","source":"site","phone":5}""", "fieldWrongType" },
        { """{"id":"a","source":"site","phone":"1","fields":[]}""", "fieldWrongType" },
        { """{"id":"a","source":"site","phone":"1","fields":{"x":{}}}""", "fieldWrongType" },
        { """{"id":"a","source":"site","phone":"1","fields":{"x":"1","x":"2"}}""", "duplicateField" },
        { """{"id":"a","source":"site","phone":"1","sentAt":"now"}""", "atInvalid" },
        { """{"id":"a","source":"site","phone":"1","sentAt":"1980-01-01T00:00:00Z"}""", "atOutOfRange" },
        { """{"id":"a","source":"site","phone":"1","name":"\ud800"}""", "fieldInvalid" },
        { """{"id":"a","source":"site","phone":"1","name":"\u0000"}""", "fieldInvalid" },
        { """{"id":"a","source":"site","phone":"1","fields":{"x":"a\u0000b"}}""", "fieldInvalid" },
        { """{"id":"a","source":"site","phone":"1","fields":{"x\u0000":"1"}}""", "fieldInvalid" },
        { "7", "eventNotAnObject" },
        {
            With("fields", $"{{{string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"f{i}\":1"))}}}"),
            "tooManyFields"
        },
        { With("fields", $"{{\"x\":\"{new string('x', 4_001)}\"}}"), "fieldTooLong" },
        { With("fields", $"{{\"{new string('x', 501)}\":\"x\"}}"), "fieldTooLong" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_has_its_code_and_costs_no_neighbour(string form, string code)
    {
        var answer = await server.PostAsync(Path, $"[{Good()},{form},{Good()}]");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Accepted.ShouldBe(2, answer.Body);
        ((string?)answer.Rejected.ShouldHaveSingleItem()!["code"]).ShouldBe(code, answer.Body);
    }

    [Fact]
    public async Task Forms_may_come_as_lines()
    {
        var answer = await server.PostAsync(Path, $"{Good()}\n{Good()}\n", "application/x-ndjson");

        ((int)answer.Lines[^1]["line"]!).ShouldBe(2);
        answer.Lines.Sum(line => (int)line["accepted"]!).ShouldBe(2);
    }

    private static string With(string field, string json) =>
        $"{{\"id\":\"a\",\"source\":\"site\",\"phone\":\"1\",\"{field}\":{json}}}";

    private string Good() => $$"""{"id":"{{server.NewId("f")}}","source":"site","phone":"+48600700801"}""";
}

public sealed class SqliteFormTests(TestServer server) : FormTests(server), IClassFixture<TestServer>;

public sealed class PostgresFormTests(PostgresTestServer server) : FormTests(server), IClassFixture<PostgresTestServer>;
