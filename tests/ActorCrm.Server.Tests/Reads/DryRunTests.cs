using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Server.Calls;

namespace ActorCrm.Server.Tests.Reads;

public abstract class DryRunTests(ReadServer server)
{
    private static readonly DateTimeOffset Day = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_dry_run_tells_what_would_happen_and_writes_nothing()
    {
        var before = Rows();

        var answer = await RunAsync(new
        {
            events = server.Incoming("dry", "604000001", Day, "102").ToArray(),
            forms = new[] { new { id = "f", source = "site", phone = "604000002", company = "Dry Ltd" } },
        });

        answer["calls"]!.AsArray().ShouldHaveSingleItem()!["triggers"]!.ToJsonString().ShouldBe("""["T1","T2","T5"]""");
        answer["contacts"]!.AsArray().Count.ShouldBe(2);
        answer["organizations"]!.Texts("name").ShouldContain("Dry Ltd");
        answer["deals"]!.AsArray().Count.ShouldBe(2);
        answer["tasks"]!.AsArray().ShouldHaveSingleItem()!.Text("assigneeId").ShouldBe("u2");
        answer["timeline"]!.Texts("what").ShouldContain("dealCreated");
        answer["rejected"]!.AsArray().ShouldBeEmpty();
        Rows().ShouldBe(before);
    }

    [Fact]
    public async Task A_call_that_is_stored_is_run_as_if_it_were_new()
    {
        await server.CallAsync("stored", "604000011", Day, null);
        var events = (await server.GetAsync("calls/pbx/stored?events=true"))["events"]!.AsArray();
        foreach (var item in events)
        {
            item!["source"] = "pbx";
            item["callId"] = "stored";
        }

        var answer = await RunAsync(new { events });

        var call = answer["calls"]!.AsArray().ShouldHaveSingleItem()!;
        call.Text("callId").ShouldBe("stored");
        call["triggers"]!.ToJsonString().ShouldBe("""["T1","T3"]""");
        call["rules"]![0]!.Text("why").ShouldBe("exists", "The client exists by now.");
        answer["tasks"]!.AsArray().ShouldHaveSingleItem()!.Text("callId").ShouldBe("stored");
    }

    [Fact]
    public async Task Another_matrix_and_a_project_that_is_off_can_be_tried()
    {
        var answer = await RunAsync(new
        {
            project = "trial",
            matrix = new Dictionary<string, object> { ["T3"] = new { Ac5 = new { completed = false } } },
            events = server.Incoming("tried", "604000021", Day, null).ToArray(),
        });

        answer["contacts"]!.AsArray().ShouldBeEmpty();
        answer["tasks"]!.AsArray().ShouldHaveSingleItem()!["cells"]![0]!.Text("action").ShouldBe("Ac5");
        (await server.GetAsync("scenario?project=trial"))["version"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_and_the_rest_runs()
    {
        var good = server.Incoming("half", "604000031", Day, null).ToArray();

        var answer = await RunAsync(new { events = new object[] { new { id = "bad" }, good[0], 5, good[1] } });

        answer["calls"]!.AsArray().Count.ShouldBe(1);
        answer["rejected"]!.AsArray().Select(rejected => rejected!["index"]!.GetValue<int>()).ShouldBe([0, 2]);
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest, "invalidRequest")]
    [InlineData("""{"events":[{}],"matrix":{"T99":{}}}""", HttpStatusCode.UnprocessableEntity, "scenarioInvalid")]
    [InlineData("""{"events":[{}],"project":""}""", HttpStatusCode.BadRequest, "invalidRequest")]
    [InlineData("""{"events":5}""", HttpStatusCode.BadRequest, "malformedJson")]
    public async Task A_wrong_request_is_refused(string json, HttpStatusCode expected, string code)
    {
        var (status, body) = await server.SendAsync(HttpMethod.Post, "scenario/test", json);

        status.ShouldBe(expected, body.ToJsonString());
        body.Text("code").ShouldBe(code);
    }

    [Fact]
    public void Every_step_that_the_rules_can_take_has_its_sentences()
    {
        var steps = AllSteps().DistinctBy(step => (step.What, step.Why)).ToList();

        steps.Count.ShouldBeGreaterThan(20);
        steps.Where(step => !Explanations.Knows(step)).ShouldBeEmpty();
    }

    private static IEnumerable<DecisionStep> AllSteps()
    {
        var id = Guid.NewGuid();
        var matrices = new[]
        {
            ScenarioMatrix.Default,
            All("Ac1 Ac2 Ac4 Ac5:open Ac6:open Ac7:done"), All("Ac1 Ac3 Ac4"), All("Ac2"), All("Ac3"),
            All("Ac4 Ac7:open"),
        };
        var clients = new[]
        {
            new ClientSnapshot(), new ClientSnapshot(id, "u1"), new ClientSnapshot(id, "u1", true, id, true),
            new ClientSnapshot(id, "u1", false, id, false, id, "u2"), new ClientSnapshot(id, ClosedDealId: id),
            new ClientSnapshot(id, "u1", true, id, true, id, null, true), new ClientSnapshot(id, MadeDealClosed: true),
            new ClientSnapshot(id, "u1", true, id, true, ContactUnnamed: true, ContactWithoutEmail: true,
                OrganizationUnnamed: true),
        };
        Participant?[] people = [null, new("u1", "e1", "101", null), new(null, null, "x", null)];
        foreach (var matrix in matrices)
        {
            foreach (var client in clients)
            {
                foreach (var who in people)
                {
                    foreach (var step in Steps(matrix, client, who))
                    {
                        yield return step;
                    }
                }
            }
        }
    }

    private static IEnumerable<DecisionStep> Steps(ScenarioMatrix matrix, ClientSnapshot client, Participant? who)
    {
        foreach (var top in (string?[])["u0", null])
        {
            foreach (var number in (string?[])["+48601000000", null])
            {
                foreach (var outgoing in (bool[])[false, true])
                {
                    var moment = new Moment(Day, TimeSpan.FromHours(4), top);
                    var question = new Question
                    {
                        ClientNumber = number,
                        Name = "Ann",
                        Outgoing = outgoing,
                        Utm = number is null ? null : new UtmTags("s"),
                        Before = outgoing ? null : moment,
                        Pickup = outgoing || who is null ? null : moment with { Who = who },
                        End = moment with { Who = who, Answered = who is not null },
                    };
                    var form = new Question
                    {
                        ClientNumber = number,
                        Utm = question.Utm,
                        Form = moment,
                        Company = "Acme",
                    };
                    NamedCompany[] companies = [new(Guid.NewGuid(), Known: true), new(Guid.NewGuid(), Known: false)];
                    foreach (var (asked, company) in ((Question, NamedCompany?)[])
                        [(question, null), (form, companies[0]), (form, companies[1])])
                    {
                        var situation = new Situation("call/pbx/1", "t", Day, asked, matrix, Company: company);
                        var decision = CallRules.Decide(
                            situation, new ClientSnapshots(client), number is null ? null : Guid.NewGuid());
                        foreach (var step in decision.Steps ?? [])
                        {
                            yield return step;
                        }
                    }
                }
            }
        }
    }

    private static ScenarioMatrix All(string cells) =>
        ScenarioMatrix.Of(string.Join(';', Enumerable.Range(1, 10).Select(trigger => $"T{trigger} {cells}")));

    private async Task<JsonNode> RunAsync(object request)
    {
        var (status, body) = await server.SendAsync(
            HttpMethod.Post, "scenario/test", JsonSerializer.Serialize(request));
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        return body;
    }

    /// <summary>How much lies in every table.</summary>
    private Dictionary<string, long> Rows()
    {
        using var connection = server.Store.Open();
        return Schema.Tables(connection, server.Store.Dialect)
            .ToDictionary(table => table, table => Schema.Count(connection, table));
    }
}

public sealed class SqliteDryRunTests(ReadServer server) : DryRunTests(server), IClassFixture<ReadServer>;

public sealed class PostgresDryRunTests(PostgresReadServer server)
    : DryRunTests(server), IClassFixture<PostgresReadServer>;
