using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Server.OpenApi;

namespace ActorCrm.Server.Tests.OpenApi;

public sealed class ApiDocumentTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        using var nobody = server.ClientWith(null);

        var text = await nobody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));

        await Approved.CheckAsync("tests/ActorCrm.Server.Tests/OpenApi/openapi.approved.json", text);
    }

    [Fact]
    public async Task Every_example_belongs_to_an_operation()
    {
        using var nobody = server.ClientWith(null);

        var document = JsonNode.Parse(await nobody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;

        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .Select(operation => operation.Value!["operationId"]?.GetValue<string>());
        BodyExamples.Operations.Except(operations!).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/index.html")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task These_need_no_key(string path)
    {
        using var nobody = server.ClientWith(null);

        using var response = await nobody.GetAsync(new Uri(path, UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
