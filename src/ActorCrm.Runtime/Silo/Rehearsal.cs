using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Silo;

/// <summary>What would have happened: the states and entries that a run without a commit left behind.</summary>
public sealed class Rehearsal
{
    private const int RemindersMax = 10_000;

    private Rehearsal(
        IReadOnlyDictionary<GrainId, object> changed, IReadOnlyList<TimelineEntry> timeline,
        IReadOnlyList<AskResult> answers)
    {
        Changed = changed;
        Timeline = timeline;
        Answers = answers;
    }

    /// <summary>Grains that were made or changed, as they would be; forgotten ones are left out.</summary>
    public IReadOnlyDictionary<GrainId, object> Changed { get; }

    /// <summary>Timeline entries in order.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; }

    /// <summary>The answer to each message that was handed in, in their order; null where its turn failed.</summary>
    public IReadOnlyList<AskResult> Answers { get; }

    internal static async Task<Rehearsal> RunAsync(
        LoopContext context, object settings, IReadOnlyList<Outgoing> messages, TimeSpan horizon,
        CancellationToken stop)
    {
        var cache = new ActivationCache(int.MaxValue, long.MaxValue);
        var runner = new TurnRunner(
            context.Catalog, context.Storage, cache, context.Options, context.ShardCount, _ => true, context.Logger);
        var caller = new Caller(messages.Count);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(context.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        var end = now + horizon;
        var play = new Play(context, settings, runner);
        var timeline = new List<TimelineEntry>();
        for (var i = 0; i < messages.Count; i++)
        {
            // One by one, as they would come; the answers are only known by their envelopes.
            var envelope = new Envelope(
                messages[i].To, messages[i].To.Shard(context.ShardCount), messages[i].Message, $"rehearsal/{i}", now)
            {
                Caller = caller,
                CallerIndex = i,
            };
            await play.RunAsync(envelope, now, stop);
        }

        for (var fired = 0; fired < RemindersMax && play.NextReminder(end) is { } reminder; fired++)
        {
            await play.RunAsync(reminder, reminder.SentAt, stop);
        }

        timeline.AddRange(play.Timeline);
        var changed = cache.All.Where(activation => play.Touched.Contains(activation) && activation.State is not null)
            .ToDictionary(activation => activation.Id, activation => activation.State!);
        return new Rehearsal(changed, timeline, [.. Enumerable.Range(0, messages.Count).Select(play.AnswerOf)]);
    }

    private sealed class Play(LoopContext context, object settings, TurnRunner runner)
    {
        private readonly Dictionary<(GrainId, string), (DateTimeOffset DueAt, object Message)> _reminders = [];
        private readonly Dictionary<int, AskResult> _answers = [];

        public List<TimelineEntry> Timeline { get; } = [];

        public HashSet<Activation> Touched { get; } = [];

        public AskResult AnswerOf(int index) => _answers.TryGetValue(index, out var answer)
            ? answer
            : new AskResult.DeadLettered("", "The turn failed.");

        public async Task RunAsync(Envelope envelope, DateTimeOffset at, CancellationToken stop)
        {
            var commit = new Commit { SiloId = context.SiloId, Loop = -1, Number = 0, At = at };
            var batch = new Batch(commit, settings);
            await runner.RunAsync(batch, [envelope], stop);
            Timeline.AddRange(commit.Timeline);
            Touched.UnionWith(batch.Touched);
            foreach (var (answered, result) in batch.Answers)
            {
                _answers[answered.CallerIndex] = result;
            }

            foreach (var (key, row) in commit.Reminders)
            {
                if (row is not null && context.Catalog.Messages.TryFind(row.Type, out var type))
                {
                    _reminders[key] = (row.DueAt, type.Read(row.Payload));
                }
                else
                {
                    _reminders.Remove(key);
                }
            }
        }

        /// <summary>Takes the earliest reminder that comes due before <paramref name="end"/>.</summary>
        public Envelope? NextReminder(DateTimeOffset end)
        {
            if (_reminders.Count == 0)
            {
                return null;
            }

            var ((grain, name), (dueAt, message)) = _reminders.MinBy(reminder => reminder.Value.DueAt);
            if (dueAt > end)
            {
                return null;
            }

            _reminders.Remove((grain, name));
            return new Envelope(
                grain, grain.Shard(context.ShardCount), message, $"rehearsal/{grain}/{name}", dueAt);
        }
    }
}
