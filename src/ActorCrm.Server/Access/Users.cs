using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;

namespace ActorCrm.Server.Access;

/// <summary>The users. Looking one up reads the settings snapshot in memory: no query, no grain is asked.</summary>
public sealed class Users(SiloHost silo)
{
    private static readonly Dictionary<GrainId, object> None = [];

    /// <summary>All users, inactive ones included, by login.</summary>
    public IReadOnlyList<User> All =>
        [.. States.Values.OfType<User>().OrderBy(user => user.Login, StringComparer.Ordinal)];

    private IReadOnlyDictionary<GrainId, object> States => (silo.Settings as SettingsSnapshot)?.States ?? None;

    /// <summary>The user of an id; null when there is none.</summary>
    public User? Find(string id) =>
        GrainId.IsKey(id) && States.TryGetValue(new GrainId(User.Type, id), out var state) ? (User)state : null;

    /// <summary>The user of a login in any case of letters; null when there is none.</summary>
    public User? FindByLogin(string? text) => User.LoginOf(text) is { } login
        ? States.Values.OfType<User>().FirstOrDefault(user => user.Login == login)
        : null;

    /// <summary>
    /// Makes a user under a login that <see cref="User.LoginOf"/> gave. The answer is <see cref="UserStored"/> or
    /// <see cref="UserRefused"/>.
    /// </summary>
    public Task<AskResult> CreateAsync(
        string login, string name, string role, string passwordHash, string by, string? unitId, string? provider,
        CancellationToken stop) =>
        silo.AskAsync(
            new GrainId(UserLogin.Type, login),
            new CreateUser(Guid.CreateVersion7().ToString(), name, role, passwordHash, by, unitId, provider), stop);

    /// <summary>Makes a user whom an identity provider names; the answers are the same.</summary>
    public Task<AskResult> CreateAsync(
        string login, string name, string role, string? unitId, string provider, string subject,
        CancellationToken stop) =>
        silo.AskAsync(
            new GrainId(UserLogin.Type, login),
            new CreateUser(
                Guid.CreateVersion7().ToString(), name, role, "", $"provider:{provider}", unitId, provider, subject),
            stop);

    /// <summary>Hands a message to a user.</summary>
    public Task<AskResult> AskAsync(string id, object message, CancellationToken stop) =>
        silo.AskAsync(new GrainId(User.Type, id), message, stop);

    /// <summary>Hands a message to what counts a user's signing in.</summary>
    public Task<AskResult> AskSignInAsync(string id, object message, CancellationToken stop) =>
        silo.AskAsync(new GrainId(SignIns.Type, id), message, stop);
}
