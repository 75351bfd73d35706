using System.Text.RegularExpressions;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Reads;

/// <summary>What the migrations make, and how the database answers the queries.</summary>
public sealed partial class SchemaTests(ReadServer server) : IClassFixture<ReadServer>
{
    internal static readonly string[] Files =
    [
        "Calls/calls", "Contacts/contacts", "Organizations/organizations", "Deals/deals", "Tasks/tasks",
        "Timeline/timeline", "Forms/forms", "Settings/settings", "Calls/Resend/resend", "Cluster/cluster",
        "Grains/grains", "Records/records", "Webhooks/webhooks", "Access/access",
        "Access/Visibility/visibility",
    ];

    /// <summary>Other programs and the next migration build on the schema.</summary>
    [Fact]
    public Task The_schema_after_all_migrations_is_the_approved_one()
    {
        using var connection = Open();
        var schema = string.Join("\n\n", Schema.Read(
            connection,
            """
            SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
            ORDER BY tbl_name, type DESC, name
            """));
        return Approved.CheckAsync("tests/ActorCrm.Server.Tests/Reads/schema.sqlite.approved.sql", schema);
    }

    [Theory]
    [InlineData("Calls/calls", "call_list", "", "SEARCH call USING INDEX call_by_start (started_at>?)")]
    [InlineData("Calls/calls", "call_list", "call_list_after call_list_since call_list_until",
        "SEARCH call USING INDEX call_by_start (started_at>? AND (started_at,id)<(?,?))")]
    [InlineData("Calls/calls", "call_list", "call_list_number call_list_after",
        "SEARCH call USING INDEX call_by_client_number (client_number=? AND started_at>? AND (started_at,id)<(?,?))")]
    [InlineData("Calls/calls", "call_list", "call_list_contact call_list_phase",
        "SEARCH call USING INDEX call_by_contact (contact_id=? AND started_at>?)")]
    [InlineData("Calls/calls", "call_list", "call_list_deal",
        "SEARCH call USING INDEX call_by_contact (contact_id=? AND started_at>?)")]
    [InlineData("Calls/Resend/resend", "calls_to_resend", "",
        "SEARCH call USING INDEX call_stored_only (stored_for=? AND (started_at,id)>(?,?))")]
    [InlineData("Calls/calls", "call_find", "", "SEARCH call USING INDEX sqlite_autoindex_call_1 (id=?)")]
    [InlineData("Forms/forms", "form_list", "form_list_after",
        "SEARCH form_submission USING INDEX form_by_receipt ((received_at,id)<(?,?))")]
    [InlineData("Forms/forms", "form_list", "form_list_phone",
        "SEARCH form_submission USING INDEX form_by_client_number (client_number=?)")]
    [InlineData("Forms/forms", "form_list", "form_list_contact",
        "SEARCH form_submission USING INDEX form_by_contact (contact_id=?)")]
    [InlineData("Contacts/contacts", "contact_list", "contact_list_phone", "SEARCH number USING PRIMARY KEY (id=?)")]
    [InlineData("Contacts/contacts", "contact_list", "contact_list_phone",
        "SEARCH contact USING INDEX sqlite_autoindex_contact_1 (id=?)")]
    [InlineData("Contacts/contacts", "contact_list", "contact_list_email",
        "SEARCH contact_email USING PRIMARY KEY (email=?)")]
    [InlineData("Contacts/contacts", "contact_list_by_name", "contact_list_name contact_list_by_name_after",
        "SEARCH contact USING INDEX contact_by_name (known_name>? AND known_name<?)")]
    [InlineData("Deals/deals", "deal_list", "deal_list_contact deal_list_open",
        "SEARCH deal USING INDEX deal_by_contact (contact_id=?)")]
    [InlineData("Deals/deals", "deal_list", "deal_list_owner deal_list_open deal_list_after",
        "SEARCH deal USING INDEX deal_open_by_owner (owner_id=? AND id<?)")]
    [InlineData("Tasks/tasks", "task_list", "task_list_assignee task_list_open task_list_after",
        "SEARCH task USING INDEX task_open_by_assignee (assignee_id=? AND id<?)")]
    [InlineData("Tasks/tasks", "task_list", "task_list_call", "SEARCH task USING INDEX task_by_call (call=?)")]
    [InlineData("Tasks/tasks", "task_list", "task_list_call_of_any_source",
        "SEARCH task USING INDEX task_by_call (call=?)")]
    [InlineData("Tasks/tasks", "task_list", "task_list_contact",
        "SEARCH task USING INDEX sqlite_autoindex_task_1 (id=?)")]
    [InlineData("Tasks/tasks", "task_list", "task_list_contact",
        "SEARCH deal USING COVERING INDEX deal_by_contact (contact_id=?)")]
    [InlineData("Tasks/tasks", "task_list", "task_list_deal", "SEARCH task USING INDEX task_by_deal (deal_id=?)")]
    [InlineData("Records/records", "record_list_newest", "record_list_present record_list_newest_after",
        "SEARCH record USING INDEX record_by_creation (object_type=? AND created_at>? AND (created_at,id)<(?,?))")]
    [InlineData("Records/records", "record_list_first_change", "record_list_present record_list_first_change_after",
        "SEARCH record USING INDEX record_by_change (object_type=? AND (updated_at,id)>(?,?))")]
    [InlineData("Records/records", "record_list_newest", "record_list_deleted",
        "SEARCH record USING INDEX record_deleted (object_type=? AND created_at>?)")]
    [InlineData("Records/records", "record_find", "", "SEARCH record USING INDEX sqlite_autoindex_record_1 (id=?)")]
    [InlineData("Timeline/timeline", "timeline_list", "timeline_list_after",
        "SEARCH timeline USING INDEX timeline_by_entity (entity_id=? AND seq>?)")]
    [InlineData("Timeline/timeline", "change_read", "", "SEARCH entry USING INTEGER PRIMARY KEY (rowid>?)")]
    public void A_hot_query_uses_its_index(string file, string statement, string filters, string step)
    {
        var plan = Plan(file, statement, filters.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        plan.ShouldContain(step);
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

        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal), string.Join('\n', plan));
    }

    [Fact]
    public void Every_statement_is_understood_by_the_database()
    {
        foreach (var file in Files)
        {
            var sql = ServerSql(file);
            foreach (var name in sql.Names.Where(name => !sql[name].StartsWith("AND", StringComparison.Ordinal)))
            {
                var filters = sql.Names.Where(filter =>
                    sql[filter].StartsWith("AND", StringComparison.Ordinal)
                    && sql[name].Contains("{filters}", StringComparison.Ordinal));
                Plan(file, name, [.. filters]).ShouldNotBeEmpty(name);
            }
        }
    }

    private static SqlFile ServerSql(string file) => FeatureSql.Load(file).For(SqlDialect.Sqlite);

    [GeneratedRegex("@[A-Za-z]+")]
    private static partial Regex Parameter();

    private SqliteConnection Open() => server.App.Services.GetRequiredService<SqliteDatabase>().OpenReader();

    private List<string> Plan(string file, string statement, string[] filters)
    {
        var sql = ServerSql(file);
        var text = sql[statement].Replace(
            "{filters}", string.Concat(filters.Select(filter => $"\n{sql[filter]}")), StringComparison.Ordinal)
            .Replace("{visible}", "", StringComparison.Ordinal);
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {text}";
        foreach (var name in Parameter().Matches(text).Select(match => match.Value).Distinct())
        {
            command.Parameters.AddWithValue(name, "1");
        }

        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    }
}
