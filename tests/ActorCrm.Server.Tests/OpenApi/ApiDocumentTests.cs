using System.Net;

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
