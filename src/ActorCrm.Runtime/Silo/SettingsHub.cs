using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// The states of all setting grains as one immutable snapshot. Every loop reads it once a batch; no turn ever asks a
/// setting grain.
/// </summary>
internal sealed class SettingsHub(GrainCatalog catalog)
{
    private readonly Lock _writing = new();
    private volatile IReadOnlyDictionary<GrainId, object> _states = new Dictionary<GrainId, object>();
    private volatile object _current = new();
    private int _changes;

    /// <summary>The snapshot in force.</summary>
    public object Current => _current;

    /// <summary>
    /// Reads all setting grains: at start, and when another silo saved some. What this silo saved meanwhile stays.
    /// </summary>
    public async Task LoadAsync(IStorage storage, CancellationToken stop)
    {
        var changes = Volatile.Read(ref _changes);
        var states = new Dictionary<GrainId, object>();
        foreach (var type in catalog.Types.Where(type => type.IsSetting))
        {
            foreach (var stored in await storage.LoadAllAsync(type.Name, stop))
            {
                states[new GrainId(type.Name, stored.Key)] = type.ReadState(stored.Doc);
            }
        }

        lock (_writing)
        {
            // Otherwise a save of this silo's overtook the reading; its wake-up has it read again.
            if (changes == _changes)
            {
                Replace(states);
            }
        }
    }

    /// <summary>
    /// Takes over what a commit made durable; before its callers are answered, so that they read their writes.
    /// </summary>
    public void Apply(IEnumerable<(GrainId Id, object? State)> changes)
    {
        lock (_writing)
        {
            _changes++;
            var states = new Dictionary<GrainId, object>(_states);
            foreach (var (id, state) in changes)
            {
                if (state is null)
                {
                    states.Remove(id);
                }
                else
                {
                    states[id] = state;
                }
            }

            Replace(states);
        }
    }

    private void Replace(Dictionary<GrainId, object> states)
    {
        _states = states;
        _current = catalog.Settings(states);
    }
}
