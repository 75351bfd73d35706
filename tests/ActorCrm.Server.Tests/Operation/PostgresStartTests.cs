using System.Net.Sockets;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Server.Tests.Operation;

/// <summary>A start that cannot be says why and what to change, and never the password.</summary>
public sealed class PostgresStartTests(PostgresFixture postgres)
{
    private const string Secret = "s3cret-passw0rd";

    [Fact]
    public async Task A_host_that_is_not_there_is_named() =>
        (await RefusedAsync("Host=actorcrm.invalid;Username=u")).ShouldContain("correct Host");

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
    {
        var server = await postgres.ServerAsync();

        var refused = await RefusedAsync(server.ConnectionString("nowhere"));

        refused.ShouldContain("'nowhere'");
        refused.ShouldContain("CREATE DATABASE");
    }

    [Fact]
    public async Task A_user_whom_nobody_knows_is_named()
    {
        var server = await postgres.ServerAsync();

        var refused = await RefusedAsync($"{server.ConnectionString("postgres")};Username=stranger");

        refused.ShouldContain("'stranger'");
        refused.ShouldContain("pg_hba.conf");
    }

    [Fact]
    public async Task A_user_without_rights_is_told_which_are_needed()
    {
        var server = await postgres.ServerAsync();
        await server.ExecuteAsync("CREATE ROLE weak LOGIN");
        var database = await server.CreateDatabaseAsync();

        var refused = await RefusedAsync($"{database};Username=weak");

        refused.ShouldContain("owner of the database");
        await server.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task A_schema_of_a_newer_program_is_left_alone()
    {
        await using var store = new PostgresStore(postgres);
        await store.MakeAsync();
        await using (var connection = store.Open())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO migration (owner, number, name) VALUES ('server', 9999, 'future')";
            await command.ExecuteNonQueryAsync();
        }

        (await RefusedAsync(store.Args[^1])).ShouldContain("start that one");
    }

    [Theory]
    [InlineData("28P01", "Password")]
    [InlineData("53300", "max_connections")]
    [InlineData("57P03", "in a moment")]
    public void What_the_server_refuses_is_told_with_its_fix(string state, string fix)
    {
        var failure = new PostgresException("no", "FATAL", "FATAL", state);

        PostgresStart.Explain(failure, Settings()).ShouldContain(fix);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "start PostgreSQL")]
    [InlineData(SocketError.TimedOut, "firewall")]
    public void What_the_network_refuses_is_told_with_its_fix(SocketError error, string fix)
    {
        var failure = new NpgsqlException("no", new SocketException((int)error));

        PostgresStart.Explain(failure, Settings()).ShouldContain(fix);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Host=h;Passwort=" + Secret)]
    [InlineData("Host=h;Port=" + Secret)]
    [InlineData("Database=d;Password=" + Secret)]
    public void A_connection_string_that_is_none_is_refused_without_being_shown(string text)
    {
        var refused = Should.Throw<StartException>(
            () => ServerApp.Build(["--ConnectionStrings:Postgres", text], TextWriter.Null));

        refused.Message.ShouldContain("ConnectionStrings:Postgres");
        refused.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public void The_embedded_database_is_chosen_aloud_or_by_saying_nothing()
    {
        Should.Throw<StartException>(() => ServerApp.Build(["--store", "postgres"], TextWriter.Null))
            .Message.ShouldContain("ACTORCRM_POSTGRES");
        Should.Throw<StartException>(() => ServerApp.Build(["--store", "oracle"], TextWriter.Null))
            .Message.ShouldContain("sqlite or postgres");
    }

    [Fact]
    public void Settings_do_not_show_their_secret() => Settings().ToString().ShouldNotContain(Secret);

    private static PostgresSettings Settings() =>
        PostgresSettings.Read($"Host=h;Username=u;Password={Secret};Database=d");

    private static async Task<string> RefusedAsync(string connectionString)
    {
        string[] args =
        [
            "--ConnectionStrings:Postgres", $"{connectionString};Password={Secret}", "--urls", "http://127.0.0.1:0",
            "--Logging:LogLevel:Default", "None",
        ];
        await using var app = ServerApp.Build(args, TextWriter.Null);
        var refused = await app.StartAsync().ShouldThrowAsync<StartException>();
        refused.ToString().ShouldNotContain(Secret);
        return refused.Message;
    }
}
