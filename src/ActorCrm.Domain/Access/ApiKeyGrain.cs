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
            turn.Now, create.By, create.ExpiresAt);
        turn.Record(new TimelineEntry(turn.Self, "apiKeyCreated", create.By, Why: string.Join(' ', key.Scopes)));
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
        }

        turn.Reply(new ApiKeyStored(state));
        return state;
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
    }
}
