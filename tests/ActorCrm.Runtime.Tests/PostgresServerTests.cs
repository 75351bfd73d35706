using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Runtime.Tests;

public sealed class PostgresServerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_database_of_a_template_has_its_contents_and_is_a_copy()
    {
        var server = await postgres.ServerAsync();
        var first = await server.CreateDatabaseAsync("a_template", Prepare);
        var second = await server.CreateDatabaseAsync("a_template", Prepare);

        await ScalarAsync(first, "INSERT INTO thing VALUES (2) RETURNING id");

        (await ScalarAsync(first, "SELECT count(*) FROM thing")).ShouldBe(2L);
        (await ScalarAsync(second, "SELECT count(*) FROM thing")).ShouldBe(1L);
        await server.DropDatabaseAsync(first);
        await server.DropDatabaseAsync(second);
    }

    [Fact]
    public async Task A_server_of_its_own_keeps_its_data_over_a_crash()
    {
        await using var server = await PostgresServer.StartAsync(durable: true);
        var database = await server.CreateDatabaseAsync("kept", Prepare);

        await server.StopAsync("immediate");
        await server.StartAgainAsync();

        (await ScalarAsync(database, "SELECT count(*) FROM thing")).ShouldBe(1L);
    }

    private static Task Prepare(string connectionString) =>
        ScalarAsync(connectionString, "CREATE TABLE thing (id bigint PRIMARY KEY); INSERT INTO thing VALUES (1)");

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
