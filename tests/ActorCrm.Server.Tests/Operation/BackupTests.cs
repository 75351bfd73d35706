using System.Net;
using System.Text.Json.Nodes;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Tests.Records;

namespace ActorCrm.Server.Tests.Operation;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly RecordServer _server = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("actorcrm-").FullName;

    private string Data => _server.Store.Args[Array.IndexOf([.. _server.Store.Args], "--data") + 1];

    private string Backup => Path.Combine(_directory, "backup.db");

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_backup_made_under_load_holds_what_was_answered_before_and_whole_commits_only()
    {
        using var writing = new CancellationTokenSource();
        var answered = 0;
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !writing.IsCancellationRequested; i++)
            {
                var fields = $$"""{"name":"n","code":"{{writer}}-{{i}}"}""";
                (await _server.CreateAsync("test.card", fields)).Status.ShouldBe(HttpStatusCode.Created);
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        while (Volatile.Read(ref answered) < 40)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        var before = Volatile.Read(ref answered);
        var manifest = SqliteBackup.Make(Data, Backup, TimeProvider.System.GetUtcNow());
        while (Volatile.Read(ref answered) < before + 20)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        await writing.CancelAsync();
        await Task.WhenAll(writers);
        var restored = Path.Combine(_directory, "restored");
        SqliteBackup.Restore(Backup, restored, StoreRegistration.Migrations(SqlDialect.Sqlite));

        await using var app = ServerApp.Build(
            ["--store", "sqlite", "--data", restored, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default",
                "None"], TextWriter.Null);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Address, "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _server.AdminKey);
        var lines = await client.GetStringAsync(new Uri("records/test.card/export?format=ndjson", UriKind.Relative));
        var codes = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (string)JsonNode.Parse(line)!["fields"]!["code"]!).ToArray();

        codes.Length.ShouldBeGreaterThanOrEqualTo(before);
        codes.Length.ShouldBeLessThan(answered);
        codes.Distinct().Count().ShouldBe(codes.Length);
        manifest.Rows["record"].ShouldBeGreaterThanOrEqualTo(codes.Length);
        foreach (var code in codes.Take(5).Concat(codes.TakeLast(5)))
        {
            using var again = await client.PostAsync(
                new Uri("records/test.card", UriKind.Relative),
                new StringContent(
                    $$"""{"fields":{"name":"n","code":"{{code}}"} }""", System.Text.Encoding.UTF8, "application/json"));
            again.StatusCode.ShouldBe(HttpStatusCode.Conflict, "a record and its unique value are in one commit");
        }
    }

    [Fact]
    public void Nothing_is_written_over_and_what_is_not_whole_or_newer_is_refused()
    {
        var restored = Path.Combine(_directory, "restored");
        var known = StoreRegistration.Migrations(SqlDialect.Sqlite);
        SqliteBackup.Make(Data, Backup, TimeProvider.System.GetUtcNow());

        Should.Throw<StorageException>(() => SqliteBackup.Make(Data, Backup, TimeProvider.System.GetUtcNow()));
        Should.Throw<StorageException>(() => SqliteBackup.Make(_directory, Backup, TimeProvider.System.GetUtcNow()));
        Should.Throw<DataDirectoryInUseException>(() => SqliteBackup.Restore(Backup, Data, known));
        Should.Throw<StorageException>(() => SqliteBackup.Restore(Backup, restored, [known[0]]))
            .Message.ShouldContain("newer program");
        SqliteBackup.Restore(Backup, restored, known);
        Should.Throw<StorageException>(() => SqliteBackup.Restore(Backup, restored, known));

        using (var file = new FileStream(Backup, FileMode.Open, FileAccess.ReadWrite))
        {
            file.SetLength(file.Length - 4096);
        }

        var other = Path.Combine(_directory, "other");
        Should.Throw<StorageException>(() => SqliteBackup.Restore(Backup, other, known));
        File.Exists(Path.Combine(other, SqliteDatabase.FileName)).ShouldBeFalse();
    }
}
