using System.Net;
using System.Text;

namespace ActorCrm.Server.Tests.Problems;

/// <summary>Texts that JSON can say and no database can hold. Those of single events are in the tests of ingestion.
/// </summary>
public abstract class TextTests(TestServer server)
{
    [Theory]
    [InlineData("PUT", "employees", """{"employees":[{"id":"1","name":"A\u0000B"}]}""", "employees")]
    [InlineData("PUT", "settings/calls", """{"sourceRegions":{"pbx":"\u0000"}}""", "sourceRegions")]
    [InlineData("PUT", "settings/calls", """{"sourceRegions":{"p\u0000":"PL"}}""", "sourceRegions")]
    [InlineData("PUT", "settings/asterisk", """{"recordingPathPrefix":"\u0000"}""", "recordingPathPrefix")]
    [InlineData("POST", "api-keys", """{"name":"\u0000","scopes":["read"]}""", "name")]
    public async Task NUL_in_a_text_of_a_request_is_refused_and_named(
        string method, string path, string body, string field)
    {
        var answer = await SendAsync(method, path, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Body);
        answer.Code.ShouldBe("fieldInvalid");
        answer.Json["errors"]![field].ShouldNotBeNull(answer.Body);
        (await server.GetAsync("/api/v1/dead-letters")).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backslash_before_u0000_is_a_text_like_any_other()
    {
        var answer = await SendAsync("PUT", "employees", """{"employees":[{"id":"1","name":"A\\u0000B"}]}""");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        ((string?)answer.Json["employees"]![0]!["name"]).ShouldBe(@"A\u0000B");
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_no_JSON() =>
        (await SendAsync("PUT", "employees", """{"employees":[{"id":"1","name":"\ud800"}]}"""))
            .Code.ShouldBe("malformedJson");

    private Task<Answer> SendAsync(string method, string path, string body) =>
        server.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1/{path}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });
}

public sealed class SqliteTextTests(TestServer server) : TextTests(server), IClassFixture<TestServer>;

public sealed class PostgresTextTests(PostgresTestServer server) : TextTests(server), IClassFixture<PostgresTestServer>;
