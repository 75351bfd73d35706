using System.Net;
using System.Text;

namespace ActorCrm.Server.Tests.Ingestion;

/// <summary>
/// Thousands of bodies, made and mutated from a seed: never an answer of 500, never a lost neighbour, and the server is
/// well afterwards. Set <c>FUZZ_SEED</c> to repeat a failure.
/// </summary>
public abstract class FuzzTests(TestServer server, ITestOutputHelper output)
{
    private const int Requests = 1_500;
    private const string Path = "/api/v1/call-events";

    private static readonly string[] Fields =
    [
        "id", "source", "callId", "type", "at", "direction", "from", "to", "callerName", "agent", "outcome",
        "recordingUrl", "utm", "landingPage", "clientId", "project", "dialled", "unknown", "", "ID", "\\u0069d",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-0.0", "1e400", "123456789012345678901234567890", "\"\"", "\" \"", "\"\\u0000\"",
        "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\udfff x\"", "[]", "{}", "[[[[[[[[]]]]]]]]", "{\"extension\":null}",
        "{\"extension\":\"101\"}", "{\"source\":\"a\"}", "\"2026-03-02T09:00:00Z\"", "\"2026-13-02T09:00:00Z\"",
        "\"0001-01-01T00:00:00Z\"", "\"2026-03-02T09:00:60+14:00\"", "\"ended\"", "\"recording\"", "\"incoming\"",
        "\"https://example.com/\"", "\"file:///etc/passwd\"", "\"'; DROP TABLE call; --\"", "\"\u202Eabc\"",
        "\"a/b/../c\"",
    ];

    [Fact]
    public async Task Elements_of_any_shape_cost_no_neighbour()
    {
        var random = Seeded();
        for (var i = 0; i < Requests; i++)
        {
            var elements = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Element(random)).ToArray();
            var body = $"[{server.Line()},{string.Join(',', elements)},{server.Line()}]";

            var answer = await server.SendEventsAsync(body);

            answer.Status.ShouldBe(HttpStatusCode.OK, body);
            (answer.Accepted + answer.Duplicates + answer.Rejected.Count).ShouldBe(elements.Length + 2, body);
            var indexes = answer.Rejected.Select(item => (int)item!["index"]!).ToArray();
            indexes.ShouldNotContain(0, body);
            indexes.ShouldNotContain(elements.Length + 1, body);
        }

        await IsWellAsync();
    }

    [Fact]
    public async Task Mutated_lines_cost_no_neighbour()
    {
        var random = Seeded();
        for (var i = 0; i < Requests; i++)
        {
            var text = random.Next(2) == 0 ? server.Line() : Element(random);
            byte[] body =
            [
                .. Encoding.UTF8.GetBytes(server.Line() + "\n"),
                .. Mutate(random, Encoding.UTF8.GetBytes(text), not: (byte)'\n'),
                .. Encoding.UTF8.GetBytes("\n" + server.Line()),
            ];

            var answer = await server.PostAsync(Path, body, "application/x-ndjson");

            answer.Status.ShouldBe(HttpStatusCode.OK);
            answer.Lines.Sum(one => (int)one["accepted"]!)
                .ShouldBeGreaterThanOrEqualTo(2, Encoding.UTF8.GetString(body));
            answer.Lines.SelectMany(one => one["rejected"]!.AsArray()).Select(item => (int)item!["index"]!)
                .ShouldAllBe(index => index == 1);
        }

        await IsWellAsync();
    }

    [Fact]
    public async Task Mutated_bodies_never_break_the_server()
    {
        var random = Seeded();
        string[] paths =
            [Path, "/api/v1/form-submissions", "/api/v1/adapters/asterisk/cel?source=fuzz", "/api/v1/api-keys"];
        for (var i = 0; i < Requests; i++)
        {
            var body = Mutate(random, Encoding.UTF8.GetBytes($"[{server.Line()},{Element(random)}]"), not: 0);

            var answer = await server.PostAsync(paths[random.Next(paths.Length)], body);

            ((int)answer.Status).ShouldBeLessThan(500, Convert.ToHexString(body));
            ((int)answer.Status).ShouldBeOneOf(200, 400);
        }

        await IsWellAsync();
    }

    private Random Seeded()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var given)
            ? given
            : Guid.NewGuid().GetHashCode();
        output.WriteLine($"FUZZ_SEED={seed}");
        return new Random(seed);
    }

    private string Element(Random random)
    {
        if (random.Next(8) == 0)
        {
            return Values[random.Next(Values.Length)];
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in random.Next(3) == 0 ? [] : server.Event().AsEnumerable())
        {
            if (random.Next(6) > 0)
            {
                Append(text, name, random.Next(6) > 0 ? value!.ToJsonString() : Values[random.Next(Values.Length)]);
            }
        }

        for (var i = random.Next(4); i > 0; i--)
        {
            Append(text, Fields[random.Next(Fields.Length)], Values[random.Next(Values.Length)]);
        }

        return text.Append('}').ToString();
    }

    private static void Append(StringBuilder text, string name, string value) =>
        text.Append(text.Length > 1 ? "," : "").Append('"').Append(name).Append("\":").Append(value);

    private static byte[] Mutate(Random random, byte[] bytes, byte not)
    {
        var mutated = bytes.ToList();
        for (var i = random.Next(1, 6); i > 0 && mutated.Count > 0; i--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveAt(at);
                    break;
                case 2:
                    mutated.Insert(at, (byte)"{}[]\",:\\\0"[random.Next(9)]);
                    break;
                default:
                    mutated.RemoveRange(at, random.Next(mutated.Count - at));
                    break;
            }
        }

        mutated.RemoveAll(value => not != 0 && value == not);
        return [.. mutated];
    }

    private async Task IsWellAsync()
    {
        (await server.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.SendEventsAsync(server.Line())).Accepted.ShouldBe(1);
        var dead = await server.GetAsync("/api/v1/dead-letters");
        dead.Json["items"]!.AsArray().Count.ShouldBe(0, dead.Body);
    }
}

public sealed class SqliteFuzzTests(TestServer server, ITestOutputHelper output)
    : FuzzTests(server, output), IClassFixture<TestServer>;

public sealed class PostgresFuzzTests(PostgresTestServer server, ITestOutputHelper output)
    : FuzzTests(server, output), IClassFixture<PostgresTestServer>;
