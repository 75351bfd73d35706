using System.Collections.Concurrent;

namespace ActorCrm.Runtime.Silo;

/// <summary>
/// A thread of its own for a loop: everything the loop awaits goes on there. On the thread pool it would wait behind
/// the callers whom it has just answered, and the disk would wait for it.
/// </summary>
internal sealed class LoopThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _work = [];

    private LoopThread()
    {
    }

    /// <summary>Runs <paramref name="body"/> on a new thread that ends with it.</summary>
    public static Task RunAsync(string name, Func<Task> body)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => new LoopThread().Run(body, ended)) { IsBackground = true, Name = name };
        thread.Start();
        return ended.Task;
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nobody waits for a loop's thread; post instead.");

    private void Run(Func<Task> body, TaskCompletionSource ended)
    {
        SetSynchronizationContext(this);
        var task = body();

        // Wakes the pump below when the body has ended, on whatever thread that was.
        _ = task.ContinueWith(
            _ => Post(_ => { }, null), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        foreach (var (callback, state) in _work.GetConsumingEnumerable())
        {
            callback(state);
            if (task.IsCompleted)
            {
                break;
            }
        }

        ended.SetFromTask(task);
    }
}
