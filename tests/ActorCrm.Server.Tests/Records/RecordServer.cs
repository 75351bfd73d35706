using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Records;

/// <summary>A server with types <c>test.card</c> (unique code and e-mail addresses) and <c>test.plain</c>.</summary>
public class RecordServer : TestServer
{
    public RecordServer()
        : this(new SqliteStore())
    {
    }

    internal RecordServer(TestStore store)
        : base(store) =>
        Settings = ["--Silo:Loops", "2"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await SaveTypeAsync("test.plain", new FieldDraft("name", FieldKind.Text));
        await SaveTypeAsync(
            "test.card",
            new FieldDraft("name", FieldKind.Text, Required: true),
            new FieldDraft("code", FieldKind.Text, Unique: true),
            new FieldDraft("emails", FieldKind.Email, Unique: true, Many: true),
            new FieldDraft("amount", FieldKind.Decimal),
            new FieldDraft("origin", FieldKind.Text, Updatable: false),
            new FieldDraft("plainId", FieldKind.Reference, Target: "test.plain"),
            new FieldDraft("contactId", FieldKind.Reference, Target: "contact"));
    }

    /// <summary>A type without records so far.</summary>
    public async Task<string> NewTypeAsync()
    {
        var name = NewId("test.t");
        await SaveTypeAsync(name, new FieldDraft("name", FieldKind.Text), new FieldDraft("n", FieldKind.Integer));
        return name;
    }

    public async Task SaveTypeAsync(string name, params FieldDraft[] fields)
    {
        var saved = await App.Silo.AskAsync(
            new GrainId(ObjectType.Type, name), new SaveObjectType(new ObjectTypeDraft(Fields: fields), "test"));
        saved.ShouldBeOfType<AskResult.Answered>().Answer.ShouldBeOfType<SettingSaved>();
    }

    public Task<Answer> SendAsync(
        HttpMethod method, string path, string? json = null, string? ifMatch = null, string? idempotencyKey = null,
        string type = "application/json")
    {
        var request = new HttpRequestMessage(method, $"/api/v1/records/{path}");
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        return SendAsync(request);
    }

    public Task<Answer> CreateAsync(string type, string fields, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, type, $$"""{"fields":{{fields}}}""", idempotencyKey: idempotencyKey);

    /// <summary>The id of a record that was made.</summary>
    public async Task<string> MakeAsync(string type, string fields)
    {
        var answer = await CreateAsync(type, fields);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return (string)answer.Json["id"]!;
    }

    public async Task<JsonNode> BulkAsync(string type, IEnumerable<string> operations, string? idempotencyKey = null)
    {
        var answer = await SendAsync(
            HttpMethod.Post, $"{type}/bulk", $$"""{"operations":[{{string.Join(',', operations)}}]}""",
            idempotencyKey: idempotencyKey);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return answer.Json;
    }

    /// <summary>The names of all records of a list, read in pages.</summary>
    public async Task<List<string>> NamesAsync(string list, int limit = 3)
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync(
                $"/api/v1/records/{list}&limit={limit.ToString(CultureInfo.InvariantCulture)}"
                + (cursor is null ? "" : $"&cursor={cursor}"))).Json;
            names.AddRange(page["items"]!.AsArray().Select(item => (string)item!["fields"]!["name"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        return names;
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresRecordServer(PostgresFixture postgres) : RecordServer(new PostgresStore(postgres));
