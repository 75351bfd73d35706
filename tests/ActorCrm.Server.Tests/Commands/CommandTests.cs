using System.Net;
using ActorCrm.Server.Commands;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Commands;

public sealed class CommandTests : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "actorcrm-" + Guid.NewGuid().ToString("n"));

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_file_is_imported_into_the_embedded_database_and_again_without_effect()
    {
        var file = await WriteAsync(new TestServer(), 3_000, "nope");

        var first = await ImportAsync(file, "--store", "sqlite", "--data", _directory);
        var second = await ImportAsync(file, "--store", "sqlite", "--data", _directory);

        first.Code.ShouldBe(ExitCodes.Done);
        first.Text.ShouldContain("accepted 3,000, duplicates 0, rejected 1");
        first.Text.ShouldContain("line 3001, id unknown: malformedJson");
        second.Text.ShouldContain("accepted 0, duplicates 3,000, rejected 1");
    }

    [Fact]
    public async Task A_file_is_imported_into_a_server()
    {
        await using var server = new TestServer();
        await server.InitializeAsync();
        var file = await WriteAsync(server, 5_000, "");

        var import = await ImportAsync(file, "--to", server.App.Address.ToString(), "--key", server.AdminKey);
        var wrongKey = await ImportAsync(file, "--to", server.App.Address.ToString(), "--key", "ack_wrong");

        import.Code.ShouldBe(ExitCodes.Done);
        import.Text.ShouldContain("accepted 5,000, duplicates 0, rejected 0");
        wrongKey.Code.ShouldBe(ExitCodes.Failed);
        wrongKey.Text.ShouldContain("401");
    }

    [Fact]
    public async Task Whoever_lost_the_admin_key_makes_another_on_the_command_line()
    {
        using var console = new StringWriter();

        var code = await CreateKeyCommand.RunAsync(
            ["--name", "rescue", "--scopes", "admin", "--store", "sqlite", "--data", _directory], console);

        code.ShouldBe(ExitCodes.Done);
        var key = console.ToString().Split(' ', '\n').First(word => word.StartsWith("ack_", StringComparison.Ordinal));
        await using var app = ServerApp.Build(
            ["--store", "sqlite", "--data", _directory, "--urls", "http://127.0.0.1:0"], TextWriter.Null);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        using var response = await client.GetAsync(new Uri("/api/v1/api-keys", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        app.FirstKey.ShouldBeNull();
        await app.StopAsync();
    }

    [Theory]
    [InlineData("create-key", "--scopes", "admin")]
    [InlineData("create-key", "--name", "x")]
    [InlineData("import-events", "--to", "x")]
    [InlineData("import-events", "/no/such/file", "")]
    [InlineData("dance", "", "")]
    public async Task A_command_that_cannot_be_done_ends_with_code_2(params string[] args) =>
        (await CommandLine.RunAsync(args)).ShouldBe(ExitCodes.Usage);

    private static async Task<(int Code, string Text)> ImportAsync(params string[] args)
    {
        using var console = new StringWriter();
        var code = await ImportEventsCommand.RunAsync(args, console);
        return (code, console.ToString());
    }

    private async Task<string> WriteAsync(TestServer server, int count, string last)
    {
        Directory.CreateDirectory(_directory);
        var file = Path.Combine(_directory, "events.ndjson");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, count).Select(_ => server.Line()).Append(last));
        return file;
    }
}
