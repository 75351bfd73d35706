namespace ActorCrm.Server.Access.Providers;

/// <summary>
/// An identity provider that users may sign in by, with OpenID Connect (section <c>Access:Providers:{name}</c>). The
/// name is a part of addresses; the provider must know
/// <c>https://{host}/api/v1/session/providers/{name}/callback</c>.
/// </summary>
public sealed class ProviderOptions
{
    /// <summary>Most providers.</summary>
    public const int CountMax = 10;

    /// <summary>For people, on the page for signing in. Default: the name.</summary>
    public string? Title { get; set; }

    /// <summary>
    /// The provider's issuer, as its tokens name it; its discovery document lies below. Only https, but for a loopback
    /// address.
    /// </summary>
    public string Issuer { get; set; } = "";

    /// <summary>The client id that the provider gave to this server.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret that it gave along. Default: none, a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for. Default: <c>openid profile email</c>.</summary>
    public string Scope { get; set; } = "openid profile email";

    /// <summary>The claim of the id token that is the login. Default: <c>preferred_username</c>.</summary>
    public string LoginClaim { get; set; } = "preferred_username";

    /// <summary>The claim that is the name. Default: <c>name</c>.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>
    /// The claim that <see cref="Roles"/> are chosen by, a text or a list; a path such as <c>realm_access.roles</c>
    /// goes into objects. Default: none, roles are given here.
    /// </summary>
    public string? RoleClaim { get; set; }

    /// <summary>Which role each value of the claim gives; of several the one that may most counts.</summary>
    public IList<ClaimValue> Roles { get; } = [];

    /// <summary>The claim that names the unit, likewise. Default: none, units are given here.</summary>
    public string? UnitClaim { get; set; }

    /// <summary>Which group or unit each value of the claim gives. Default: the value is its id.</summary>
    public IList<ClaimValue> Units { get; } = [];

    /// <summary>
    /// Whether somebody whom nobody made a user of is made one by signing in. Needs roles. Default: false.
    /// </summary>
    public bool CreateUsers { get; set; }

    /// <summary>Whether users of the provider may sign in with a password too. Default: false.</summary>
    public bool Passwords { get; set; }

    /// <summary>Why the options cannot be used; null when they can.</summary>
    internal string? Fault(string name)
    {
        var at = $"Access:Providers:{name}";
        return name.Length > 50 || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            ? $"'{at}': a provider's name has 1 to 50 letters a to z, digits and '-'."
            : !IsSafe(Issuer) || Issuer.Contains('?', StringComparison.Ordinal)
                ? $"{at}:Issuer must be an https address without a query."
            : ClientId.Length == 0 ? $"{at}:ClientId is missing."
            : !Scope.Split(' ').Contains("openid") ? $"{at}:Scope must contain 'openid'."
            : LoginClaim.Length == 0 || NameClaim.Length == 0 ? $"{at}: LoginClaim and NameClaim must not be empty."
            : (RoleClaim is null) != (Roles.Count == 0) ? $"{at}: RoleClaim and Roles go together."
            : Roles.FirstOrDefault(role => !Domain.Access.Roles.All.Contains(role.Gives)) is { } role
                ? $"{at}:Roles gives '{role.Gives}', which is none of {string.Join(", ", Domain.Access.Roles.All)}."
            : UnitClaim is null && Units.Count > 0 ? $"{at}:Units needs UnitClaim."
            : CreateUsers && RoleClaim is null ? $"{at}:CreateUsers needs RoleClaim and Roles: who is made has a role."
            : null;
    }

    /// <summary>
    /// Whether what is sent to an address cannot be read on the way: https, or the machine itself.
    /// </summary>
    internal static bool IsSafe(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}

/// <summary>What a value of a claim stands for.</summary>
public sealed class ClaimValue
{
    /// <summary>The value, exactly.</summary>
    public string Value { get; set; } = "";

    /// <summary>The role, group or unit that it gives.</summary>
    public string Gives { get; set; } = "";
}
