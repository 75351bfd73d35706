using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Settings;

/// <summary>The scenario of one project: its revisions and its switch.</summary>
public static class ScenarioGrain
{
    /// <summary>Days before the day of re-activation whose calls are replayed (CS-35).</summary>
    public const int ResendDaysBefore = 2;

    /// <summary>Handles one message.</summary>
    public static Scenario? Handle(Turn turn, Scenario? state, object message) => message switch
    {
        SaveScenario save => Save(turn, state, save),
        ActivateScenario activate => Activate(turn, state, activate),
        DeactivateScenario deactivate => Deactivate(turn, state, deactivate),
        EffectOutcome { Kind: ResendCalls.Kind } outcome => Resent(turn, state, outcome),
        _ => throw new InvalidOperationException($"A scenario does not understand {message.GetType().Name}."),
    };

    private static Scenario? Save(Turn turn, Scenario? state, SaveScenario save)
    {
        var version = state?.Version ?? 0;
        if (save.IfVersion is { } expected && expected != version)
        {
            turn.Reply(SettingFaults.VersionMismatch(expected, version));
            return state;
        }

        if (!ScenarioMatrix.TryRead(save.Matrix, out var matrix, out var faults))
        {
            turn.Reply(new SettingRefused("scenarioInvalid", [.. faults], version));
            return state;
        }

        if (state is not null && state.Revisions[^1].Matrix.Equals(matrix))
        {
            turn.Reply(new SettingSaved(version));
            return state;
        }

        var next = Revise(turn, state, matrix, save.By);
        turn.Record(new TimelineEntry(turn.Self, "scenarioSaved", save.By, Why: $"version {next.Version}"));
        turn.Audit("scenarioSaved", save.By, new() { ["version"] = $"{next.Version}" });
        turn.Reply(new SettingSaved(next.Version));
        return next;
    }

    // CS-02: a scenario without Top manager or without anybody mapped would lose its tasks, so it is not switched on.
    private static Scenario? Activate(Turn turn, Scenario? state, ActivateScenario activate)
    {
        if (state is { Active: true })
        {
            turn.Reply(new SettingSaved(state.Version));
            return state;
        }

        var settings = SettingsSnapshot.Of(turn);
        var missing = Missing(settings);
        if (missing.Count > 0)
        {
            turn.Reply(new SettingRefused("setupIncomplete", [.. missing], state?.Version ?? 0));
            return state;
        }

        var next = (state ?? Revise(turn, null, ScenarioMatrix.Default, activate.By)) with
        {
            Active = true,
            ChangedAt = turn.Now,
            ChangedBy = activate.By,
        };
        turn.Record(new TimelineEntry(
            turn.Self, "integrationActivated", activate.By, "CS-02", activate.Resend ? "withResend" : null));
        turn.Audit("integrationActivated", activate.By);
        turn.Reply(new SettingSaved(next.Version));
        return activate.Resend ? Resend(turn, next, settings.Calls.UtcOffset) : next;
    }

    private static List<string> Missing(SettingsSnapshot settings)
    {
        var missing = new List<string>();
        if (settings.TopManagerUserId is null)
        {
            missing.Add("No Top manager is chosen among the employees that have a CRM user.");
        }

        if (!Array.Exists(settings.Employees.All, employee => employee.CrmUserId is not null))
        {
            missing.Add("No employee is mapped to a CRM user.");
        }

        return missing;
    }

    // CS-35: the day of re-activation and the two before it.
    private static Scenario Resend(Turn turn, Scenario scenario, TimeSpan utcOffset)
    {
        var today = new DateTimeOffset(turn.Now.ToOffset(utcOffset).Date, utcOffset);
        var since = today.AddDays(-ResendDaysBefore).ToUniversalTime();
        turn.Request(new EffectRequest(
            ResendCalls.Kind,
            new ResendCalls(scenario.Project, since, turn.Now),
            $"{ResendCalls.Kind}/{scenario.Project}/{turn.Now:O}"));
        return scenario with { Resend = new ResendStatus(since, turn.Now) };
    }

    private static Scenario? Resent(Turn turn, Scenario? state, EffectOutcome outcome)
    {
        if (state?.Resend is not { Done: null } resend)
        {
            return state;
        }

        turn.Record(new TimelineEntry(
            turn.Self, outcome.Done ? "callsResent" : "callsNotResent", "CS-35", "CS-35", outcome.Detail));
        return state with { Resend = resend with { Done = outcome.Done, Detail = outcome.Detail } };
    }

    private static Scenario? Deactivate(Turn turn, Scenario? state, DeactivateScenario deactivate)
    {
        turn.Reply(new SettingSaved(state?.Version ?? 0));
        if (state is not { Active: true })
        {
            return state;
        }

        turn.Record(new TimelineEntry(turn.Self, "integrationDeactivated", deactivate.By));
        turn.Audit("integrationDeactivated", deactivate.By);
        return state with { Active = false, ChangedAt = turn.Now, ChangedBy = deactivate.By };
    }

    private static Scenario Revise(Turn turn, Scenario? state, ScenarioMatrix matrix, string by)
    {
        var revision = new ScenarioRevision((state?.Version ?? 0) + 1, matrix, turn.Now, by);
        var kept = state is null ? [] : state.Revisions.AsSpan();
        kept = kept.Length < Scenario.RevisionsMax ? kept : kept[(kept.Length - Scenario.RevisionsMax + 1)..];
        return new Scenario(
            turn.Self.Key, state?.Active ?? false, revision.Version, [.. kept, revision], turn.Now, by, state?.Resend);
    }
}
