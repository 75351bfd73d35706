using System.Net;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Access;

/// <summary>The first admin key of a cluster.</summary>
public sealed class FirstKeyTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Of_three_silos_that_start_at_once_on_an_empty_database_one_shows_one_key_that_opens_all()
    {
        var database = await (await postgres.ServerAsync()).CreateDatabaseAsync();
        string[] args =
        [
            "--store", "postgres", "--ConnectionStrings:Postgres", database, "--urls", "http://127.0.0.1:0",
            "--Logging:LogLevel:Default", "None",
        ];
        var consoles = Enumerable.Range(0, 3).Select(_ => new StringWriter()).ToArray();
        var silos = consoles.Select(console => ServerApp.Build(args, console)).ToArray();
        try
        {
            await Task.WhenAll(silos.Select(silo => silo.StartAsync()));

            var key = silos.Select(silo => silo.FirstKey).OfType<string>().ShouldHaveSingleItem();
            consoles.Count(console => console.ToString().Contains(KeyText.Prefix, StringComparison.Ordinal))
                .ShouldBe(1);
            foreach (var silo in silos)
            {
                await OpensAsync(silo, key);
            }
        }
        finally
        {
            await Task.WhenAll(silos.Select(async silo =>
            {
                await silo.StopAsync();
                await silo.DisposeAsync();
            }));
            await (await postgres.ServerAsync()).DropDatabaseAsync(database);
        }
    }

    [Fact]
    public async Task A_key_that_is_asked_for_again_is_stored_once_and_another_under_its_id_is_refused()
    {
        await using var server = new TestServer();
        await server.InitializeAsync();
        var keys = server.App.Services.GetRequiredService<ApiKeys>();
        var text = KeyText.Make("abcdefgh");

        var first = await StoreAsync(keys, text);
        var again = await StoreAsync(keys, text);
        var other = await StoreAsync(keys, KeyText.Make("abcdefgh"));

        again.Stored.ShouldNotBeNull().CreatedAt.ShouldBe(first.Stored.ShouldNotBeNull().CreatedAt);
        other.Result.ShouldBeOfType<AskResult.Answered>().Answer.ShouldBeOfType<ApiKeyRefused>()
            .Code.ShouldBe("apiKeyExists");
        keys.Find(text.Reveal()).ShouldNotBeNull();
    }

    private static Task<MadeKey> StoreAsync(ApiKeys keys, KeyText text) =>
        keys.StoreAsync(text, "adapter", [ApiScopes.Ingest], "test", null, CancellationToken.None);

    /// <summary>A silo learns of a key that another one stored within its poll, at the latest.</summary>
    private static async Task OpensAsync(ServerApp silo, string key)
    {
        using var client = new HttpClient { BaseAddress = silo.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var response = await client.GetAsync(
                new Uri("/api/v1/api-keys", UriKind.Relative), timeout.Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, timeout.Token);
        }
    }
}
