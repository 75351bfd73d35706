namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>
/// The commits of one loop, two on their way at most: while the server works on one, it can already take in the next.
/// They are sent in the order of <see cref="TakeTurnAsync"/>; that they happen in this order is seen to by the server.
/// </summary>
internal sealed class LoopCommits
{
    private readonly Lock _changing = new();
    private Turn _last = Turn.Over;
    private Task _lastButOne = Task.CompletedTask;
    private int _questions;

    /// <summary>The fence that the loop's commits carry; null before the first.</summary>
    public long? Fence { get; set; }

    /// <summary>
    /// How often the loop asked which commit was the last. A commit submitted before a question is not sent after it.
    /// </summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Counts a question.</summary>
    public void Ask() => Interlocked.Increment(ref _questions);

    /// <summary>
    /// Waits until all but one of those who came before have ended. Dispose of the turn to give it to the next.
    /// </summary>
    /// <param name="deletes">Whether the commit deletes states.</param>
    public async Task<Turn> TakeTurnAsync(bool deletes)
    {
        Turn turn;
        Task wait;
        lock (_changing)
        {
            turn = new Turn(_last, deletes);
            wait = _lastButOne;
            _lastButOne = Task.WhenAll(_lastButOne, _last.HasEnded);
            _last = turn;
        }

        await wait;
        return turn;
    }

    /// <summary>The right to send.</summary>
    public sealed class Turn : IDisposable
    {
        /// <summary>Stands before the first.</summary>
        public static readonly Turn Over = new();

        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly bool _deletes;

        public Turn(Turn before, bool deletes)
        {
            BeforeHasEnded = before.HasEnded;
            BeforeIsSent = before._sent.Task;
            BeforeDeletes = before._deletes;
            _deletes = deletes;
        }

        private Turn()
        {
            BeforeHasEnded = BeforeIsSent = Task.CompletedTask;
            Dispose();
        }

        /// <summary>Over when the commit before this one has ended.</summary>
        public Task BeforeHasEnded { get; }

        /// <summary>Over when the commit before this one is on its way.</summary>
        public Task BeforeIsSent { get; }

        /// <summary>Whether the commit before this one deletes states.</summary>
        public bool BeforeDeletes { get; }

        public Task HasEnded => _ended.Task;

        /// <summary>The commit is on its way: the next may follow.</summary>
        public void Sent() => _sent.TrySetResult();

        public void Dispose()
        {
            _sent.TrySetResult();
            _ended.TrySetResult();
        }
    }
}
