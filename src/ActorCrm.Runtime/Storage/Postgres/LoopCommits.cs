namespace ActorCrm.Runtime.Storage.Postgres;

/// <summary>
/// The commits of one loop, one at a time: the next is sent when the one before has ended, in the order of
/// <see cref="TakeTurnAsync"/>. Sent together they would gain nothing, since each waits in the database for the row of
/// the one before, and on two connections they could overtake each other.
/// </summary>
internal sealed class LoopCommits
{
    private readonly Lock _changing = new();
    private Task _last = Task.CompletedTask;
    private int _questions;

    /// <summary>The fence that the loop's commits carry; null before the first.</summary>
    public long? Fence { get; set; }

    /// <summary>
    /// How often the loop asked which commit was the last. A commit submitted before a question is not sent after it.
    /// </summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Counts a question.</summary>
    public void Ask() => Interlocked.Increment(ref _questions);

    /// <summary>Waits for those who came before. Dispose of the turn to give it to the next.</summary>
    public async Task<Turn> TakeTurnAsync()
    {
        var turn = new Turn();
        Task before;
        lock (_changing)
        {
            before = _last;
            _last = turn.Ended;
        }

        await before;
        return turn;
    }

    /// <summary>The right to send.</summary>
    public sealed class Turn : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public void Dispose() => _ended.TrySetResult();
    }
}
