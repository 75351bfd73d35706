using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Postgres;
using ActorCrm.Tests;
using Npgsql;

namespace ActorCrm.Runtime.Tests.Storage;

/// <summary>Starts on databases that are new, missing, slow to come, or of somebody else.</summary>
public sealed class PostgresOpeningTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Silos_that_start_at_once_on_an_empty_database_make_one_cluster()
    {
        var empty = await (await postgres.ServerAsync()).CreateDatabaseAsync();

        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(empty)));

        opened.Select(info => info.ClusterId).Distinct().ShouldHaveSingleItem();
        opened.Count(info => info.IsNew).ShouldBe(1);
        opened.ShouldAllBe(info => info.ShardCount == 64);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_database_as_it_was_and_is_named()
    {
        var database = await (await postgres.ServerAsync()).CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE VIEW counter AS SELECT 1 AS mine");

        var e = await Should.ThrowAsync<StorageException>(() => OpenAsync(database));

        e.Message.ShouldContain("0001_counter.sql");
        e.Message.ShouldContain("already exists");
        await ExecuteAsync(database, "DROP VIEW counter; CREATE TABLE cluster (mine integer); DROP TABLE cluster");
        (await OpenAsync(database)).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named_at_once()
    {
        var missing = (await postgres.ServerAsync()).ConnectionString("no_such_database");

        var e = await Should.ThrowAsync<StorageException>(() => OpenAsync(missing + ";Password=hidden"));

        e.Message.ShouldContain("'no_such_database'");
        e.Message.ShouldContain("Check the connection string");
        e.ToString().ShouldNotContain("hidden");
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused_with_the_remedy()
    {
        var server = await postgres.ServerAsync();
        await server.ExecuteAsync(
            "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");

        var e = await Should.ThrowAsync<StorageException>(() => OpenAsync(server.ConnectionString("latin")));

        e.Message.ShouldContain("LATIN1");
        e.Message.ShouldContain("ENCODING 'UTF8'");
    }

    [Theory]
    [InlineData("CREATE TABLE orders (id integer)", "orders")]
    [InlineData("CREATE TABLE migration (id integer)", "migration")]
    [InlineData("CREATE TABLE cluster (node text); CREATE TABLE shard (node text)", "cluster, shard")]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is(string theirs, string named)
    {
        var database = await (await postgres.ServerAsync()).CreateDatabaseAsync();
        await ExecuteAsync(database, theirs);

        var e = await Should.ThrowAsync<StorageException>(() => OpenAsync(database));

        e.Message.ShouldContain("another program");
        e.Message.ShouldContain($"({named}, …)");
        e.Message.ShouldContain("correct Database");
        (await Should.ThrowAsync<StorageException>(() => OpenAsync(database))).Message.ShouldBe(e.Message);
    }

    [Fact]
    public void A_server_that_is_too_old_is_refused_with_the_remedy()
    {
        var e = Should.Throw<StorageException>(() => PostgresMigrator.CheckServer(140011, "UTF8"));

        e.Message.ShouldContain("PostgreSQL 14");
        e.Message.ShouldContain("Upgrade it");
        Should.NotThrow(() => PostgresMigrator.CheckServer(150000, "UTF8"));
    }

    [Fact]
    public async Task The_cluster_that_came_first_has_the_database()
    {
        var empty = await (await postgres.ServerAsync()).CreateDatabaseAsync();
        (await OpenAsync(empty, clusterName: "east")).IsNew.ShouldBeTrue();

        var e = await Should.ThrowAsync<StorageException>(() => OpenAsync(empty));

        e.Message.ShouldContain("'east'");
        e.Message.ShouldContain("'actorcrm'");
        e.Message.ShouldContain("set Cluster:Name");
        (await OpenAsync(empty, clusterName: "east")).IsNew.ShouldBeFalse();
    }

    [Theory]
    [InlineData(60, "ahead of")]
    [InlineData(-60, "behind")]
    public async Task A_clock_that_is_far_off_is_refused_with_the_remedy(int seconds, string word)
    {
        var empty = await (await postgres.ServerAsync()).CreateDatabaseAsync();

        var e = await Should.ThrowAsync<StorageException>(
            () => OpenAsync(empty, clock: new ShiftedClock(TimeSpan.FromSeconds(seconds))));

        e.Message.ShouldContain(word);
        e.Message.ShouldContain("NTP");
        (await OpenAsync(empty, clock: new ShiftedClock(TimeSpan.FromSeconds(seconds / 20)))).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task A_start_waits_for_the_server_as_long_as_it_may()
    {
        await using var server = await PostgresServer.StartAsync(durable: false);
        var database = await server.CreateDatabaseAsync();
        await server.StopAsync("fast");

        var e = await Should.ThrowAsync<StorageException>(() => OpenAsync(database, TimeSpan.FromMilliseconds(300)));
        e.Message.ShouldContain($"127.0.0.1:{server.Port}");

        var opening = OpenAsync(database);
        await server.StartAgainAsync();
        (await opening).IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task A_storage_goes_on_after_its_server_crashed_and_knows_what_was_committed()
    {
        await using var server = await PostgresServer.StartAsync(durable: true);
        var options = new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() };
        await using var database = new PostgresDatabase(options);
        await using var storage = Storage(database);
        await storage.OpenAsync(CancellationToken.None);
        var epochs = await storage.ClaimShardsAsync("silo", CancellationToken.None);
        await storage.CommitAsync(Write(epochs, 1), CancellationToken.None);

        await server.StopAsync("immediate");
        var e = await Should.ThrowAsync<StorageException>(
            () => storage.CommitAsync(Write(epochs, 2), CancellationToken.None));
        e.IsTransient.ShouldBeTrue();
        e = await Should.ThrowAsync<StorageException>(
            () => storage.ReadCommitNumberAsync("silo", 0, CancellationToken.None));
        e.IsTransient.ShouldBeTrue();
        await server.StartAgainAsync();

        (await LastAsync(storage)).ShouldBe(1);
        await storage.CommitAsync(Write(epochs, 2), CancellationToken.None);
        (await LastAsync(storage)).ShouldBe(2);
    }

    [Theory]
    [InlineData("40001", true)]
    [InlineData("40P01", true)]
    [InlineData("57P01", true)]
    [InlineData("57P03", true)]
    [InlineData("57014", true)]
    [InlineData("08006", true)]
    [InlineData("53100", true)]
    [InlineData("53300", true)]
    [InlineData("55P03", true)]
    [InlineData("25006", true)]
    [InlineData("23505", false)]
    [InlineData("23514", false)]
    [InlineData("22P05", false)]
    [InlineData("42P01", false)]
    [InlineData("54000", false)]
    public void An_error_says_whether_trying_again_can_help(string sqlState, bool isTransient) =>
        PostgresFault.Of(new PostgresException("m", "ERROR", "ERROR", sqlState)).IsTransient.ShouldBe(isTransient);

    private static async Task<StorageInfo> OpenAsync(
        string connectionString, TimeSpan? timeout = null, TimeProvider? clock = null,
        string clusterName = ClusterName.Default)
    {
        await using var database = new PostgresDatabase(new PostgresOptions
        {
            ConnectionString = connectionString,
            OpenTimeout = timeout ?? TimeSpan.FromMinutes(1),
        });
        await using var storage = Storage(database, clock, clusterName);
        return await storage.OpenAsync(CancellationToken.None);
    }

    private static PostgresStorage Storage(
        PostgresDatabase database, TimeProvider? clock = null, string clusterName = ClusterName.Default) =>
        new(database, [Counting.PostgresMigrations], clock ?? TimeProvider.System, clusterName: clusterName);

    private static Commit Write(IReadOnlyList<ShardEpoch> epochs, int number)
    {
        var commit = new Commit { SiloId = "silo", Loop = 0, Number = number, At = DateTimeOffset.UnixEpoch };
        commit.Epochs.AddRange(epochs);
        commit.InboxDeleted.Add("none");
        return commit;
    }

    /// <summary>A connection of the pool may still be one of before the crash; then the next try finds a new one.
    /// </summary>
    private static async Task<long> LastAsync(PostgresStorage storage)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await storage.ReadCommitNumberAsync("silo", 0, CancellationToken.None);
            }
            catch (StorageException e) when (e.IsTransient && attempt < 10)
            {
                // Ask again, as a loop does.
            }
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
