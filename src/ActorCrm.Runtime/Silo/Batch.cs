using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>Turns that share one commit: what they changed, whom to answer, and what to do again if it fails.</summary>
internal sealed class Batch(Commit commit, object settings)
{
    // Documents go into a database, not into a page: "+48" stays readable and findable.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly HashSet<Activation> _touched = [];
    private readonly HashSet<int> _shards = [];

    /// <summary>What will be written.</summary>
    public Commit Commit { get; } = commit;

    /// <summary>The settings snapshot of all its turns.</summary>
    public object Settings { get; } = settings;

    /// <summary>Messages that started it, in order; all others were begotten by them.</summary>
    public List<Envelope> Roots { get; } = [];

    /// <summary>What callers get once the commit is durable.</summary>
    public List<(Envelope Envelope, AskResult Result)> Answers { get; } = [];

    /// <summary>Callers' messages whose turn failed and that have attempts left.</summary>
    public List<Envelope> Retries { get; } = [];

    /// <summary>Grains whose state differs from what is durable.</summary>
    public IReadOnlyCollection<Activation> Touched => _touched;

    /// <summary>Setting grains as this batch leaves them.</summary>
    public List<(GrainId Id, object? State)> SettingChanges { get; } = [];

    /// <summary>Turns run so far.</summary>
    public int Turns { get; set; }

    /// <summary>True when its commit has something to write.</summary>
    public bool HasWork => _touched.Count > 0 || !Commit.IsEmpty();

    /// <summary>Takes a grain's next state.</summary>
    public void Change(Activation activation, object? state)
    {
        activation.State = state;
        if (_touched.Add(activation))
        {
            activation.Version++;
            activation.Pins++;
            Touch(activation.Shard);
        }
    }

    /// <summary>Says that the commit writes something of a shard, whose epoch must then hold.</summary>
    public void Touch(int shard) => _shards.Add(shard);

    /// <summary>Puts the states and epochs into the commit; after the last turn, once.</summary>
    public void Seal(ActivationCache cache, IReadOnlyDictionary<int, long> epochs)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        foreach (var activation in _touched)
        {
            Add(cache, activation, buffer, json);
        }

        Commit.States.Sort((a, b) => a.Id.CompareTo(b.Id));
        Commit.Epochs.AddRange(_shards.Order().Select(shard => new ShardEpoch(shard, epochs[shard])));
    }

    private void Add(
        ActivationCache cache, Activation activation, ArrayBufferWriter<byte> buffer, Utf8JsonWriter json)
    {
        if (activation.Type.IsSetting)
        {
            SettingChanges.Add((activation.Id, activation.State));
        }

        byte[]? doc = null;
        if (activation.State is { } state)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            activation.Type.WriteState(json, state);
            json.Flush();
            doc = buffer.WrittenSpan.ToArray();
        }

        var version = activation.Version;
        if (doc is null)
        {
            // The row goes; a grain that gets a state again starts over.
            activation.Version = 0;
            if (version == 1)
            {
                return;
            }
        }

        cache.Resize(activation, doc?.Length ?? 0);
        Commit.States.Add(new StateWrite(activation.Id, activation.Shard, version, doc));
    }
}
