using ActorCrm.Runtime.Grains;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// A grain's state in memory. <see cref="State"/> and <see cref="Version"/> may be ahead of the database.
/// </summary>
internal sealed class Activation(GrainId id, GrainType type, int shard)
{
    public GrainId Id { get; } = id;

    public GrainType Type { get; } = type;

    public int Shard { get; } = shard;

    /// <summary>The state after the last turn; null when there is none.</summary>
    public object? State { get; set; }

    /// <summary>The version that the next successful commit leaves in the database; 0 when there is no row.</summary>
    public long Version { get; set; }

    /// <summary>Estimated bytes in memory.</summary>
    public int Size { get; set; } = ActivationCache.OverheadBytes;

    /// <summary>Commits under way that hold this grain. It must not be evicted before they end.</summary>
    public int Pins { get; set; }

    /// <summary>Neighbours in the order of use.</summary>
    public Activation? Newer { get; set; }

    public Activation? Older { get; set; }
}

/// <summary>
/// The activations of one loop, bounded by number and by estimated bytes; the least recently used go first.
/// </summary>
internal sealed class ActivationCache(int countMax, long bytesMax)
{
    /// <summary>What an activation costs beside its state: the object, its key, its place in the table.</summary>
    public const int OverheadBytes = 400;

    private readonly Dictionary<GrainId, Activation> _byId = [];
    private readonly Dictionary<GrainType, TypeCount> _counts = [];
    private TypeCount[] _byType = [];
    private Activation? _newest;
    private Activation? _oldest;

    public int Count => _byId.Count;

    /// <summary>Estimated bytes of all activations.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<Activation> All => _byId.Values;

    /// <summary>Activations by type. Read from other threads, it may be a step behind.</summary>
    public IReadOnlyList<TypeCount> ByType => Volatile.Read(ref _byType);

    /// <summary>Whether a grain is in memory; it is not marked as used.</summary>
    public bool Contains(in GrainId id) => _byId.ContainsKey(id);

    /// <summary>The activation of a grain, marked as used; null when it is not in memory.</summary>
    public Activation? Find(in GrainId id)
    {
        if (!_byId.TryGetValue(id, out var activation))
        {
            return null;
        }

        if (activation != _newest)
        {
            Unlink(activation);
            LinkNewest(activation);
        }

        return activation;
    }

    public void Add(Activation activation)
    {
        _byId.Add(activation.Id, activation);
        Bytes += activation.Size;
        CountOf(activation.Type).Count++;
        LinkNewest(activation);
    }

    /// <summary>Takes a new estimate of a state's size, given the length of its JSON.</summary>
    public void Resize(Activation activation, int docLength)
    {
        // Objects with UTF-16 strings take about three times their JSON.
        var size = OverheadBytes + (docLength * 3);
        Bytes += size - activation.Size;
        activation.Size = size;
    }

    public void Remove(Activation activation)
    {
        if (_byId.Remove(activation.Id))
        {
            Bytes -= activation.Size;
            CountOf(activation.Type).Count--;
            Unlink(activation);
        }
    }

    /// <summary>Evicts what is over the bound, sparing what a commit under way holds.</summary>
    public int Trim()
    {
        var evicted = 0;
        var candidate = _oldest;
        while (candidate is not null && (_byId.Count > countMax || Bytes > bytesMax))
        {
            var next = candidate.Newer;
            if (candidate.Pins == 0)
            {
                Remove(candidate);
                evicted++;
            }

            candidate = next;
        }

        return evicted;
    }

    private TypeCount CountOf(GrainType type)
    {
        if (!_counts.TryGetValue(type, out var count))
        {
            _counts.Add(type, count = new TypeCount(type.Name));
            Volatile.Write(ref _byType, [.. _byType, count]);
        }

        return count;
    }

    private void LinkNewest(Activation activation)
    {
        activation.Older = _newest;
        activation.Newer = null;
        if (_newest is not null)
        {
            _newest.Newer = activation;
        }

        _newest = activation;
        _oldest ??= activation;
    }

    private void Unlink(Activation activation)
    {
        if (activation.Newer is not null)
        {
            activation.Newer.Older = activation.Older;
        }
        else
        {
            _newest = activation.Older;
        }

        if (activation.Older is not null)
        {
            activation.Older.Newer = activation.Newer;
        }
        else
        {
            _oldest = activation.Newer;
        }

        activation.Newer = null;
        activation.Older = null;
    }
}

/// <summary>How many activations of a type are in memory.</summary>
internal sealed class TypeCount(string name)
{
    public string Name => name;

    public int Count { get; set; }
}
