using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Records;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Imports;

/// <summary>A server that takes files, with small limits; pieces of work have three rows.</summary>
public class ImportServer : RecordServer
{
    public ImportServer()
        : this(new SqliteStore())
    {
    }

    internal ImportServer(TestStore store)
        : base(store) =>
        Settings =
        [
            "--Silo:Loops", "2", "--Imports:BatchRows", "3", "--Imports:ChunkRows", "3", "--Imports:SentBytesMax",
            "3000000", "--Imports:BytesMax", "40000000",
        ];

    public Task<Answer> UploadAsync(string type, string text, string contentType = "text/csv") =>
        UploadAsync(type, Encoding.UTF8.GetBytes(text), contentType);

    public Task<Answer> UploadAsync(string type, byte[] bytes, string contentType = "text/csv") =>
        PostAsync($"/api/v1/imports?type={type}", bytes, contentType);

    /// <summary>The id of an import whose file is stored.</summary>
    public async Task<string> MakeAsync(string type, byte[] bytes, string contentType = "text/csv")
    {
        var answer = await UploadAsync(type, bytes, contentType);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return (string)answer.Json["id"]!;
    }

    public Task<string> MakeImportAsync(string type, string text, string contentType = "text/csv") =>
        MakeAsync(type, Encoding.UTF8.GetBytes(text), contentType);

    public async Task<JsonNode> ConfigureAsync(string id, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/imports/{id}/settings")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        var answer = await SendAsync(request);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return answer.Json;
    }

    /// <summary>Starts an import and waits for its end; the import then.</summary>
    public async Task<JsonNode> RunAsync(string id)
    {
        var answer = await PostAsync($"/api/v1/imports/{id}/start", "");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return await UntilAsync($"/api/v1/imports/{id}", import => (string?)import["status"] != "running");
    }

    /// <summary>Imports a file as it is.</summary>
    public async Task<JsonNode> ImportAsync(string type, string text, string settings = "{}")
    {
        var id = await MakeImportAsync(type, text);
        await ConfigureAsync(id, settings);
        return await RunAsync(id);
    }

    /// <summary>created, updated, skipped, failed.</summary>
    public static int[] Counts(JsonNode import) =>
    [
        .. new[] { "created", "updated", "skipped", "failed" }.Select(name => (int)import["progress"]![name]!),
    ];

    /// <summary>The values of a field of all records of a type, in the order in which they were made.</summary>
    public async Task<string[]> ValuesAsync(string type, string field)
    {
        var items = (await GetAsync($"/api/v1/records/{type}?sort=createdAt&limit=500")).Json["items"]!.AsArray();
        return [.. items.Select(item => item!["fields"]![field]?.ToJsonString() ?? "-")];
    }

    public static string Line(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresImportServer(PostgresFixture postgres) : ImportServer(new PostgresStore(postgres));
