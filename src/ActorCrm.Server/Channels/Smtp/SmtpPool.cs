using System.Threading.Channels;

namespace ActorCrm.Server.Channels.Smtp;

/// <summary>
/// Sends e-mails to one mail server over a few connections, which are made when needed and kept for a while. The
/// contents of an e-mail are sent once: what could mean twice is told to the caller as unknown, and everything else is
/// certain.
/// </summary>
internal sealed partial class SmtpPool : IAsyncDisposable
{
    private readonly SmtpServerSettings _settings;
    private readonly SmtpOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Channel<SmtpLetter> _queue;
    private readonly CancellationTokenSource _abort = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _lanes = [];
    private int _idle;
    private int _running;
    private bool _isClosed;

    /// <summary>Throws <see cref="ArgumentException"/> for settings or limits that cannot be used.</summary>
    public SmtpPool(SmtpServerSettings settings, SmtpOptions options, TimeProvider clock, ILogger<SmtpPool> logger)
    {
        if ((settings.Fault() ?? options.Fault()) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        (_settings, _options, _clock, _logger) = (settings, options, clock, logger);
        _queue = Channel.CreateBounded<SmtpLetter>(options.QueueMax);
    }

    /// <summary>Places for connections that are in use, or waiting for something to do.</summary>
    public int Lanes
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    /// <summary>
    /// Sends an e-mail; returns how that ended. Throws <see cref="OperationCanceledException"/> when
    /// <paramref name="stop"/> came before any of its contents were sent; later it breaks the connection, and the
    /// outcome says what is known.
    /// </summary>
    public async Task<SmtpOutcome> SendAsync(SmtpMessage message, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (MimeWriter.Fault(message) is { } fault)
        {
            return new SmtpOutcome.Rejected(554, "5.6.0", $"malformed: {fault}", SmtpCause.Malformed);
        }

        var letter = SmtpLetter.From(message, stop);
        try
        {
            await _queue.Writer.WriteAsync(letter, stop);
        }
        catch (ChannelClosedException)
        {
            return Closing();
        }

        AddLane();
        await using var cancelling = stop.UnsafeRegister(
            static state => ((SmtpLetter)state!).Cancel(), letter);
        return await letter.Outcome;
    }

    /// <summary>
    /// Takes no more e-mails, defers those that wait, and gives those under way
    /// <see cref="SmtpOptions.CloseTimeout"/> before it cuts them off.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        Task[] lanes;
        lock (_gate)
        {
            _isClosed = true;
            lanes = [.. _lanes];
        }

        while (_queue.Reader.TryRead(out var letter))
        {
            letter.Finish(Closing());
        }

        var all = Task.WhenAll(lanes);
        try
        {
            await all.WaitAsync(_options.CloseTimeout, _clock);
        }
        catch (TimeoutException)
        {
            await _abort.CancelAsync();
            await all;
        }

        _abort.Dispose();
    }

    private static SmtpOutcome.Deferred Closing() =>
        new(null, null, "the server stops or its mail settings change", SmtpCause.Closing);

    /// <summary>One more lane, if all are busy and more are allowed.</summary>
    private void AddLane()
    {
        lock (_gate)
        {
            if (_isClosed || _running == _options.ConnectionsMax
                || _queue.Reader.Count <= Volatile.Read(ref _idle))
            {
                return;
            }

            _running++;
            var lane = Task.Run(RunLaneAsync);
            _lanes.Add(lane);
            _ = lane.ContinueWith(
                ended =>
                {
                    lock (_gate)
                    {
                        _lanes.Remove(ended);
                    }
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private async Task RunLaneAsync()
    {
        var lane = new SmtpLane(_queue.Reader, OpenAsync, WaitAsync, _options, _abort.Token);
        try
        {
            await lane.RunAsync();
        }
        finally
        {
            lock (_gate)
            {
                _running--;
            }

            // What came between this lane's last look and its end was perhaps left to it.
            AddLane();
        }
    }

    /// <summary>Waits for something to do; false when nothing comes for too long, or ever.</summary>
    private async Task<bool> WaitAsync()
    {
        using var idle = new CancellationTokenSource(_options.IdleMax, _clock);
        var came = false;
        Interlocked.Increment(ref _idle);
        try
        {
            came = await _queue.Reader.WaitToReadAsync(idle.Token);
        }
        catch (OperationCanceledException)
        {
            // Nothing came in time.
        }

        // Who sent while this lane still counted as idle added none and relies on it: it looks once more.
        Interlocked.Decrement(ref _idle);
        return came || _queue.Reader.Count > 0;
    }

    private async Task<SmtpSession> OpenAsync(CancellationToken stop)
    {
        try
        {
            var (channel, extensions) = await SmtpHandshake.OpenAsync(_settings, _options, _clock, stop);
            LogConnected(_logger, _settings.Host, _settings.Port, extensions.Pipelining);
            return new SmtpSession(channel, extensions, _options, stop);
        }
        catch (SmtpBrokenException broken)
        {
            LogRefused(_logger, _settings.Host, _settings.Port, broken.Cause, broken.Reply?.Code);
            throw;
        }
    }
}
