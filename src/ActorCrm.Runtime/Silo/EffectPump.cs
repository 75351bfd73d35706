using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace ActorCrm.Runtime.Silo;

/// <summary>Does effects of one kind.</summary>
public interface IEffectExecutor
{
    /// <summary>The kind, as in <see cref="EffectRequest.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>
    /// Does it once. It may have been done before under the same key, with the outcome lost. An exception means
    /// "try again later".
    /// </summary>
    Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop);
}

/// <summary>One attempt of an effect.</summary>
/// <param name="From">The grain that asked for it.</param>
/// <param name="Payload">What to do.</param>
/// <param name="IdempotencyKey">The same in every attempt.</param>
/// <param name="Number">Counts the attempts from 1.</param>
public sealed record EffectAttempt(GrainId From, object Payload, string IdempotencyKey, int Number);

/// <summary>
/// How an attempt ended. Make one with <see cref="Done"/> or <see cref="GiveUp"/>; throw to try again.
/// </summary>
public sealed record EffectResult
{
    private EffectResult(bool isDone, string? detail)
    {
        IsDone = isDone;
        Detail = detail;
    }

    /// <summary>True when it was done.</summary>
    public bool IsDone { get; }

    /// <summary>What there is to say of it.</summary>
    public string? Detail { get; }

    /// <summary>It was done.</summary>
    public static EffectResult Done(string? detail = null) => new(true, detail);

    /// <summary>It cannot be done, and trying again will not help.</summary>
    public static EffectResult GiveUp(string detail) => new(false, detail);
}

/// <summary>
/// Claims due effects, hands them to their executors, and posts each outcome to the grain that asked in the transaction
/// that removes the effect. A crash in between leaves the row leased; when the lease ends it is tried again.
/// </summary>
internal sealed partial class EffectPump(
    LoopContext context, IReadOnlyDictionary<string, IEffectExecutor> executors, Action<int> ringShard) : IDisposable
{
    private readonly Mailbox _bell = new(1);
    private readonly SemaphoreSlim _free = new(context.Options.EffectsMax);
    private readonly HashSet<Task> _running = [];

    /// <summary>Says that effects were stored.</summary>
    public void Ring() => _bell.Ring();

    /// <summary>Runs until <paramref name="stop"/>; attempts under way are awaited.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var registration = stop.Register(_bell.Ring);
        while (!stop.IsCancellationRequested)
        {
            var wait = context.Options.IdleMax;
            try
            {
                wait = await ClaimAsync(stop);
            }
            catch (StorageException e)
            {
                LogClaimFailed(context.Logger, e);
            }

            if (wait > TimeSpan.Zero)
            {
                await _bell.WaitAsync(wait < context.Options.IdleMax ? wait : context.Options.IdleMax);
            }
        }

        await Task.WhenAll(_running);
    }

    public void Dispose()
    {
        _bell.Dispose();
        _free.Dispose();
    }

    /// <summary>Starts what is due and fits; returns how long to wait.</summary>
    internal async Task<TimeSpan> ClaimAsync(CancellationToken stop)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        var room = _free.CurrentCount;
        if (room == 0)
        {
            return context.Options.IdleMax;
        }

        // Not to be cancelled: what was claimed and not begun would lie until its lease ends. Begun under a stop, it is
        // given back at once. There is room for all of it.
        var now = context.Clock.GetUtcNow();
        var due = await context.Storage.ClaimEffectsAsync(
            context.SiloId, now, now + (context.Options.EffectTimeout * 2), room, CancellationToken.None);
        foreach (var effect in due.Rows)
        {
            await _free.WaitAsync(CancellationToken.None);
            _running.Add(DoAsync(effect, stop));
        }

        return due.NextDueAt is { } next ? next - context.Clock.GetUtcNow() : context.Options.IdleMax;
    }

    private async Task DoAsync(EffectRow effect, CancellationToken stop)
    {
        try
        {
            var result = await TryAsync(effect, stop);
            if (result is not null)
            {
                await EndAsync(effect, result, stop);
            }
        }
        catch (StorageException e)
        {
            // The lease ends by itself, and then somebody tries again.
            LogClaimFailed(context.Logger, e);
        }
        finally
        {
            _free.Release();
            _bell.Ring();
        }
    }

    private async Task<EffectResult?> TryAsync(EffectRow effect, CancellationToken stop)
    {
        if (!executors.TryGetValue(effect.Kind, out var executor)
            || !context.Catalog.Messages.TryFind(effect.Type, out var type))
        {
            return await LeaveAsync(effect);
        }

        try
        {
            using var timeout = new CancellationTokenSource(context.Options.EffectTimeout, context.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
            var attempt = new EffectAttempt(
                effect.From, type.Read(effect.Payload), effect.IdempotencyKey, effect.Attempts);
            return await executor.ExecuteAsync(attempt, either.Token);
        }
        catch (Exception e)
        {
            LogEffectFailed(context.Logger, effect.Kind, effect.Attempts, e);
            if (effect.Attempts >= context.Options.EffectAttemptsMax)
            {
                return EffectResult.GiveUp(e.Message);
            }

            context.Metrics.EffectTried(effect.Kind, "retry");
            var dueAt = context.Clock.GetUtcNow() + context.Options.DelayAfter(effect.Attempts);
            await context.Storage.RetryEffectAsync(effect, dueAt, e.Message, CancellationToken.None);
            return null;
        }
    }

    /// <summary>Leaves an effect of a newer program to a newer silo; after some time nobody will come for it.</summary>
    private async Task<EffectResult?> LeaveAsync(EffectRow effect)
    {
        var fault = $"Nothing here does effects of kind '{effect.Kind}'.";
        if (context.Options.NewerDelay * effect.Attempts >= context.Options.NewerMax)
        {
            return EffectResult.GiveUp(fault);
        }

        var dueAt = context.Clock.GetUtcNow() + context.Options.NewerDelay;
        await context.Storage.RetryEffectAsync(effect, dueAt, fault, CancellationToken.None);
        return null;
    }

    private async Task EndAsync(EffectRow effect, EffectResult result, CancellationToken stop)
    {
        context.Metrics.EffectTried(effect.Kind, result.IsDone ? "done" : "givenUp");
        var outcome = new EffectOutcome(
            effect.Kind, effect.IdempotencyKey, result.IsDone, effect.Attempts, result.Detail);
        var type = context.Catalog.Messages.Of(outcome);
        var now = context.Clock.GetUtcNow();
        var row = new InboxRow(
            StableId.From(now, $"{effect.Id}/outcome").ToString("n"), effect.From, effect.Shard, type.Name,
            type.Write(outcome), now, now, Attempts: 0);
        if (await context.Storage.EndEffectAsync(effect, row, CancellationToken.None))
        {
            ringShard(effect.Shard);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An effect of kind {Kind} failed, attempt {Attempt}")]
    private static partial void LogEffectFailed(ILogger logger, string kind, int attempt, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Effects could not be claimed or ended")]
    private static partial void LogClaimFailed(ILogger logger, Exception failure);
}
