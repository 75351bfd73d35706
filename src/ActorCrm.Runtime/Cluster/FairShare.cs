namespace ActorCrm.Runtime.Cluster;

/// <summary>
/// Who should own how many shards: an even share each, moved as little as possible. A pure function of what everybody
/// sees, so that silos come to the same end without talking.
/// </summary>
public static class FairShare
{
    /// <summary>What <paramref name="siloId"/> should give back and claim, given what it holds.</summary>
    public static SharePlan Plan(ClusterView view, string siloId, IReadOnlyCollection<int> held)
    {
        var target = Target(view, siloId, out var rank);
        if (held.Count > target)
        {
            return new SharePlan([.. held.OrderDescending().Take(held.Count - target)], []);
        }

        // Each silo begins at another place, so that two that want shards seldom want the same ones.
        var free = view.Shards.Where(shard => shard.Owner is null).Select(shard => shard.Shard).ToList();
        var offset = free.Count == 0 ? 0 : rank * free.Count / Math.Max(1, view.Silos.Count);
        return new SharePlan([], [.. free.Skip(offset).Concat(free.Take(offset)).Take(target - held.Count)]);
    }

    /// <summary>How many shards a silo should own.</summary>
    public static int Target(ClusterView view, string siloId) => Target(view, siloId, out _);

    private static int Target(ClusterView view, string siloId, out int rank)
    {
        var active = view.Silos.Where(silo => silo.State == SiloState.Active).Select(silo => silo.Card.Id)
            .Order(StringComparer.Ordinal).ToList();
        rank = active.IndexOf(siloId);
        if (rank < 0)
        {
            return 0;
        }

        return (view.Shards.Count / active.Count) + (rank < view.Shards.Count % active.Count ? 1 : 0);
    }
}

/// <summary>What a silo should do next; one of the two is empty.</summary>
/// <param name="Give">Shards to give back.</param>
/// <param name="Claim">Shards to claim.</param>
public sealed record SharePlan(IReadOnlyList<int> Give, IReadOnlyList<int> Claim);
