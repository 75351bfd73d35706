using System.Text.Json.Nodes;
using ActorCrm.Server.Tests.Reads;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Search;

/// <summary>Lists of contacts, organizations, deals and tasks, which calls made, as lists of records.</summary>
public sealed class OwnTableListTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_calls_made_is_found_by_criteria_with_and_without_indexes(bool isPostgres)
    {
        var server = new ReadServer(isPostgres ? new PostgresStore(postgres) : new SqliteStore());
        await server.InitializeAsync();
        try
        {
            await server.CallAsync("one", "602000001", Day, extension: "101", name: "Łucja Żak");
            await server.CallAsync("two", "602000002", Day, extension: "102", name: "Jan ŻAK");
            await server.CallAsync("three", "602000003", Day, extension: "101", name: "Ewa Nowak");
            await server.CallAsync("four", "602000004", Day, extension: null);
            for (var i = 0; i < 2; i++)
            {
                await CheckAsync(server);
                await SearchServer.KeepIndexesAsync(server.App.Services, "contact");
            }

            // Calls write this table: its built-in fields have no index of their own.
            var states = (await server.GetAsync("object-types/contact"))["fields"]!.AsArray()
                .Where(field => (bool)field!["indexed"]!).Select(field => (string?)field!["index"]);
            states.ShouldAllBe(state => state == null);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task CheckAsync(ReadServer server)
    {
        (await NamesAsync("contact", """{"field":"name","operator":"endsWith","value":"żak"}"""))
            .ShouldBe(["Jan ŻAK", "Łucja Żak"], ignoreOrder: true);
        (await NamesAsync("contact", """{"field":"ownerId","operator":"equals","value":"u1"}""", "name"))
            .ShouldBe(["Ewa Nowak", "Łucja Żak"]);
        (await NamesAsync("contact", """{"field":"phones","operator":"hasAny","value":["602 000 002"]}"""))
            .ShouldBe(["Jan ŻAK"]);
        (await NamesAsync("contact", """{"field":"name","operator":"equals","value":"łucja żak"}"""))
            .ShouldBe(["Łucja Żak"]);
        (await NamesAsync("contact", """{"field":"name","operator":"startsWith","value":"ewa"}""", "-ownerId"))
            .ShouldBe(["Ewa Nowak"]);

        var all = await ItemsAsync("contact", null, "-createdAt,name");
        all.Count.ShouldBe(4);
        var first = (string)all[0]!["id"]!;
        (await NamesAsync("contact", $$"""{"field":"id","operator":"in","value":["{{first}}"]}"""))
            .ShouldBe([(string)all[0]!["fields"]!["name"]!]);
        var deals = await ItemsAsync("deal", """{"field":"contact.name","operator":"startsWith","value":"jan"}""");
        deals.ShouldHaveSingleItem()!["fields"]!["ownerId"]!.GetValue<string>().ShouldBe("u2");
        var open = await ItemsAsync("deal", """{"field":"status","operator":"equals","value":"open"}""", "ownerId");
        open.Count.ShouldBe(4);
        var tasks = await ItemsAsync("task", """{"field":"completed","operator":"equals","value":false}""", "dueAt");
        tasks.Count.ShouldBe((await ItemsAsync("task", null)).Count(
            task => !(bool)task!["fields"]!["completed"]!));
        (await ItemsAsync("organization", null, "name")).Count.ShouldBe(4);

        async Task<string[]> NamesAsync(string type, string? filter, string? sort = null) =>
            [.. (await ItemsAsync(type, filter, sort)).Select(item => (string)item!["fields"]!["name"]!)];

        Task<JsonArray> ItemsAsync(string type, string? filter, string? sort = null) => server.ItemsAsync(
            $"records/{type}?limit=100"
            + (filter is null ? "" : $"&filter={Uri.EscapeDataString(filter)}")
            + (sort is null ? "" : $"&sort={sort}"));
    }
}
