using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Criteria;

/// <summary>What becomes text of a statement, and what the databases make of it.</summary>
public sealed class CriteriaSqlTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 10, 30, 0, TimeSpan.Zero);

    private static readonly string[] Attacks =
    [
        "'; DROP TABLE criteria_thing; --", "x' OR '1'='1", "\\'; --", "$1", "@criteria0", "{value}", "{operand}", "%",
        "\\", "\"", "') IS NOT TRUE OR (1=1", "\u0000x", "/* */", "x\\u0027 OR 1=1",
    ];

    public static TheoryData<bool> Databases => [false, true];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_value_is_never_a_part_of_the_statement(bool isPostgres)
    {
        await using var store = await StoreAsync(isPostgres);
        string[] texts = [.. Attacks.Where(text => !text.Contains('\0'))];
        store.Keep(texts.Select((text, i) => new Thing(
            i.ToString("00", CultureInfo.InvariantCulture),
            new Dictionary<string, string> { ["name"] = JsonSerializer.Serialize(text) })));
        foreach (var (i, text) in texts.Index())
        {
            string[] expected = [i.ToString("00", CultureInfo.InvariantCulture)];
            var escaped = text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");

            store.Find(Read(Condition("name", "equals", text))).ShouldBe(expected, text);
            store.Find(Read(Condition("name", "in", new[] { text, "nothing" }))).ShouldBe(expected, text);
            store.Find(Read(Condition("name", "like", escaped))).ShouldBe(expected, text);
            store.Find(Read(Condition("name", "contains", text))).ShouldContain(expected[0], text);
        }
    }

    [Fact]
    public void The_statement_is_the_same_whatever_the_values_are()
    {
        foreach (var dialect in Enum.GetValues<SqlDialect>())
        {
            foreach (var comparison in new[] { "equals", "notEquals", "contains", "startsWith", "endsWith" })
            {
                string[] statements = [.. Attacks.Where(text => !text.Contains('\0'))
                    .Select(text => Compile(Condition("name", comparison, text), dialect).Condition).Distinct()];

                statements.ShouldHaveSingleItem();
            }
        }
    }

    [Fact]
    public void A_name_of_the_schema_that_is_more_than_a_name_is_not_compiled()
    {
        foreach (var name in new[] { "a' || 'b", "a b", "a;b", "a'", "a\"", "a)", "", "é", "{name}" })
        {
            var type = new ObjectType("thing", [new(name, FieldKind.Text)], 1);
            var criteria = CriteriaReader.Read(
                Encoding.UTF8.GetBytes(Condition(name, "isEmpty", null)), new CriteriaSchema(type, _ => null));
            criteria.Faults.ShouldBeEmpty();

            Should.Throw<InvalidOperationException>(() => CriteriaCompiler.Compile(
                criteria.Criteria!.At(Now, TimeZoneInfo.Utc), "thing",
                _ => new CriteriaTable("thing", field => new FieldPlace.Document("fields", field.Name)),
                SqlDialect.Sqlite));
            Should.Throw<InvalidOperationException>(() => new CriteriaTable(name, _ => new FieldPlace.Column("a")));
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_largest_criteria_are_answered(bool isPostgres)
    {
        await using var store = await StoreAsync(isPostgres);
        store.Keep([new Thing("0", new Dictionary<string, string> { ["name"] = "\"x\"", ["tags"] = "[\"a\"]" })]);
        string[] values = [.. Enumerable.Range(0, CriteriaLimits.ValuesMax).Select(
            i => i.ToString(CultureInfo.InvariantCulture))];
        const int LongPaths = CriteriaLimits.ReferencesMax / (CriteriaLimits.StepsMax - 1);
        var conditions = string.Join(",", [
            .. Enumerable.Repeat(Condition("owner.owner.owner.name", "isEmpty", null), LongPaths),
            .. Enumerable.Repeat(Condition("name", "equals", "x"), CriteriaLimits.NodesMax - 1 - LongPaths)]);
        var nested = string.Concat(Enumerable.Repeat("""{"not":""", CriteriaLimits.DepthMax - 1))
            + Condition("name", "in", values) + new string('}', CriteriaLimits.DepthMax - 1);

        store.Find(Read($$"""{"all":[{{conditions}}]}""")).ShouldBe(["0"]);
        store.Find(Read(nested)).ShouldBe(["0"]);
        store.Find(Read(Condition("tags", "hasAll", values))).ShouldBeEmpty();
    }

    /// <summary>A comparison is left bare, so that an index on its normal form serves it.</summary>
    [Fact]
    public async Task An_index_on_a_normal_form_or_a_column_serves_a_comparison_on_PostgreSQL()
    {
        await using var store = await StoreAsync(isPostgres: true);
        store.Run("""
            CREATE INDEX thing_by_name ON criteria_thing
              ((criteria_folded(doc -> 'fields' -> 'name') COLLATE "C"));
            CREATE INDEX thing_by_price ON criteria_thing (criteria_number(doc -> 'fields' -> 'price'));
            CREATE INDEX thing_by_total ON criteria_thing (total);
            SET enable_seqscan = off
            """);

        store.Plan(Read(Condition("name", "equals", "x"))).ShouldContain("thing_by_name");
        store.Plan(Read(Condition("name", "in", new[] { "x", "y" }))).ShouldContain("thing_by_name");
        store.Plan(Read(Condition("name", "startsWith", "x"))).ShouldContain("thing_by_name");
        store.Plan(Read(Condition("price", "greaterThan", 5))).ShouldContain("thing_by_price");
        store.Plan(Read(Condition("total", "between", new[] { 1, 5 }))).ShouldContain("thing_by_total");
        store.Plan(Read(Condition("owner.name", "equals", "x"))).ShouldContain("criteria_thing_pkey");
    }

    [Fact]
    public async Task An_index_on_a_column_serves_a_comparison_on_SQLite()
    {
        await using var store = await StoreAsync(isPostgres: false);
        store.Run("""
            CREATE INDEX thing_by_total ON criteria_thing (total);
            CREATE INDEX thing_by_code ON criteria_thing (code)
            """);

        store.Plan(Read(Condition("total", "lessThan", 5))).ShouldContain("thing_by_total");
        store.Plan(Read(Condition("code", "in", new[] { "x", "y" }))).ShouldContain("thing_by_code");
        store.Plan(Read(Condition("code", "equals", "x"))).ShouldContain("thing_by_code");
    }

    [Fact]
    public void Both_databases_have_the_same_pieces()
    {
        var sql = FeatureSql.Load("Criteria/criteria");

        sql.For(SqlDialect.Sqlite).Names.ShouldBe(sql.For(SqlDialect.Postgres).Names);
    }

    [Fact]
    public void Decimals_sort_by_their_keys_as_they_do_by_themselves()
    {
        decimal[] numbers =
        [
            decimal.MinValue, -12345678901234567.8900000001m, -12345678901234567.89m, -1m, -0.1m,
            -0.0000000000000000000000000001m, 0m, 0.0000000000000000000000000001m, 0.1m, 1m, 2m, 10m,
            12345678901234567.89m, 12345678901234567.8900000001m, decimal.MaxValue,
        ];
        string[] keys = [.. numbers.Select(DecimalKey.Of)];

        keys.Order(StringComparer.Ordinal).ShouldBe(keys);
        keys.Distinct().Count().ShouldBe(keys.Length);
        DecimalKey.Of(1.50m).ShouldBe(DecimalKey.Of(1.5m));
        DecimalKey.Of(-0m).ShouldBe(DecimalKey.Of(0m));
    }

    private async Task<ThingStore> StoreAsync(bool isPostgres) =>
        isPostgres ? await ThingStore.PostgresAsync(postgres) : ThingStore.Sqlite();

    private static string Condition(string field, string comparison, object? value) => value is null
        ? JsonSerializer.Serialize(new { field, @operator = comparison })
        : JsonSerializer.Serialize(new { field, @operator = comparison, value });

    private static FixedCriteria Read(string json)
    {
        var result = CriteriaReader.Read(Encoding.UTF8.GetBytes(json), Things.Schema);
        result.Faults.ShouldBeEmpty(json);
        return result.Criteria!.At(Now, TimeZoneInfo.Utc);
    }

    private static CriteriaSql Compile(string json, SqlDialect dialect) =>
        CriteriaCompiler.Compile(Read(json), Things.Table, Things.TableOf, dialect);
}
