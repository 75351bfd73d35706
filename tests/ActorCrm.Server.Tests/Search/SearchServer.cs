using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Search;
using ActorCrm.Server.Tests.Records;
using ActorCrm.Server.Tests.Stores;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Search;

/// <summary>A server with a type <c>test.item</c> that has fields of many kinds, some of them indexed.</summary>
internal sealed class SearchServer : IAsyncDisposable
{
    public const string Type = "test.item";

    private SearchServer(RecordServer server) => Server = server;

    public RecordServer Server { get; }

    private IServiceProvider Services => Server.App.Services;

    public static async Task<SearchServer> StartAsync(TestStore store, params string[] settings)
    {
        var server = new RecordServer(store) { Settings = ["--Silo:Loops", "2", .. settings] };
        await server.InitializeAsync();
        await server.SaveTypeAsync(
            Type,
            new FieldDraft("name", FieldKind.Text, Indexed: true),
            new FieldDraft("note", FieldKind.Text),
            new FieldDraft("status", FieldKind.Select, Indexed: true,
                Options: [new FieldOption("new"), new FieldOption("open"), new FieldOption("done")]),
            new FieldDraft("amount", FieldKind.Decimal, Indexed: true),
            new FieldDraft("count", FieldKind.Integer),
            new FieldDraft("due", FieldKind.Date, Indexed: true),
            new FieldDraft("open", FieldKind.Boolean),
            new FieldDraft("tags", FieldKind.Text, Many: true),
            new FieldDraft("parentId", FieldKind.Reference, Target: Type));
        return new SearchServer(server);
    }

    /// <summary>Makes what is missing of the indexes of a type now.</summary>
    public Task KeepIndexesAsync() => KeepIndexesAsync(Services, Type);

    /// <summary>The same on any server; what makes indexes by itself may be at it already.</summary>
    public static async Task KeepIndexesAsync(IServiceProvider services, string objectType)
    {
        var store = services.GetRequiredService<IFieldIndexStore>();
        for (var i = 0; i < 600; i++)
        {
            var types = ServerSettings.Of(services.GetRequiredService<SiloHost>()).ObjectTypes;
            await store.KeepAsync(types, CancellationToken.None);
            var states = await store.ReadAsync(types.Find(objectType)!, CancellationToken.None);
            if (states.Values.All(state => state == FieldIndexState.Ready))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException($"The indexes of {objectType} never got ready.");
    }

    public async Task<string[]> MakeAsync(IEnumerable<JsonObject> fields)
    {
        var ids = new List<string>();
        foreach (var chunk in fields.Chunk(500))
        {
            var answer = await Server.BulkAsync(
                Type, chunk.Select(each => $$"""{"op":"create","fields":{{each.ToJsonString()}}}"""));
            foreach (var item in answer["items"]!.AsArray())
            {
                ((int)item!["status"]!).ShouldBe(201, item.ToJsonString());
                ids.Add((string)item["id"]!);
            }
        }

        return [.. ids];
    }

    public async Task<JsonNode> SearchAsync(object body)
    {
        var answer = await Server.PostAsync("/api/v1/search", JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return answer.Json;
    }

    /// <summary>All ids of a list, read in pages.</summary>
    public async Task<List<string>> AllAsync(
        string type = Type, string? filter = null, string? sort = null, int limit = 3, Func<Task>? between = null)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var address = string.Create(
                CultureInfo.InvariantCulture, $"/api/v1/records/{type}?limit={limit}")
                + (filter is null ? "" : $"&filter={Uri.EscapeDataString(filter)}")
                + (sort is null ? "" : $"&sort={Uri.EscapeDataString(sort)}")
                + (cursor is null ? "" : $"&cursor={cursor}");
            var answer = await Server.GetAsync(address);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
            ids.AddRange(answer.Json["items"]!.AsArray().Select(item => (string)item!["id"]!));
            cursor = (string?)answer.Json["next"];
            if (between is not null)
            {
                await between();
            }
        }
        while (cursor is not null);
        return ids;
    }

    /// <summary>How the database reads a page.</summary>
    public async Task<string> PlanAsync(RecordSearch search, bool maySort = false)
    {
        var database = Services.GetRequiredService<ReadDatabase>();
        var statement = new RecordQuery(search, Services.GetRequiredService<FieldIndexes>(), database.Dialect)
            .Page(isWithout: false, after: null);
        statement.Values.Add("take", 51);
        await using var connection = await database.OpenForCriteriaAsync(CancellationToken.None);
        if (database.Dialect == SqlDialect.Postgres)
        {
            // Of few rows it would read all; what is asked is whether the index can serve.
            await connection.ExecuteAsync($"SET enable_seqscan = off; SET enable_sort = {(maySort ? "on" : "off")}");
            var plan = await connection.QueryAsync<string>($"EXPLAIN {statement.Text}", statement.Values);
            await connection.ExecuteAsync("RESET enable_seqscan; RESET enable_sort");
            return string.Join('\n', plan);
        }

        var steps = await connection.QueryAsync($"EXPLAIN QUERY PLAN {statement.Text}", statement.Values);
        return string.Join('\n', steps.Select(step => (string)step.detail));
    }

    public ObjectType Known(string type = Type) => ServerSettings.Of(Server.App.Silo).ObjectTypes.Find(type)!;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
