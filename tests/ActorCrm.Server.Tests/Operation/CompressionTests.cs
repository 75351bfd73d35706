using System.IO.Compression;
using System.Text;

namespace ActorCrm.Server.Tests.Operation;

public sealed class CompressionTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_large_read_is_compressed_for_who_asks(string encoding)
    {
        await server.SendEventsAsync($"[{string.Join(',', Enumerable.Range(0, 100).Select(_ => server.Line()))}]");
        var plain = await GetAsync("/api/v1/calls?limit=100", null);

        var packed = await GetAsync("/api/v1/calls?limit=100", encoding);

        plain.Encoding.ShouldBeEmpty();
        packed.Encoding.ShouldBe([encoding]);
        packed.Vary.ShouldContain("Accept-Encoding");
        packed.Body.Length.ShouldBeLessThan(plain.Body.Length / 5);
        Unpack(packed.Body, encoding).ShouldBe(Encoding.UTF8.GetString(plain.Body));
    }

    [Fact]
    public async Task A_stream_of_changes_is_not_compressed_and_comes_at_once()
    {
        using var request = Request(HttpMethod.Get, "/api/v1/changes", "gzip, br");
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        await server.SendEventsAsync(server.Line(callId: "streamed"));

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line is not null && !line.Contains("pbx/streamed", StringComparison.Ordinal));

        line.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_answers_to_a_stream_of_lines_are_not_compressed()
    {
        using var request = Request(HttpMethod.Post, "/api/v1/call-events", "gzip, br");
        request.Content = new StringContent(server.Line(), Encoding.UTF8, "application/x-ndjson");

        using var response = await server.Client.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"accepted\":1");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string encodings)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encodings);
        return request;
    }

    private static string Unpack(byte[] body, string encoding)
    {
        using var packed = new MemoryStream(body);
        using Stream stream = encoding == "br"
            ? new BrotliStream(packed, CompressionMode.Decompress)
            : new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private async Task<(byte[] Body, string[] Encoding, string[] Vary)> GetAsync(string path, string? encoding)
    {
        using var request = Request(HttpMethod.Get, path, encoding ?? "identity");
        using var response = await server.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (
            await response.Content.ReadAsByteArrayAsync(), [.. response.Content.Headers.ContentEncoding],
            [.. response.Headers.Vary]);
    }
}
