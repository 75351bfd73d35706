using System.Text;
using System.Text.Json;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Tests;

/// <summary>A program meets what an older and what a newer one wrote.</summary>
public sealed class VersionTests
{
    private static readonly GrainType<Counter> Second = new(
        "counter", CountingJson.Default.Counter, (_, state, _) => state, version: 2,
        upgrade: (state, version) =>
        {
            version.ShouldBe(1);
            state["names"] = new System.Text.Json.Nodes.JsonArray("upgraded");
        });

    [Fact]
    public void A_state_of_an_older_version_is_brought_up_to_date()
    {
        var state = (Counter)Second.ReadState("""{"count":3,"names":["old"]}"""u8);

        state.Count.ShouldBe(3);
        state.Names.ShouldBe(["upgraded"]);
    }

    [Fact]
    public void A_state_is_written_with_its_version_and_read_back_as_it_is()
    {
        var json = Write(Second, new Counter(2, ["$v", "a"]));

        json.ShouldBe("""{"$v":2,"count":2,"names":["$v","a"]}""");
        ((Counter)Second.ReadState(Encoding.UTF8.GetBytes(json))).Names.ShouldBe(["$v", "a"]);
    }

    [Fact]
    public void A_state_of_a_newer_version_is_not_read_wherever_its_version_stands()
    {
        Should.Throw<NewerThanProgramException>(() => Second.ReadState("""{"count":3,"$v":3,"names":[]}"""u8));
        Should.Throw<NewerThanProgramException>(
            () => Counting.Catalog().Of("counter").ReadState("""{"$v":2,"count":3,"names":[]}"""u8));
    }

    [Fact]
    public void A_version_inside_a_state_is_not_its_own()
    {
        var json = """{"x":{"$v":9},"count":1,"names":["$v"]}"""u8;

        ((Counter)Counting.Catalog().Of("counter").ReadState(json)).Count.ShouldBe(1);
    }

    [Fact]
    public void A_message_of_an_older_name_is_read_as_the_new_one()
    {
        var messages = Counting.Catalog().Messages.AddOlder("test.tally", "test.count", message =>
        {
            message["name"] = message["title"]!.GetValue<string>();
            message.Remove("title");
        });

        messages.TryFind("test.tally", out var type).ShouldBeTrue();
        type!.Read("""{"title":"x"}"""u8).ShouldBe(new Count("x"));
        messages.Of(new Count("x")).Name.ShouldBe("test.count");
    }

    [Fact]
    public async Task A_message_of_a_newer_program_waits_for_a_newer_silo()
    {
        await using var silo = await Silo.StartAsync(silo => silo.Options.NewerDelay = TimeSpan.FromMilliseconds(20));
        await silo.AskAsync("k", new Count("one"));
        await AppendAsync(silo, "m1", "test.of-tomorrow");
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

        (await silo.Host.ReadDeadLettersAsync(null, 10, CancellationToken.None)).ShouldBeEmpty();
        (await silo.Host.CountQueuesAsync(CancellationToken.None)).Inbox.ShouldBe(1);

        // The update: the same database, a program that knows the message.
        silo.Catalog.Messages.AddOlder("test.of-tomorrow", "test.count", _ => { });
        await silo.RestartAsync();
        var counter = await silo.UntilAsync("k", counter => counter.Count == 2);
        counter.Names.ShouldBe(["one", "m1"]);
    }

    [Fact]
    public async Task A_message_that_nobody_came_for_becomes_a_dead_letter()
    {
        await using var silo = await Silo.StartAsync(silo => silo.Options.NewerMax = TimeSpan.Zero);
        await AppendAsync(silo, "m1", "test.of-tomorrow");
        for (var i = 0; i < 1000; i++)
        {
            if (await silo.Host.ReadDeadLettersAsync(null, 10, CancellationToken.None) is [var letter])
            {
                letter.Error.ShouldContain("test.of-tomorrow");
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        throw new TimeoutException("It never became a dead letter.");
    }

    /// <summary>Puts a message into the inbox, which a silo looks into when it starts.</summary>
    private static async Task AppendAsync(Silo silo, string id, string type)
    {
        var now = TimeProvider.System.GetUtcNow();
        var payload = Encoding.UTF8.GetBytes($$"""{"name":"{{id}}"}""");
        var row = new InboxRow(id, Counting.Id("k"), Counting.Id("k").Shard(64), type, payload, now, now, 0);
        await silo.Storage.AppendInboxAsync([row], CancellationToken.None);
        await silo.RestartAsync();
    }

    private static string Write(GrainType type, object state)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            type.WriteState(writer, state);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
