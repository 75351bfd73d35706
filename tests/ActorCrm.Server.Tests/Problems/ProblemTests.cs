using System.Net;
using System.Text;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Server.Tests.Problems;

public sealed class ProblemTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("GET", "/nothing", 404, "notFound")]
    [InlineData("GET", "/api/v1/nothing", 404, "notFound")]
    [InlineData("PUT", "/health/live", 405, "methodNotAllowed")]
    [InlineData("GET", "/api/v1/call-events", 405, "methodNotAllowed")]
    [InlineData("GET", "/api/v1/dead-letters?limit=x", 400, "invalidRequest")]
    [InlineData("GET", "/api/v1/dead-letters?limit=0", 400, "invalidRequest")]
    public async Task What_the_framework_refuses_is_a_problem_too(string method, string path, int status, string code)
    {
        var answer = await server.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        ((int)answer.Status).ShouldBe(status, answer.Body);
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Code.ShouldBe(code);
        ((int)answer.Json["status"]!).ShouldBe(status);
        ((string?)answer.Json["type"]).ShouldBe($"urn:actorcrm:problem:{code}");
        ((string?)answer.Json["title"]).ShouldNotBeNullOrEmpty();
        ((string?)answer.Json["traceId"]).ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("{", "application/json", 400, "malformedJson")]
    [InlineData("[]", "application/json", 400, "malformedJson")]
    [InlineData("{}", "text/plain", 415, "unsupportedMediaType")]
    public async Task A_body_that_cannot_be_bound_is_a_problem(string body, string type, int status, string code)
    {
        var answer = await server.PostAsync("/api/v1/api-keys", body, type);

        ((int)answer.Status).ShouldBe(status, answer.Body);
        answer.Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_bug_is_an_internal_error_without_a_stack_trace()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseProblems();
        app.MapGet("/", string () => throw new InvalidOperationException("secret detail"));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative));
        var answer = await Answer.ReadAsync(response);

        answer.Status.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Code.ShouldBe("internalError");
        answer.Body.ShouldNotContain("secret");
        answer.Body.ShouldNotContain(" at ");
    }

    [Fact]
    public void No_code_is_there_twice()
    {
        ProblemCode.All.Select(code => code.Code).ShouldBeUnique();
        EventCode.All.Select(code => code.Code).ShouldBeUnique();
        Declared<ProblemCode>().ShouldBe(ProblemCode.All, ignoreOrder: true);
        Declared<EventCode>().ShouldBe(EventCode.All, ignoreOrder: true);
    }

    [Fact]
    public Task Every_code_is_in_the_documentation()
    {
        var text = new StringBuilder("""
            # Errors

            Written from `ProblemCode.cs` and `EventCode.cs`; a test holds this page to them. Codes never change.
            After adding one, run `ProblemTests` with `ACTORCRM_APPROVE=1` in the environment: it writes this page anew.

            ## A request as a whole

            The answer is `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `code`, `detail`,
            `traceId`, and `errors` (field → faults) where fields are at fault. With 429 and 503 comes `Retry-After`.

            | code | status | meaning |
            |---|---|---|

            """);
        foreach (var code in ProblemCode.All)
        {
            text.Append('|').Append($" `{code.Code}` | {code.Status} | {code.Title} |\n");
        }

        text.Append("""

            ## One event, form or row

            The request is answered with 200; the item is under `rejected` with its `index`, `id`, `code` and
            `message`. Its neighbours are not affected. Besides these codes there are those of Asterisk's rows
            (`docs/adapters-asterisk.md`) and `callEventsTooMany`, `callEventInvalid`, `formInvalid`, which the records
            themselves give.

            | code | meaning |
            |---|---|

            """);
        foreach (var code in EventCode.All)
        {
            text.Append('|').Append($" `{code.Code}` | {code.Meaning} |\n");
        }

        return Approved.CheckAsync("docs/errors.md", text.ToString());
    }

    private static IEnumerable<T> Declared<T>() => typeof(T).GetFields()
        .Where(field => field.IsStatic && field.FieldType == typeof(T))
        .Select(field => (T)field.GetValue(null)!);
}
