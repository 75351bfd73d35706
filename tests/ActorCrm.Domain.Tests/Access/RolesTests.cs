using ActorCrm.Domain.Access;

namespace ActorCrm.Domain.Tests.Access;

/// <summary>The table of roles and permissions, cell by cell.</summary>
public sealed class RolesTests
{
    // One row a permission; one column a role, in the order of Roles.All; then one a scope, in the order of
    // ApiScopes.All.
    private const string Table = """
        permission      admin supervisor agent integration externalSystem | admin ingest read write
        events.write    x     .          .     x           x              | x     x      .    .
        records.read    x     x          x     x           .              | x     .      x    .
        records.write   x     x          x     x           .              | x     .      .    x
        records.assign  x     x          .     .           .              | x     .      .    x
        settings.read   x     x          .     x           .              | x     .      x    .
        settings.write  x     x          .     .           .              | x     .      .    x
        webhooks.manage x     .          .     .           .              | x     .      .    .
        cluster.read    x     x          .     .           .              | x     .      x    .
        cluster.manage  x     .          .     .           .              | x     .      .    .
        keys.manage     x     .          .     .           .              | x     .      .    .
        users.manage    x     .          .     .           .              | x     .      .    .
        audit.read      x     .          .     .           .              | x     .      .    .
        """;

    [Fact]
    public void The_table_is_the_one_that_was_decided()
    {
        var rows = Table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        rows[0][1..6].ShouldBe(Roles.All);
        rows[0][7..].ShouldBe(ApiScopes.All);
        rows.Skip(1).Select(row => row[0]).ShouldBe(Permissions.All);

        foreach (var row in rows.Skip(1))
        {
            string[] expected =
            [
                .. Roles.All.Select(role => Roles.PermissionsOf(role).Contains(row[0]) ? "x" : "."),
                "|",
                .. ApiScopes.All.Select(scope => Roles.PermissionsOfScope(scope).Contains(row[0]) ? "x" : "."),
            ];
            row[1..].ShouldBe(expected, row[0]);
        }
    }

    [Fact]
    public void What_is_unknown_may_nothing()
    {
        Roles.PermissionsOf("root").ShouldBeEmpty();
        Roles.PermissionsOf("Admin").ShouldBeEmpty();
        Roles.PermissionsOfScope("everything").ShouldBeEmpty();
    }

    [Fact]
    public void A_key_may_what_any_of_its_scopes_may()
    {
        var key = new ApiKey("k", "k", [ApiScopes.Ingest, ApiScopes.Write], "", default, "test");

        Permissions.All.Where(key.Allows).ShouldBe(
            [
                Permissions.EventsWrite, Permissions.RecordsWrite, Permissions.RecordsAssign, Permissions.SettingsWrite,
            ]);
    }
}
