using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorCrm.Simulation;

/// <summary>
/// Drives real shard loops, one action at a time on one thread, with a manual clock and a storage that fails and
/// crashes as the schedule says. Everything is a function of the schedule and of the order of actions, so a seed
/// replays
/// a failure.
/// </summary>
internal sealed class Simulator
{
    private const int ShardCount = 8;
    private const int ActionsMax = 200_000;

    private readonly GrainCatalog _catalog;
    private readonly SiloOptions _options;
    private readonly List<Incarnation> _zombies = [];
    private readonly List<Ask> _open = [];
    private Incarnation _silo;
    private int _incarnations;

    public Simulator(Func<string, Fault> schedule, SiloOptions options, GrainCatalog? catalog = null)
    {
        _options = options;
        _catalog = catalog ?? Tallying.Catalog();
        Storage = new SimulatedStorage(_catalog, schedule, ShardCount);
        _silo = StartSilo();
    }

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public SimulatedStorage Storage { get; }

    /// <summary>Every message ever handed in, and what is known of it.</summary>
    public List<Ask> Asks { get; } = [];

    public int Crashes { get; private set; }

    /// <summary>True when no caller waits and nothing is queued or under way.</summary>
    public bool IsQuiet => _open.Count == 0 && Storage.IsIdle && _silo.Steps.All(step => step is null);

    public int LoopCount => _silo.Loops.Length;

    public void Hand(string grain, object message) => Hand(Tallying.Id(grain), message);

    public void Hand(GrainId grain, object message)
    {
        var ask = new Ask(grain, message);
        Asks.Add(ask);
        Post(ask);
    }

    /// <summary>Lets a loop go on: ends its wait for a commit, or begins a step.</summary>
    public void Step(int index)
    {
        if (_silo.Steps[index] is null)
        {
            _silo.Steps[index] = _silo.Loops[index].StepAsync(CancellationToken.None);
        }
        else
        {
            Storage.EndCommit();
        }

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Look();
    }

    public void EndCommit()
    {
        Storage.EndCommit();
        Look();
    }

    /// <summary>The process dies between two actions.</summary>
    public void Crash()
    {
        Crashes++;
        Storage.ForgetPending();
        _silo.Steps.AsSpan().Clear();
        Restart();
    }

    /// <summary>
    /// Another process takes the shards while this one believes that it owns them. From now on it must not write.
    /// </summary>
    public void TakeOver()
    {
        _zombies.Add(_silo);
        Restart();
    }

    /// <summary>Lets a silo that lost its shards go on.</summary>
    public void StepZombie()
    {
        foreach (var zombie in _zombies.Where(zombie => !zombie.IsDead))
        {
            for (var i = 0; i < zombie.Loops.Length; i++)
            {
                zombie.Steps[i] ??= zombie.Loops[i].StepAsync(CancellationToken.None);
                zombie.IsDead |= zombie.Steps[i]!.IsFaulted;
                zombie.Steps[i] = zombie.Steps[i]!.IsCompleted ? null : zombie.Steps[i];
            }
        }
    }

    /// <summary>
    /// Runs without further faults until all is done. Throws, naming what is left, if that never comes.
    /// </summary>
    public void Settle()
    {
        for (var action = 0; action < ActionsMax; action++)
        {
            for (var loop = 0; loop < LoopCount; loop++)
            {
                Step(loop);
            }

            EndCommit();
            Clock.Advance(TimeSpan.FromMilliseconds(200));
            if (IsQuiet)
            {
                return;
            }
        }

        throw new InvalidOperationException(
            $"Never quiet: {_open.Count} callers wait, {Storage.PendingCommits} commits, idle {Storage.IsIdle}.");
    }

    private Incarnation StartSilo()
    {
        _incarnations++;
        var shards = Storage.ClaimShards();
        var settings = new SettingsHub(_catalog);
        settings.LoadAsync(Storage, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        var context = new LoopContext(
            $"silo{_incarnations}", ShardCount, _catalog, Storage, _options, settings, Clock, new SiloMetrics(),
            NullLogger.Instance);
        var loops = Enumerable.Range(0, _options.Loops).Select(index => new ShardLoop(
            context, index, [.. shards.Where(shard => shard.Shard % _options.Loops == index)])).ToArray();
        context.Committed = (from, commit) =>
        {
            foreach (var row in commit.InboxPut)
            {
                loops[row.Shard % loops.Length].NotifyInbox();
            }
        };
        return new Incarnation(loops, new Task<bool>?[loops.Length]);
    }

    private void Restart()
    {
        // Who was not answered does not know, and asks again under another name.
        var lost = _open.ToList();
        _open.Clear();
        _silo = StartSilo();
        foreach (var ask in lost)
        {
            ask.IsLost = true;
            var again = new Ask(ask.To, ask.Message switch
            {
                Step step => step with { Name = step.Name + "~" },
                Throw thrown => thrown with { Name = thrown.Name + "~" },
                Poison poison => poison with { Name = poison.Name + "~" },
                _ => ask.Message,
            });
            Asks.Add(again);
            Post(again);
        }
    }

    private void Post(Ask ask)
    {
        var loop = _silo.Loops[ask.To.Shard(ShardCount) % LoopCount];
        var caller = new Caller(1);
        ask.Answer = caller.Task;
        loop.Mailbox.TryReserve(1).ShouldBeTrue();
        loop.Mailbox.Post(new Envelope(
            ask.To, ask.To.Shard(ShardCount), ask.Message, $"ask{Asks.Count}", Clock.GetUtcNow())
        { Caller = caller });
        _open.Add(ask);
    }

    /// <summary>Sees which steps and asks have ended; a crash inside a step is the crash of the process.</summary>
    private void Look()
    {
        _open.RemoveAll(ask => ask.Answer.IsCompleted);
        for (var i = 0; i < _silo.Steps.Length; i++)
        {
            if (_silo.Steps[i] is not { IsCompleted: true } step)
            {
                continue;
            }

            _silo.Steps[i] = null;
            if (step.Exception?.InnerException is SimulatedCrashException)
            {
                Crash();
                return;
            }

            if (step.Exception is { } failure)
            {
                throw new InvalidOperationException("A loop gave up.", failure);
            }
        }
    }

    private sealed record Incarnation(ShardLoop[] Loops, Task<bool>?[] Steps)
    {
        public bool IsDead { get; set; }
    }
}

/// <summary>A message that a caller handed in.</summary>
internal sealed class Ask(GrainId to, object message)
{
    public GrainId To { get; } = to;

    public object Message { get; } = message;

    public Task<AskResult[]> Answer { get; set; } = null!;

    /// <summary>The process died before it answered.</summary>
    public bool IsLost { get; set; }

    public bool IsAnswered => !IsLost && Answer.IsCompletedSuccessfully;

    // The simulation is single-threaded: this is read only when the answer is there.
#pragma warning disable VSTHRD002
    public AskResult Result => Answer.Result[0];
#pragma warning restore VSTHRD002
}
