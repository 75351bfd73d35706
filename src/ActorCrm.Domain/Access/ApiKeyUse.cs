using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>
/// When an API key was used last (grain <c>api_key_use</c>, key = the API key's id). Apart from the key itself, which
/// is a setting: a setting that changed every minute would have every silo read all settings as often.
/// </summary>
/// <param name="LastUsedAt">UTC; to about a minute.</param>
public sealed record ApiKeyUse(DateTimeOffset LastUsedAt)
{
    /// <summary>The grain type.</summary>
    public const string Type = "api_key_use";

    /// <summary>Handles one message.</summary>
    public static ApiKeyUse? Handle(Turn turn, ApiKeyUse? state, object message) => message switch
    {
        // Each silo tells of its own requests, so an earlier time may come after a later one.
        NoteApiKeyUse note => state?.LastUsedAt >= note.At ? state : new ApiKeyUse(note.At),
        _ => throw new InvalidOperationException($"A key's use does not understand {message.GetType().Name}."),
    };
}
