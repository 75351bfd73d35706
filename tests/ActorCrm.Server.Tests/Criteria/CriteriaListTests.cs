using System.Text;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Server.Criteria;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Tests.Reads;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ActorCrm.Server.Tests.Criteria;

/// <summary>Criteria in a list of the server, on a table that has columns and a document.</summary>
public sealed class CriteriaListTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly ObjectType Contact = new(
        "contact",
        [
            new("name", FieldKind.Text), new("owner", FieldKind.Select),
            new("phones", FieldKind.Phone) { Many = true }, new("createdAt", FieldKind.DateTime),
        ],
        1);

    private static readonly CriteriaTable Table = new("contact", field => field.Name switch
    {
        "name" => new FieldPlace.Column("known_name"),
        "owner" => new FieldPlace.Column("owner_id"),
        var name => new FieldPlace.Document(name),
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_has_the_records_for_which_criteria_and_its_other_filters_hold(bool isPostgres)
    {
        var server = new ReadServer(isPostgres ? new PostgresStore(postgres) : new SqliteStore());
        await server.InitializeAsync();
        try
        {
            await server.CallAsync("one", "602000001", Day, extension: "101", name: "Łucja Żak");
            await server.CallAsync("two", "602000002", Day, extension: "102", name: "Jan ŻAK");
            await server.CallAsync("three", "602000003", Day, extension: "101", name: "Ewa Nowak");
            var database = server.App.Services.GetRequiredService<ReadDatabase>();

            (await NamesAsync(database, """{"field":"name","operator":"endsWith","value":"żak"}"""))
                .ShouldBe(["Jan ŻAK", "Łucja Żak"], ignoreOrder: true);
            (await NamesAsync(database, """
                {"all":[
                  {"field":"name","operator":"contains","value":"ŻA"},
                  {"field":"owner","operator":"equals","value":"u1"},
                  {"field":"phones","operator":"hasAny","value":["602 000 001"]},
                  {"field":"createdAt","operator":"isNotEmpty"}]}
                """)).ShouldBe(["Łucja Żak"]);
            (await NamesAsync(database, """{"field":"phones","operator":"contains","value":"602000"}""", take: 2))
                .Count.ShouldBe(2);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(ReadDatabase database, string json, int take = 50)
    {
        var result = CriteriaReader.Read(
            Encoding.UTF8.GetBytes(json), new CriteriaSchema(Contact, _ => null, Region: "PL"));
        result.Faults.ShouldBeEmpty();
        var criteria = CriteriaCompiler.Compile(
            result.Criteria!.At(Day, TimeZoneInfo.Utc), "contact", _ => Table, database.Dialect);

        var rows = await new ListQuery(FeatureSql.Load("Contacts/contacts"), "contact_list")
            .With("take", take).Where(criteria).ReadAsync<SortedRow>(database, CancellationToken.None);

        return [.. rows.Select(row => row.Sort!)];
    }
}
