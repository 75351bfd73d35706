using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Reads;
using Dapper;

namespace ActorCrm.Server.Calls.Resend;

/// <summary>
/// Tells each call that was stored while its project's integration was off to be evaluated now, in order of start
/// (CS-35). A call that was evaluated ignores it, so an attempt that breaks off is simply made again.
/// </summary>
/// <param name="silo">Asked for late: the silo itself holds its executors.</param>
/// <param name="database">Where the calls are found.</param>
/// <param name="clock">For waiting while the silo has no room.</param>
internal sealed class ResendCallsExecutor(Func<SiloHost> silo, ReadDatabase database, TimeProvider clock)
    : IEffectExecutor
{
    private const int PageSize = 256;

    private static readonly FeatureSql Sql = FeatureSql.Load("Calls/Resend/resend");

    /// <inheritdoc/>
    public string Kind => ResendCalls.Kind;

    /// <inheritdoc/>
    public async Task<EffectResult> ExecuteAsync(EffectAttempt attempt, CancellationToken stop)
    {
        var resend = (ResendCalls)attempt.Payload;
        var last = new Row("", long.MinValue);
        var count = 0;
        while (true)
        {
            var page = await ReadAsync(resend, last, stop);
            if (page.Count == 0)
            {
                return EffectResult.Done($"{count} calls");
            }

            await AskAsync(page, stop);
            count += page.Count;
            last = page[^1];
        }
    }

    private async Task<List<Row>> ReadAsync(ResendCalls resend, Row last, CancellationToken stop)
    {
        await using var connection = await database.OpenAsync(stop);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            Sql.For(database.Dialect)["calls_to_resend"],
            new
            {
                project = resend.Project,
                since = resend.Since.ToUnixTimeMilliseconds(),
                until = resend.Until.ToUnixTimeMilliseconds(),
                afterStart = last.StartedAt,
                afterId = last.Id,
                limit = PageSize,
            },
            cancellationToken: stop));
        return rows.AsList();
    }

    private async Task AskAsync(List<Row> page, CancellationToken stop)
    {
        var messages = page.ConvertAll(row => new Outgoing(new GrainId(Call.Type, row.Id), new ResendCall()));
        while (true)
        {
            switch ((await silo().AskManyAsync(messages, stop))[0])
            {
                case AskResult.Overloaded overloaded:
                    await Task.Delay(overloaded.RetryAfter, clock, stop);
                    break;
                case AskResult.Stopping or AskResult.Unknown:
                    throw new OperationCanceledException("The silo stops; the replay goes on after the next start.");
                default:
                    return;
            }
        }
    }

    private sealed record Row(string Id, long StartedAt);
}
