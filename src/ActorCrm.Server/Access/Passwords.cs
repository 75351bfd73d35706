using ActorCrm.Domain.Access;
using Microsoft.AspNetCore.Identity;

namespace ActorCrm.Server.Access;

/// <summary>Hashes and checks passwords with ASP.NET Core Identity's hasher.</summary>
internal sealed class Passwords(AccessOptions options, SignInLimits limits)
{
    private const int LengthMax = 200;

    // The hasher reads nothing of the user.
    private static readonly User Nobody = new("", "", "", "", "", Guid.Empty, default, "", Active: false);

    private readonly PasswordHasher<User> _hasher = new();
    private readonly Lazy<string> _decoy = new(
        () => new PasswordHasher<User>().HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>Why a text cannot be somebody's password; null when it can.</summary>
    public string? Fault(string? password, string? login) =>
        password is null || password.Length < options.PasswordLengthMin || password.Length > LengthMax
            ? $"The password has {options.PasswordLengthMin} to {LengthMax} characters."
            : string.Equals(password.Trim(), login?.Trim(), StringComparison.OrdinalIgnoreCase)
                ? "The password is not the login."
                : password.Distinct().Count() < 4 ? "The password has at least 4 different characters." : null;

    /// <summary>Whether a user may sign in with a password: not who signs in by an identity provider, unless the
    /// settings let them do both.</summary>
    public bool MayHave(User user) =>
        user.Provider is null || (options.Providers.TryGetValue(user.Provider, out var provider) && provider.Passwords);

    /// <summary>The hash to store.</summary>
    public string Hash(string password) => _hasher.HashPassword(Nobody, password);

    /// <summary>
    /// Whether a password is a user's, and may be. Without a user the same work is done, so that the time does not
    /// tell whether there is one. Null when too many wait to be checked.
    /// </summary>
    public async Task<bool?> IsRightAsync(User? user, string? password, CancellationToken stop)
    {
        var isPossible = user is { PasswordHash.Length: > 0 } && MayHave(user)
            && password is { Length: > 0 and <= LengthMax };
        using var lease = await limits.WaitAsync(stop);
        if (!lease.IsAcquired)
        {
            return null;
        }

        // Not on the thread of the connection: it answers others meanwhile.
        var result = await Task.Run(
            () => _hasher.VerifyHashedPassword(
                Nobody, isPossible ? user!.PasswordHash : _decoy.Value, isPossible ? password! : "decoy"),
            stop);
        return isPossible && result != PasswordVerificationResult.Failed;
    }
}
