using System.Net;
using ActorCrm.Server.Tests.Stores;
using ActorCrm.Tests;

namespace ActorCrm.Server.Tests.Ingestion;

public abstract class BackPressureTests(TestStore store)
{
    private static readonly string[] SmallQueue =
        ["--Silo:QueueLengthMax", "64", "--Silo:TakeMax", "16", "--Silo:RetryAfter", "00:00:00.050"];

    [Fact]
    public async Task An_array_larger_than_the_queue_is_taken_all_the_same()
    {
        await using var server = new TestServer(store) { Settings = SmallQueue };
        await server.InitializeAsync();

        var answer = await server.SendEventsAsync(
            $"[{string.Join(',', Enumerable.Range(0, 2_000).Select(_ => server.Event()))}]");

        answer.Accepted.ShouldBe(2_000, answer.Body[..Math.Min(500, answer.Body.Length)]);
    }

    [Fact]
    public async Task While_nothing_can_be_written_requests_are_refused_and_streams_wait()
    {
        await using var server = new TestServer(store) { Settings = SmallQueue };
        await server.InitializeAsync();
        var events = Enumerable.Range(0, 1_000).Select(_ => server.Event().ToJsonString()).ToArray();

        Task<Answer> stream;
        Answer? refused = null;
        using (server.Store.HoldWrites())
        {
            stream = server.SendLinesAsync(string.Join('\n', events));
            for (var i = 0; i < 400 && refused is null; i++)
            {
                var one = server.SendEventsAsync(server.Event().ToJsonString());
                refused = await Task.WhenAny(one, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System)) == one
                    ? await one
                    : null;
            }
        }

        refused.ShouldNotBeNull("nobody was refused");
        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Code.ShouldBe("overloaded");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        (await stream).Lines.Sum(line => (int)line["accepted"]!).ShouldBe(1_000);
    }
}

public sealed class SqliteBackPressureTests() : BackPressureTests(new SqliteStore());

public sealed class PostgresBackPressureTests(PostgresFixture postgres)
    : BackPressureTests(new PostgresStore(postgres));
