using System.Collections.Concurrent;

namespace ActorCrm.Runtime.Silo;

/// <summary>The bounded queue between callers and a loop, and the bell that wakes the loop.</summary>
internal sealed class Mailbox(int lengthMax) : IDisposable
{
    private readonly ConcurrentQueue<Envelope> _queue = new();
    private readonly SemaphoreSlim _bell = new(0, 1);
    private int _reserved;
    private volatile bool _closed;

    /// <summary>How many messages wait or are being handled.</summary>
    public int Length => Volatile.Read(ref _reserved);

    /// <summary>How many messages wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _queue.IsEmpty;

    /// <summary>True when callers are refused because the silo stops.</summary>
    public bool IsClosed => _closed;

    /// <summary>Makes room for <paramref name="count"/> messages; false when there is none.</summary>
    public bool TryReserve(int count)
    {
        if (Interlocked.Add(ref _reserved, count) <= lengthMax)
        {
            return true;
        }

        Interlocked.Add(ref _reserved, -count);
        return false;
    }

    /// <summary>Makes room without asking whether there is any, for messages that were taken already.</summary>
    public void Reserve(int count) => Interlocked.Add(ref _reserved, count);

    /// <summary>Gives room back: the messages were answered, or never posted.</summary>
    public void Release(int count) => Interlocked.Add(ref _reserved, -count);

    /// <summary>Posts a message for which room was made.</summary>
    public void Post(Envelope envelope) => _queue.Enqueue(envelope);

    /// <summary>The next message, if any.</summary>
    public bool TryTake(out Envelope? envelope) => _queue.TryDequeue(out envelope);

    /// <summary>Wakes the loop.</summary>
    public void Ring()
    {
        // A bell that rings already need not ring twice; the race of two ringers ends in the exception.
        if (_bell.CurrentCount == 0)
        {
            try
            {
                _bell.Release();
            }
            catch (SemaphoreFullException)
            {
            }
        }
    }

    /// <summary>Waits for the bell, at most <paramref name="timeout"/>.</summary>
    public Task WaitAsync(TimeSpan timeout) => _bell.WaitAsync(timeout);

    /// <summary>Refuses callers from now on.</summary>
    public void Close()
    {
        _closed = true;
        Ring();
    }

    public void Dispose() => _bell.Dispose();
}
