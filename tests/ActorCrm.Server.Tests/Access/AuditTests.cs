using System.Data.Common;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Server.Commands;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Access;

/// <summary>What is in the audit log, and what becomes of who changes it.</summary>
public abstract class AuditTests(TestServer server)
{
    [Fact]
    public async Task What_people_do_to_access_and_settings_is_there_in_order()
    {
        var login = server.NewId("user");
        using var admin = await SignedIn.AsAsync(server, Roles.Admin, login);
        var me = (string)(await admin.GetAsync("/api/v1/me")).Json["id"]!;
        var key = await admin.SendAsync(
            HttpMethod.Post, "/api/v1/api-keys", """{"name":"pbx","scopes":["ingest"]}""");
        var id = (string)key.Json["id"]!;
        await admin.SendAsync(HttpMethod.Post, $"/api/v1/api-keys/{id}/rotate", "{}");
        await admin.SendAsync(HttpMethod.Delete, $"/api/v1/api-keys/{id}");
        await admin.SendAsync(HttpMethod.Put, "/api/v1/settings/calls", """{"taskDeadline":"06:00:00"}""");
        await admin.SendAsync(HttpMethod.Post, "/api/v1/cluster/silos/nothing/drain", "{}");
        await admin.SendAsync(HttpMethod.Post, "/api/v1/dead-letters/nothing/redrive", "{}");
        await admin.SendAsync(HttpMethod.Delete, "/api/v1/session");
        await SignedIn.TryAsync(server, login, "wrong password");

        var log = await server.GetAsync($"/api/v1/audit?by=user:{me}");

        log.Json["items"]!.AsArray().Reverse().Select(entry => $"{entry!["what"]} {Kind(entry)}").ShouldBe(
            [
                "signedIn access_sign_in", "apiKeyCreated api_key", "apiKeyRotated api_key", "apiKeyCreated api_key",
                "apiKeyRevoked api_key", "callSettingsSaved call_settings", "drainAsked silo",
                "redriveAsked dead_letter", "signedOut access_sign_in",
            ]);
        var refused = (await server.GetAsync($"/api/v1/audit?subject=access_sign_in/{me}")).Json["items"]![0]!;
        ((string?)refused["what"]).ShouldBe("signInRefused");
        ((string?)refused["by"]).ShouldBe("nobody");
        ((string?)refused["from"]).ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task What_was_typed_as_a_login_that_nobody_has_is_not_kept()
    {
        await SignedIn.TryAsync(server, "oops-my-password", "x");

        var log = await server.GetAsync("/api/v1/audit?by=nobody&what=signInRefused");

        log.Json["items"]![0]!["subject"].ShouldBeNull();
        ((string?)log.Json["items"]![0]!["data"]!["why"]).ShouldBe("unknownLogin");
        log.Body.ShouldNotContain("oops");
    }

    [Fact]
    public async Task The_log_is_read_in_pages_and_filtered()
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        for (var i = 0; i < 5; i++)
        {
            await fresh.PostAsync("/api/v1/api-keys", """{"name":"pbx","scopes":["ingest"]}""");
        }

        var seqs = new List<int>();
        string? next = "";
        while (next is not null)
        {
            var page = await fresh.GetAsync(
                $"/api/v1/audit?what=apiKeyCreated&limit=2{(next.Length > 0 ? $"&cursor={next}" : "")}");
            seqs.AddRange(page.Json["items"]!.AsArray().Select(entry => (int)entry!["seq"]!));
            next = (string?)page.Json["next"];
        }

        seqs.ShouldBe([6, 5, 4, 3, 2, 1]);
        Items(await fresh.GetAsync("/api/v1/audit?subject=api_key/firstkey")).ShouldBe(1);
        Items(await fresh.GetAsync("/api/v1/audit?until=2020-01-01T00:00:00Z")).ShouldBe(0);
        Items(await fresh.GetAsync("/api/v1/audit?since=2020-01-01T00:00:00Z&by=firstStart")).ShouldBe(1);
        (await fresh.GetAsync("/api/v1/audit?cursor=x")).Code.ShouldBe("cursorInvalid");
        (await fresh.GetAsync("/api/v1/audit?who=x")).Code.ShouldBe("parameterUnknown");
    }

    [Fact]
    public async Task The_database_refuses_changes_and_the_verification_finds_those_made_all_the_same()
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        for (var i = 0; i < 4; i++)
        {
            await fresh.PostAsync("/api/v1/api-keys", """{"name":"pbx","scopes":["ingest"]}""");
        }

        var intact = await fresh.GetAsync("/api/v1/audit/verification");
        using (var connection = fresh.Store.Open())
        {
            Should.Throw<DbException>(() => Run(connection, "DELETE FROM audit")).Message.ShouldContain("append-only");
            Should.Throw<DbException>(() => Run(connection, Forge(fresh))).Message.ShouldContain("append-only");
            Run(connection, fresh.Store.Dialect == SqlDialect.Sqlite
                ? "DROP TRIGGER audit_no_update" : "DROP TRIGGER audit_append_only ON audit");
            Run(connection, Forge(fresh));
        }

        var broken = await fresh.GetAsync("/api/v1/audit/verification");
        await fresh.StopAsync();
        using var console = new StringWriter();
        var code = await AuditCommand.RunAsync(
            ["verify", .. fresh.Store.Args, "--Logging:LogLevel:Default", "None"], console);
        await fresh.InitializeAsync();

        ((bool)intact.Json["isIntact"]!).ShouldBeTrue(intact.Body);
        ((int)intact.Json["entries"]!).ShouldBe(5);
        ((bool)broken.Json["isIntact"]!).ShouldBeFalse();
        ((string?)broken.Json["fault"]).ShouldBe("Entry 3 was changed: its hash is another.");
        code.ShouldBe(ExitCodes.Failed);
        console.ToString().ShouldStartWith("BROKEN. Entry 3 was changed");
    }

    [Fact]
    public async Task A_log_that_is_as_it_was_written_is_intact_by_command()
    {
        await using var fresh = server.Another();
        await fresh.InitializeAsync();
        using var user = await SignedIn.AsAsync(fresh, Roles.Agent);
        await fresh.StopAsync();
        using var console = new StringWriter();

        var code = await AuditCommand.RunAsync(
            ["verify", .. fresh.Store.Args, "--Logging:LogLevel:Default", "None"], console);
        await fresh.InitializeAsync();

        console.ToString().Trim().ShouldBe("Intact: 3 entries.");
        code.ShouldBe(ExitCodes.Done);
    }

    private static string Forge(TestServer fresh) => fresh.Store.Dialect == SqlDialect.Sqlite
        ? "UPDATE audit SET doc = json_set(doc, '$.by', 'somebody else') WHERE id = '0000000000000000003'"
        : """UPDATE audit SET doc = jsonb_set(doc, '{by}', '"somebody else"') WHERE id = '0000000000000000003'""";

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static int Items(Answer answer) => answer.Json["items"]!.AsArray().Count;

    private static string Kind(JsonNode entry) => ((string)entry["subject"]!).Split('/')[0];
}

public sealed class SqliteAuditTests(TestServer server) : AuditTests(server), IClassFixture<TestServer>;

public sealed class PostgresAuditTests(PostgresTestServer server)
    : AuditTests(server), IClassFixture<PostgresTestServer>;
