namespace ActorCrm.Runtime.Storage;

/// <summary>Keeps apart two clusters that were given one database by mistake.</summary>
public static class ClusterName
{
    /// <summary>The name of a cluster that was given none.</summary>
    public const string Default = "actorcrm";

    /// <summary>Refuses a database that was made for a cluster of another name.</summary>
    internal static void Check(string stored, string ours)
    {
        if (stored != ours)
        {
            throw new StorageException(
                $"The database belongs to the cluster '{stored}', this silo to the cluster '{ours}' (Cluster:Name). "
                + "If they are two, give this one a database of its own: correct the connection string or the data "
                + $"directory. If they are one, set Cluster:Name to '{stored}' on every silo.");
        }
    }
}
