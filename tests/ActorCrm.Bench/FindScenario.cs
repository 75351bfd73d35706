using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Matching;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Matching;
using ActorCrm.Server.Search;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ActorCrm.Bench;

/// <summary>
/// Makes many contacts beside the server, then asks for them as an agent's screen does, in this process: match by
/// telephone number and by e-mail address, and pages of lists by indexed fields. Prints latencies and plans.
/// </summary>
internal static class FindScenario
{
    private const int Callers = 2;

    /// <summary>Asks of one kind.</summary>
    private const int Asks = 2_000;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var store = await BenchStore.OpenAsync(options);
        var app = ServerApp.Build(
            [.. store.Args, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"], TextWriter.Null);
        await app.StartAsync();
        try
        {
            await FillAsync(app, store, options);
            await IndexAsync(app, store);
            await MeasureAsync(app, options);
            await PlansAsync(app, options);
        }
        finally
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        return 0;
    }

    private static async Task FillAsync(ServerApp app, BenchStore store, BenchOptions options)
    {
        var started = Stopwatch.GetTimestamp();
        await using var connection = Open(app, store);
        var made = await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM phone_number");
        for (var at = made; at < options.Contacts; at += FindContacts.BatchMax)
        {
            var range = new { first = at + 1, last = Math.Min(at + FindContacts.BatchMax, options.Contacts) };
            foreach (var statement in FindContacts.Statements(store.ConnectionString is not null))
            {
                await connection.ExecuteAsync(statement, range, commandTimeout: 0);
            }
        }

        Say($"contacts  {options.Contacts:N0} in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    private static async Task IndexAsync(ServerApp app, BenchStore store)
    {
        var started = Stopwatch.GetTimestamp();
        var indexes = app.Services.GetRequiredService<IFieldIndexStore>();
        var types = ((SettingsSnapshot)app.Silo.Settings).ObjectTypes;
        while (true)
        {
            await indexes.KeepAsync(types, CancellationToken.None);
            var states = await indexes.ReadAsync(types.Find("contact")!, CancellationToken.None);
            if (states.Values.All(state => state == FieldIndexState.Ready))
            {
                break;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        if (store.ConnectionString is not null)
        {
            await using var connection = Open(app, store);
            foreach (var table in new[] { "contact", "phone_number", "contact_email" })
            {
                await connection.ExecuteAsync($"VACUUM ANALYZE {table}", commandTimeout: 0);
            }
        }

        Say($"indexes   ready in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    private static async Task MeasureAsync(ServerApp app, BenchOptions options)
    {
        var matcher = app.Services.GetRequiredService<RecordMatcher>();
        var finder = app.Services.GetRequiredService<RecordFinder>();
        await AskAsync("phone match", options, n => MatchAsync(matcher, "phones", FindContacts.Phone(n)));
        await AskAsync("e-mail match", options, n => MatchAsync(matcher, "emails", FindContacts.Email(n)));
        await AskAsync("page by category", options, n => PageAsync(
            finder, Condition("category", "equals", FindContacts.Category(n)), null));
        await AskAsync("page by last name", options, n => PageAsync(
            finder, Condition("lastName", "startsWith", FindContacts.LastName(n)[..4]), null));
        await AskAsync("page in order of last name", options, _ => PageAsync(finder, null, ["lastName"]));
        await AskAsync("page, newest first", options, _ => PageAsync(finder, null, null));
    }

    private static async Task AskAsync(string what, BenchOptions options, Func<long, Task<bool>> ask)
    {
        var latencies = new Latencies();
        await RunAsync(Asks / 10);
        latencies.Clear();
        await RunAsync(Asks);
        Say($"{what,-28} p50 {latencies.Percentile(0.5),8:0.000} ms   p99 {latencies.Percentile(0.99),8:0.000} ms");

        Task RunAsync(int count) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var chance = new Random(options.Seed + caller);
            for (var i = 0; i < count / Callers; i++)
            {
                var n = chance.NextInt64(1, options.Contacts + 1);
                var started = Stopwatch.GetTimestamp();
                if (!await ask(n))
                {
                    throw new InvalidOperationException($"{what}: contact {n} was not found.");
                }

                latencies.Record(Stopwatch.GetElapsedTime(started));
            }
        })));
    }

    private static async Task<bool> MatchAsync(RecordMatcher matcher, string field, string value)
    {
        var request = new MatchRequest([new MatchCriterion(field, JsonSerializer.SerializeToElement(value))]);
        var (view, _) = await matcher.MatchAsync(
            "contact", request, null, new ClaimsPrincipal(), CancellationToken.None);
        return view is { Outcome: MatchOutcome.Matched };
    }

    private static async Task<bool> PageAsync(RecordFinder finder, string? filter, string[]? sort)
    {
        var (page, _) = await finder.FindAsync(
            "contact", new AskedRecords { Filter = filter, Sort = sort }, CancellationToken.None);
        return page is { Items.Count: > 0 };
    }

    private static string Condition(string field, string comparison, string value) =>
        JsonSerializer.Serialize(new { field, @operator = comparison, value });

    private static async Task PlansAsync(ServerApp app, BenchOptions options)
    {
        var n = options.Contacts / 2;
        await PlanAsync(app, "phone match", Condition("phones", "equals", FindContacts.Phone(n)), areFew: true);
        await PlanAsync(app, "e-mail match", Condition("emails", "equals", FindContacts.Email(n)), areFew: true);
        await PlanAsync(app, "page by category", Condition("category", "equals", FindContacts.Category(n)));
        await PlanAsync(
            app, "page by last name", Condition("lastName", "startsWith", FindContacts.LastName(n)[..4]));
        await PlanAsync(app, "page in order of last name", null, "lastName");
    }

    private static async Task PlanAsync(
        ServerApp app, string what, string? filter, string? sort = null, bool areFew = false)
    {
        var database = app.Services.GetRequiredService<ReadDatabase>();
        var types = ((SettingsSnapshot)app.Silo.Settings).ObjectTypes;
        var type = types.Find("contact")!;
        var criteria = filter is null ? null : CriteriaReader.Read(
            System.Text.Encoding.UTF8.GetBytes(filter), SearchedTypes.Schema(types, type, "PL"));
        var search = new RecordSearch(
            type, criteria?.Criteria!.At(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc),
            sort is null ? [] : [SortField.Read(sort, type).Sort!.Value])
        { AreFew = areFew };
        var statement = new RecordQuery(search, app.Services.GetRequiredService<FieldIndexes>(), database.Dialect)
            .Page(isWithout: false, after: null);
        statement.Values.Add("take", 51);
        await using var connection = await database.OpenForCriteriaAsync(CancellationToken.None);
        var steps = database.Dialect == SqlDialect.Postgres
            ? await connection.QueryAsync<string>($"EXPLAIN ANALYZE {statement.Text}", statement.Values)
            : (await connection.QueryAsync($"EXPLAIN QUERY PLAN {statement.Text}", statement.Values))
                .Select(step => (string)step.detail);
        Say($"\n{what}\n  {string.Join("\n  ", steps)}");
    }

    private static DbConnection Open(ServerApp app, BenchStore store)
    {
        if (store.ConnectionString is { } text)
        {
            var server = new NpgsqlConnection(text);
            server.Open();
            return server;
        }

        SqliteConnection connection = app.Services.GetRequiredService<SqliteDatabase>().OpenUpkeep();
        CriteriaFunctions.AddTo(connection);
        return connection;
    }

    private static void Say(FormattableString text) =>
        Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
