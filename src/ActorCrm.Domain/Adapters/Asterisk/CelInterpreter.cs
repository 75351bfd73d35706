using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>
/// Turns the rows of one linked id into one call. The answer is a function of the <em>set</em> of the rows: their order
/// and repeated ones change nothing. docs/adapters-asterisk.md says the rules in words.
/// </summary>
public sealed class CelInterpreter
{
    // How long others must go on talking after somebody has gone, before the call is theirs.
    private static readonly TimeSpan OthersTalkMin = TimeSpan.FromSeconds(1);

    private readonly CelLog _log;
    private readonly AsteriskSettings _settings;
    private readonly CelParties _parties;
    private readonly CelIdentities _identities;

    private CelInterpreter(IReadOnlyCollection<CelRow> rows, AsteriskSettings settings)
    {
        var patterns = settings.Patterns();
        (_settings, _log) = (settings, new CelLog(rows));
        _parties = new CelParties(_log, patterns);
        _identities = new CelIdentities(_log, _parties, patterns);
    }

    /// <summary>
    /// Reads the call. <paramref name="rows"/> are of one linked id and at least one;
    /// <paramref name="settings"/> have passed <see cref="AsteriskSettings.Validate"/>.
    /// </summary>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public static CelCall Read(IReadOnlyCollection<CelRow> rows, AsteriskSettings settings)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        return rows.Count == 0
            ? throw new ArgumentException("A call has at least one row.", nameof(rows))
            : new CelInterpreter(rows, settings).Call();
    }

    private CelCall Call()
    {
        var patterns = _settings.Patterns();
        var (direction, why) = CelDirections.Of(_log, _parties, _identities, patterns);
        var fromSource = CelConnections.Of(_log, _parties.Source);
        var first = fromSource.Count > 0 ? fromSource[0] : null;
        var answeredAt = AnsweredAt(first);
        var isComplete = CelOutcomes.IsComplete(_log, _parties, patterns, answeredAt is not null);
        var outcome = answeredAt is not null
            ? CallOutcome.Answered
            : CelOutcomes.Unanswered(_log, _parties, patterns);
        var steps = Steps(direction, fromSource, answeredAt);
        var (to, toName) = Called(direction, fromSource, steps);
        return new CelCall
        {
            LinkedId = _log.LinkedId,
            From = _parties.IsUnreached ? null : _identities.From,
            FromName = _identities.FromName,
            To = to,
            ToName = toName,
            Dialled = _identities.Dialled,
            Direction = direction,
            StartedAt = _log.First.Start?.EventTime,
            RingingAt = _parties.Rung.FirstOrDefault()?.StartedAt,
            AnsweredAt = answeredAt,
            AnsweredBy = steps.Count > 0 ? steps[0].Step.Agent : null,
            MadeBy = direction == CallDirection.Incoming || _parties.IsUnreached ? null : _identities.Caller,
            Steps = [.. steps.Select(step => step.Step)],
            EndedAt = EndedAt(),
            Outcome = isComplete ? outcome : null,
            OutcomeSoFar = outcome,
            Recordings = CelRecordings.Of(_log, _settings),
            IsComplete = isComplete,
            FirstRowAt = _log.Rows[0].EventTime,
            LastRowAt = _log.Rows[^1].EventTime,
            Trace = [.. Trace(why, first, outcome, isComplete)],
        };
    }

    // The caller is connected when it enters the bridge. Where a program called the caller first, the caller is in a
    // bridge long before, and the other side's entry counts.
    private DateTimeOffset? AnsweredAt(CelConnection? first)
    {
        if (first is null)
        {
            return _parties.Rung.Any() || CelOutcomes.IsVoicemail(_log, _parties, _settings.Patterns())
                ? null
                : CelConnections.FirstBridge(_parties.Source);
        }

        var picked = first.Channel.AnsweredAt ?? first.Channel.StartedAt;
        return _parties.IsLocalOriginate || first.OwnSince < picked ? first.OtherSince : first.OwnSince;
    }

    // Who joins while the employee before goes on talking takes part in a conference; a transfer is to be left alone
    // with the client.
    private List<(CelStep Step, CelConnection With)> Steps(
        CallDirection direction, IReadOnlyList<CelConnection> fromSource, DateTimeOffset? answered)
    {
        var steps = new List<(CelStep Step, CelConnection With)>();
        var client = Client(direction, fromSource);
        foreach (var connection in client is null ? fromSource : CelConnections.Of(_log, client))
        {
            var agent = _identities.Agent(connection.Channel, connection.Name);
            if (steps.Count == 0)
            {
                steps.Add((new CelStep(answered ?? connection.At, agent), connection));
            }
            else if (IsSame(steps[^1].Step.Agent, agent))
            {
                steps[^1] = (steps[^1].Step, connection);
            }
            else if (IsLeftTo(connection, steps[^1].With.Until))
            {
                steps.Add((new CelStep(connection.At, agent), connection));
            }
        }

        return steps;
    }

    private static bool IsLeftTo(CelConnection next, DateTimeOffset? gone) =>
        gone <= next.At || (gone is not null && (next.Until is not { } until || until > gone + OthersTalkMin));

    // One employee has several telephones.
    private static bool IsSame(AgentReference one, AgentReference other) =>
        one == other || (one.Extension is not null && one.Extension == other.Extension);

    // On an outgoing call the client is the leg outside, and whoever talks with that leg takes part.
    private CelChannel? Client(CallDirection direction, IReadOnlyList<CelConnection> fromSource) =>
        direction != CallDirection.Outgoing ? null
        : fromSource.FirstOrDefault(connection => _parties.IsExternal(connection.Channel))?.Channel;

    private (string? To, string? Name) Called(
        CallDirection direction,
        IReadOnlyList<CelConnection> fromSource,
        List<(CelStep Step, CelConnection With)> steps)
    {
        var dialled = _parties.IsUnreached ? _identities.From : _identities.Dialled;
        if (_identities.Meeting is { } meeting)
        {
            return (dialled, meeting);
        }

        if (fromSource.Count > 0)
        {
            var client = Client(direction, fromSource);
            var reached = client is null ? steps[^1].With : fromSource.First(one => one.Channel == client);
            return (
                _identities.Number(reached.Channel, reached.Name, dialled) ?? dialled,
                _identities.Name(reached.Channel, reached.Name));
        }

        return _parties.Rung.LastOrDefault() is not { } last ? (dialled, _identities.Destination)
            : IsOneOfMany(last) ? (dialled, _identities.Destination ?? "")
            : (_identities.Number(last, last.Name, dialled) ?? dialled, _identities.Name(last, last.Name));
    }

    // A group or a queue was called, not the one telephone of it that happened to be the last.
    private bool IsOneOfMany(CelChannel last) =>
        _parties.Source.Rows.Any(row => row.AppName.Equals("Queue", StringComparison.OrdinalIgnoreCase))
        || _parties.Rung.Any(leg => leg != last
            && (leg.EndedAt is null || leg.EndedAt > last.StartedAt)
            && _identities.Number(leg, leg.Name, dialled: null) != _identities.Number(last, last.Name, dialled: null));

    // A call is over when its caller is gone, unless others, whom a transfer brought together, talk on.
    private DateTimeOffset? EndedAt()
    {
        if (_parties.Source.EndedAt is not { } gone)
        {
            return _log.Rows.LastOrDefault(row => row.EventType == CelTypes.LinkedIdEnd)?.EventTime;
        }

        // Only a leg that outlives the caller can talk on; to look closer is rarely needed.
        if (!_parties.Legs.Any(leg => leg.EndedAt > gone + OthersTalkMin))
        {
            return gone;
        }

        var ends = CelConnections.LastTalking(_log, _parties.Source, gone).Select(leg => leg.EndedAt).ToList();
        return ends.Count > 0 && ends.Min() is { } last && last > gone + OthersTalkMin ? last : gone;
    }

    private IEnumerable<string> Trace(string direction, CelConnection? first, CallOutcome outcome, bool isComplete)
    {
        yield return direction;
        if (_parties.IsLocalOriginate)
        {
            yield return "a program made the call through a Local channel";
        }

        if (first is not null)
        {
            yield return $"answered: connected with {first.Name.Full}";
        }
        else
        {
            yield return $"{outcome}: {_parties.Rung.Count()} legs, none connected";
        }

        if (!isComplete)
        {
            yield return "incomplete: rows are missing, or the call goes on";
        }
    }
}
