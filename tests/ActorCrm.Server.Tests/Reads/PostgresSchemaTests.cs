using System.Text.RegularExpressions;
using ActorCrm.Runtime.Storage;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>What the migrations make on PostgreSQL, and how it answers the queries.</summary>
public sealed partial class PostgresSchemaTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly PostgresStore _store = new(postgres);

    public async ValueTask InitializeAsync() => await _store.MakeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Other programs and the next migration build on the schema.</summary>
    [Fact]
    public async Task The_schema_after_all_migrations_is_the_approved_one()
    {
        using var connection = _store.Open();

        var schema = Schema.Read(connection, await File.ReadAllTextAsync(Path.Combine(
            Approved.Root, "tests/ActorCrm.Server.Tests/Reads/schema.postgres.sql")));

        await Approved.CheckAsync(
            "tests/ActorCrm.Server.Tests/Reads/schema.postgres.approved.sql", string.Join("\n\n", schema));
    }

    [Theory]
    [InlineData("Calls/calls", "call_list", "", "Index Scan Backward using call_by_start on call")]
    [InlineData("Calls/calls", "call_list", "call_list_after call_list_since call_list_until",
        "Index Cond: ((ROW(started_at, id) < ROW(?, ?)) AND (started_at >= ?) AND (started_at < ?))")]
    [InlineData("Calls/calls", "call_list", "call_list_number call_list_after",
        "Index Scan Backward using call_by_client_number on call")]
    [InlineData("Calls/calls", "call_list", "call_list_contact call_list_phase",
        "Index Scan Backward using call_by_contact on call")]
    [InlineData("Calls/calls", "call_list", "call_list_deal", "Index Scan Backward using call_by_contact on call")]
    [InlineData("Calls/Resend/resend", "calls_to_resend", "", "Index Scan using call_stored_only on call")]
    [InlineData("Calls/calls", "call_find", "", "Index Scan using call_pkey on call")]
    [InlineData("Forms/forms", "form_list", "form_list_after",
        "Index Scan Backward using form_by_receipt on form_submission")]
    [InlineData("Forms/forms", "form_list", "form_list_phone",
        "Index Scan Backward using form_by_client_number on form_submission")]
    [InlineData("Forms/forms", "form_list", "form_list_contact",
        "Index Scan Backward using form_by_contact on form_submission")]
    [InlineData("Contacts/contacts", "contact_list", "contact_list_phone",
        "Index Scan using phone_number_pkey on phone_number number")]
    [InlineData("Contacts/contacts", "contact_list", "contact_list_phone", "Index Cond: (id = ANY ?)")]
    [InlineData("Contacts/contacts", "contact_list", "contact_list_email", "Index Cond: (id = ANY ?)")]
    [InlineData("Contacts/contacts", "contact_list_by_name", "contact_list_name contact_list_by_name_after",
        "Index Scan using contact_by_name on contact")]
    [InlineData("Deals/deals", "deal_list", "deal_list_contact deal_list_open",
        "Index Scan Backward using deal_by_contact on deal")]
    [InlineData("Deals/deals", "deal_list", "deal_list_owner deal_list_open deal_list_after",
        "Index Scan Backward using deal_open_by_owner on deal")]
    [InlineData("Tasks/tasks", "task_list", "task_list_assignee task_list_open task_list_after",
        "Index Scan Backward using task_open_by_assignee on task")]
    [InlineData("Tasks/tasks", "task_list", "task_list_call", "Index Scan Backward using task_by_call on task")]
    [InlineData("Tasks/tasks", "task_list", "task_list_contact", "Index Cond: (id = ANY ?)")]
    [InlineData("Tasks/tasks", "task_list", "task_list_deal", "Index Scan Backward using task_by_deal on task")]
    [InlineData("Records/records", "record_list_newest", "record_list_present record_list_newest_after",
        "Index Scan Backward using record_by_creation on record")]
    [InlineData("Records/records", "record_list_first_change", "record_list_present record_list_first_change_after",
        "Index Scan using record_by_change on record")]
    [InlineData("Records/records", "record_list_newest", "record_list_deleted",
        "Index Scan Backward using record_deleted on record")]
    [InlineData("Records/records", "record_find", "", "Index Scan using record_pkey on record")]
    [InlineData("Timeline/timeline", "timeline_list", "timeline_list_after",
        "Index Scan using timeline_by_entity on timeline")]
    [InlineData("Timeline/timeline", "change_read", "", "Index Cond: ((seq > ?) AND (seq < timeline_horizon()))")]
    public void A_hot_query_uses_its_index(string file, string statement, string filters, string step)
    {
        var plan = Plan(file, statement, filters.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        plan.ShouldContain(step, string.Join('\n', plan));
    }

    [Theory]
    [InlineData("Calls/calls", "call_list", "")]
    [InlineData("Calls/calls", "call_list", "call_list_number")]
    [InlineData("Calls/calls", "call_list", "call_list_contact")]
    [InlineData("Forms/forms", "form_list", "")]
    [InlineData("Forms/forms", "form_list", "form_list_phone")]
    [InlineData("Forms/forms", "form_list", "form_list_contact")]
    [InlineData("Deals/deals", "deal_list", "deal_list_contact")]
    [InlineData("Tasks/tasks", "task_list", "task_list_assignee task_list_open")]
    [InlineData("Tasks/tasks", "task_list", "task_list_deal")]
    [InlineData("Records/records", "record_list_newest", "record_list_present")]
    [InlineData("Records/records", "record_list_oldest", "record_list_present")]
    [InlineData("Records/records", "record_list_latest_change", "record_list_present")]
    [InlineData("Records/records", "record_list_first_change", "record_list_present")]
    [InlineData("Timeline/timeline", "timeline_list", "")]
    [InlineData("Contacts/contacts", "contact_list_by_name", "contact_list_name")]
    public void A_hot_list_is_read_in_its_order_and_not_sorted(string file, string statement, string filters)
    {
        var plan = Plan(file, statement, filters.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        plan.ShouldNotContain(step => step.StartsWith("Sort", StringComparison.Ordinal), string.Join('\n', plan));
    }

    [Fact]
    public void Tasks_of_a_call_of_any_source_are_looked_up_in_a_table_of_many()
    {
        using (var connection = _store.Open())
        {
            using var fill = connection.CreateCommand();
            fill.CommandText = """
                INSERT INTO task (id, shard, version, doc)
                SELECT n::text, 0, 1, jsonb_build_object(
                  'id', n::text, 'assigneeId', 'u1', 'completed', false, 'call', 'call/pbx' || n % 3 || '/' || n)
                FROM generate_series(1, 5000) AS n;
                ANALYZE task
                """;
            fill.ExecuteNonQuery();
        }

        var plan = Plan("Tasks/tasks", "task_list", ["task_list_call_of_any_source"]);

        plan.ShouldContain("Index Cond: (call = ANY ?)", string.Join('\n', plan));
    }

    [Theory]
    [InlineData("2026-03-01T08:00:00Z", 1772352000000)]
    [InlineData("2026-03-01T08:00:00.1234567Z", 1772352000123)]
    [InlineData("2024-02-29T23:59:59.9Z", 1709251199900)]
    [InlineData("0001-01-01T00:00:00Z", -62135596800000)]
    [InlineData("9999-12-31T23:59:59Z", 253402300799000)]
    public void A_time_is_stored_as_its_milliseconds_whatever_the_zone_of_the_server(string text, long milliseconds)
    {
        using var connection = _store.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT unix_ms('{text}')";

        command.ExecuteScalar().ShouldBe(milliseconds);
    }

    [Fact]
    public void Every_statement_is_understood_by_the_database_under_the_same_name()
    {
        foreach (var file in SchemaTests.Files)
        {
            var sql = FeatureSql.Load(file);
            var words = sql.For(SqlDialect.Postgres);
            words.Names.ShouldBe(sql.For(SqlDialect.Sqlite).Names, file);
            foreach (var name in words.Names.Where(name => !IsFilter(words, name)))
            {
                var takesFilters = words[name].Contains("{filters}", StringComparison.Ordinal);
                string[] filters = [.. words.Names.Where(filter => takesFilters && IsFilter(words, filter))];
                Plan(file, name, filters).ShouldNotBeEmpty(name);
            }
        }
    }

    private static bool IsFilter(SqlFile sql, string name) => sql[name].StartsWith("AND", StringComparison.Ordinal);

    [GeneratedRegex("@([A-Za-z]+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\(?\$\d+\)?|'[x1]'::(text|bigint)")]
    private static partial Regex Value();

    [GeneratedRegex(@"  \(cost=.*$")]
    private static partial Regex Cost();

    /// <summary>
    /// The steps for an empty table, in which reading all would be cheapest: so that is forbidden. Parameters are
    /// numbers where they are compared with numbers, else texts.
    /// </summary>
    private List<string> Plan(string file, string statement, string[] filters)
    {
        var sql = FeatureSql.Load(file).For(SqlDialect.Postgres);
        var text = sql[statement].Replace(
            "{filters}", string.Concat(filters.Select(filter => $"\n{sql[filter]}")), StringComparison.Ordinal)
            .Replace("{visible}", "", StringComparison.Ordinal);
        using var connection = (NpgsqlConnection)_store.Open();
        using (var forbid = new NpgsqlCommand("SET enable_seqscan = off; SET enable_bitmapscan = off", connection))
        {
            forbid.ExecuteNonQuery();
        }

        using var command = new NpgsqlCommand($"EXPLAIN {text}", connection);
        foreach (var name in Parameter().Matches(text).Select(match => match.Groups[1].Value).Distinct())
        {
            var isNumber = name is "take" or "limit" or "after" or "last" or "since" or "until" or "afterStart"
                    or "dueBefore" or "now" or "from" or "shard" or "seq"
                || (name == "sort" && (statement is "call_list" or "form_list" or "history_list"
                    || statement.StartsWith("record_list", StringComparison.Ordinal)));
            command.Parameters.AddWithValue(name, name switch
            {
                "take" => 51L,
                "ids" => "[]",
                _ when isNumber => 1L,
                _ => "x",
            });
        }

        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
        {
            steps.Add(Step(reader.GetString(0)));
        }

        return steps;
    }

    private static string Step(string line) =>
        Value().Replace(Cost().Replace(line, ""), "?").Trim().TrimStart('-', '>').Trim();
}
