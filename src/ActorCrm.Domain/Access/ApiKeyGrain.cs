using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>Makes and revokes one API key.</summary>
public static class ApiKeyGrain
{
    /// <summary>Handles one message.</summary>
    public static ApiKey? Handle(Turn turn, ApiKey? state, object message) => message switch
    {
        CreateApiKey create => Create(turn, state, create),
        RevokeApiKey revoke => Revoke(turn, state, revoke),
        RotateApiKey rotate => Rotate(turn, state, rotate),
        _ => throw new InvalidOperationException($"An API key does not understand {message.GetType().Name}."),
    };

    private static ApiKey? Create(Turn turn, ApiKey? state, CreateApiKey create)
    {
        if (state is not null && state.Hash == create.Hash)
        {
            // The same key again: who asked did not get the first answer.
            turn.Reply(new ApiKeyStored(state));
            return state;
        }

        if (state is not null)
        {
            turn.Reply(new ApiKeyRefused("apiKeyExists", ["A key with this id exists already."]));
            return state;
        }

        var faults = Faults(turn, create).ToArray();
        if (faults.Length > 0)
        {
            turn.Reply(new ApiKeyRefused("apiKeyInvalid", faults));
            return null;
        }

        var key = new ApiKey(
            turn.Self.Key, create.Name.Trim(), [.. create.Scopes.Distinct().Order(StringComparer.Ordinal)], create.Hash,
            turn.Now, create.By, create.ExpiresAt, RequestsPerSecondMax: create.RequestsPerSecondMax,
            Replaces: create.Replaces, UnitId: create.UnitId);
        turn.Record(new TimelineEntry(turn.Self, "apiKeyCreated", create.By, Why: string.Join(' ', key.Scopes)));
        turn.Audit("apiKeyCreated", create.By, Facts(key));
        turn.Reply(new ApiKeyStored(key));
        return key;
    }

    private static ApiKey? Revoke(Turn turn, ApiKey? state, RevokeApiKey revoke)
    {
        if (state is null)
        {
            turn.Reply(new ApiKeyRefused("apiKeyUnknown", ["There is no key with this id."]));
            return null;
        }

        if (state.RevokedAt is null)
        {
            state = state with { RevokedAt = turn.Now, RevokedBy = revoke.By };
            turn.Record(new TimelineEntry(turn.Self, "apiKeyRevoked", revoke.By));
            turn.Audit("apiKeyRevoked", revoke.By);
        }

        turn.Reply(new ApiKeyStored(state));
        return state;
    }

    private static ApiKey? Rotate(Turn turn, ApiKey? state, RotateApiKey rotate)
    {
        if (Refusal(turn, state, rotate) is { } refusal)
        {
            turn.Reply(refusal);
            return state;
        }

        var key = state!;
        var endsAt = turn.Now + rotate.Overlap;
        if (key.Replaces is { } before)
        {
            turn.Tell(new GrainId(ApiKey.Type, before), new RevokeApiKey(rotate.By));
        }

        var next = new ApiKey(
            rotate.NewId, key.Name, key.Scopes, rotate.NewHash, turn.Now, rotate.By, rotate.ExpiresAt,
            RequestsPerSecondMax: key.RequestsPerSecondMax, Replaces: key.Id, UnitId: key.UnitId);
        turn.Tell(
            new GrainId(ApiKey.Type, next.Id),
            new CreateApiKey(
                next.Name, next.Scopes, next.Hash, rotate.By, next.ExpiresAt, next.RequestsPerSecondMax, key.Id,
                key.UnitId));
        turn.Record(new TimelineEntry(turn.Self, "apiKeyRotated", rotate.By, Why: next.Id));
        turn.Audit("apiKeyRotated", rotate.By, new() { ["replacedBy"] = next.Id });
        turn.Reply(new ApiKeyStored(next));
        return key with
        {
            ReplacedBy = next.Id,
            ExpiresAt = key.ExpiresAt < endsAt ? key.ExpiresAt : endsAt,
        };
    }

    private static ApiKeyRefused? Refusal(Turn turn, ApiKey? state, RotateApiKey rotate) => state switch
    {
        null => new ApiKeyRefused("apiKeyUnknown", ["There is no key with this id."]),
        { ReplacedBy: { } by } => new ApiKeyRefused("apiKeyReplaced", [$"The key is being replaced by {by} already."]),
        _ when !state.IsInForce(turn.Now) =>
            new ApiKeyRefused("apiKeyEnded", ["The key is not in force any more: make a new one."]),
        _ when rotate.Overlap < TimeSpan.Zero || rotate.Overlap > ApiKey.OverlapMax => new ApiKeyRefused(
            "apiKeyInvalid", [$"Both keys are in force for 0 to {ApiKey.OverlapMax.TotalDays} days."]),
        _ when rotate.ExpiresAt <= turn.Now => new ApiKeyRefused(
            "apiKeyInvalid", ["The new key would have expired already: choose a later expiresAt, or none."]),
        _ => null,
    };

    private static Dictionary<string, string> Facts(ApiKey key)
    {
        var facts = new Dictionary<string, string>
        {
            ["name"] = key.Name,
            ["scopes"] = string.Join(' ', key.Scopes),
        };
        if (key.Replaces is { } replaced)
        {
            facts["replaces"] = replaced;
        }

        if (key.UnitId is { } unit)
        {
            facts["unitId"] = unit;
        }

        return facts;
    }

    private static IEnumerable<string> Faults(Turn turn, CreateApiKey create)
    {
        var name = create.Name?.Trim() ?? "";
        if (name.Length is 0 or > ApiKey.NameLengthMax || name.Any(char.IsControl))
        {
            yield return $"The name has 1 to {ApiKey.NameLengthMax} printable characters.";
        }

        if (create.Scopes is null or [] || create.Scopes.Any(scope => !ApiScopes.All.Contains(scope)))
        {
            yield return $"The scopes are one or more of {string.Join(", ", ApiScopes.All)}.";
        }

        if (create.ExpiresAt <= turn.Now)
        {
            yield return "The key would have expired already: choose a later expiresAt, or none.";
        }

        if (create.RequestsPerSecondMax is < 1 or > ApiKey.RateMax)
        {
            yield return $"A key may make 1 to {ApiKey.RateMax} requests a second; leave the limit out for the usual.";
        }

        // One that replaces another is bound as that one is, whatever became of the network.
        if (create is { UnitId: not null, Replaces: null } && !UserFaults.IsUnit(turn, create.UnitId))
        {
            yield return UserFaults.Unit;
        }

        if (create is { UnitId: not null, Scopes: not null } && create.Scopes.Contains(ApiScopes.Admin))
        {
            yield return "A key with the scope admin sees all: it cannot be bound to a unit.";
        }
    }
}
