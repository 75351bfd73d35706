using ActorCrm.Runtime.Cluster;
using ActorCrm.Runtime.Cluster.Postgres;

namespace ActorCrm.Runtime.Tests.Cluster;

public sealed class FairShareTests
{
    [Theory]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    [InlineData(64, 3)]
    [InlineData(64, 7)]
    [InlineData(5, 9)]
    public void Silos_that_do_not_talk_come_to_even_shares(int shards, int silos)
    {
        var ids = Enumerable.Range(0, silos).Select(i => $"silo-{i}").ToList();
        var owners = new string?[shards];
        for (var round = 0; round < 10; round++)
        {
            foreach (var id in ids)
            {
                Step(owners, ids, [], id);
            }
        }

        var held = ids.Select(id => owners.Count(owner => owner == id)).ToList();
        held.Sum().ShouldBe(shards);
        (held.Max() - held.Min()).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void A_silo_that_joins_gets_its_share_and_no_other_shard_moves()
    {
        var owners = Enumerable.Range(0, 64).Select(shard => (string?)(shard < 32 ? "a" : "b")).ToArray();
        var before = owners.ToArray();
        for (var round = 0; round < 3; round++)
        {
            foreach (var id in new[] { "a", "b", "c" })
            {
                Step(owners, ["a", "b", "c"], [], id);
            }
        }

        owners.Count(owner => owner == "c").ShouldBe(21);
        for (var shard = 0; shard < 64; shard++)
        {
            owners[shard].ShouldBeOneOf(before[shard], "c");
        }
    }

    [Fact]
    public void A_silo_that_drains_gives_everything_and_claims_nothing()
    {
        var owners = Enumerable.Range(0, 64).Select(shard => (string?)(shard < 32 ? "a" : "b")).ToArray();
        for (var round = 0; round < 3; round++)
        {
            Step(owners, ["a", "b"], ["a"], "a");
            Step(owners, ["a", "b"], ["a"], "b");
        }

        owners.ShouldAllBe(owner => owner == "b");
    }

    [Fact]
    public void A_wake_up_survives_its_text_and_nonsense_wakes_everybody()
    {
        var wakeUp = new WakeUp(WakeKinds.Settings | WakeKinds.Shards, [3, 17], ["x", "y"]);
        var read = PostgresCluster.Read(PostgresCluster.Payload(wakeUp));
        read.Kinds.ShouldBe(wakeUp.Kinds);
        read.Inbox.ShouldBe([3, 17]);
        read.Replies.ShouldBe(["x", "y"]);
        PostgresCluster.Read(PostgresCluster.Payload(WakeUp.Everything)).ShouldBe(WakeUp.Everything);
        PostgresCluster.Read(PostgresCluster.Payload(WakeUp.Shards)).Inbox.ShouldBe([]);
        PostgresCluster.Read("nonsense").ShouldBe(WakeUp.Everything);
        PostgresCluster.Read("1;2,x;").ShouldBe(WakeUp.Everything);
        var long_ = new WakeUp(WakeKinds.None, [], [.. Enumerable.Range(0, 1000).Select(i => $"{i:d32}")]);
        PostgresCluster.Read(PostgresCluster.Payload(long_)).Replies.ShouldBeNull();
    }

    private static void Step(string?[] owners, IReadOnlyList<string> silos, IReadOnlyList<string> draining, string id)
    {
        var now = DateTimeOffset.UnixEpoch;
        var view = new ClusterView(
            now,
            [
                .. silos.Select(silo => new SiloSeen(
                    new SiloCard(silo, silo, silo, "", ""),
                    draining.Contains(silo) ? SiloState.Draining : SiloState.Active, now, now, [])),
            ],
            [.. owners.Select((owner, shard) => new ShardSeen(shard, owner, 1))]);
        var held = Enumerable.Range(0, owners.Length).Where(shard => owners[shard] == id).ToList();
        var plan = FairShare.Plan(view, id, held);
        plan.Give.ShouldBeSubsetOf(held);
        foreach (var shard in plan.Give)
        {
            owners[shard] = null;
        }

        foreach (var shard in plan.Claim)
        {
            owners[shard].ShouldBeNull();
            owners[shard] = id;
        }
    }
}
