namespace ActorCrm.Server.Objects;

/// <summary>
/// Whether a feature keeps anything of an object type, deleted records included. Each feature that keeps such things
/// registers one as a service; a type that any of them has a use for cannot be removed.
/// </summary>
/// <param name="objectType">The name of the type.</param>
/// <param name="stop">Gives up.</param>
public delegate Task<bool> ObjectTypeUse(string objectType, CancellationToken stop);
