using System.Text.Json;
using ActorCrm.Domain.Access;

namespace ActorCrm.Server.Access.Providers;

/// <summary>What an identity provider says of somebody, in the words of this server.</summary>
/// <param name="Subject">How the provider names them for good.</param>
/// <param name="Login">The login; null when the claim is missing or cannot be one.</param>
/// <param name="Name">For people; the login when the claim is missing.</param>
/// <param name="Role">The role; null when roles are given here, or no value of the claim gives one.</param>
/// <param name="UnitIds">Groups or units; null when they are given here.</param>
internal sealed record ProviderClaims(
    string Subject, string? Login, string? Name, string? Role, IReadOnlyList<string>? UnitIds)
{
    private const int ValuesMax = 1_000;

    /// <summary>Reads the payload of an id token that was found to be right.</summary>
    public static ProviderClaims Read(JsonElement payload, ProviderOptions options)
    {
        var login = User.LoginOf(Texts(payload, options.LoginClaim).FirstOrDefault());
        return new ProviderClaims(
            Texts(payload, "sub").FirstOrDefault() ?? "",
            login,
            NameOf(Texts(payload, options.NameClaim).FirstOrDefault()) ?? login,
            options.RoleClaim is null ? null : RoleOf(Texts(payload, options.RoleClaim), options),
            options.UnitClaim is null ? null : [.. UnitsOf(Texts(payload, options.UnitClaim), options)]);
    }

    private static string? NameOf(string? text)
    {
        var name = new string([.. (text ?? "").Where(c => !char.IsControl(c)).Take(User.NameLengthMax)]).Trim();
        return name.Length == 0 ? null : char.IsHighSurrogate(name[^1]) ? name[..^1] : name;
    }

    // The table of roles is in the order of what they may, most first.
    private static string? RoleOf(IEnumerable<string> values, ProviderOptions options)
    {
        var given = values.SelectMany(value => options.Roles.Where(role => role.Value == value))
            .Select(role => role.Gives).ToHashSet(StringComparer.Ordinal);
        return Roles.All.FirstOrDefault(given.Contains);
    }

    private static IEnumerable<string> UnitsOf(IEnumerable<string> values, ProviderOptions options) =>
        options.Units.Count == 0
            ? values
            : values.SelectMany(value => options.Units.Where(unit => unit.Value == value)).Select(unit => unit.Gives);

    /// <summary>
    /// The texts of a claim, one or a list of them. The claim of that very name counts before a path into objects.
    /// </summary>
    private static IEnumerable<string> Texts(JsonElement payload, string claim)
    {
        if (!payload.TryGetProperty(claim, out var value))
        {
            value = payload;
            foreach (var step in claim.Split('.'))
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step, out value))
                {
                    return [];
                }
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => value.EnumerateArray().Take(ValuesMax)
                .Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!),
            _ => [],
        };
    }
}
