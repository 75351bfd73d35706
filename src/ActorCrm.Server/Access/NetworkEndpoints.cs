using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Access;

/// <summary>Communities, groups, units, and what groups let each other do.</summary>
internal static class NetworkEndpoints
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Access/access");

    /// <summary>Maps <c>/settings/network</c>.</summary>
    public static void MapNetwork(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/settings/network").WithTags("Settings");
        group.MapGet("", FindAsync).NoParameters().RequirePermission(Permissions.SettingsRead)
            .WithName("getNetwork").WithSummary("Communities, groups and units, and the groups' collaboration.");
        group.MapPut("", SaveAsync).NoParameters().RequirePermission(Permissions.UsersManage)
            .WithName("putNetwork").WithSummary("Replaces the network.")
            .Produces<Problem>(412, Problem.MediaType)
            .Produces<Problem>(422, Problem.MediaType);
    }

    private static async Task<RecordResult<NetworkView>> FindAsync(ReadDatabase database, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "network_find").With("id", Network.Key)
            .ReadOneAsync<StateRow>(database, stop);
        var network = row is null
            ? Network.Empty
            : JsonSerializer.Deserialize(row.Doc, AccessJson.Default.Network)!;
        return new RecordResult<NetworkView>(
            new NetworkView(network.Communities, network.Profiles, network.PrivacyLevels, network.Version),
            SettingAnswers.Tag(network.Version, row?.Version ?? 0));
    }

    private static async Task<Results<RecordResult<NetworkView>, ProblemResult>> SaveAsync(
        SaveNetworkRequest request, HttpRequest http, SiloHost silo, ReadDatabase database, ClaimsPrincipal user,
        CancellationToken stop)
    {
        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        var result = await silo.AskAsync(
            new GrainId(Network.Type, Network.Key),
            new SaveNetwork(
                request.Communities ?? [], request.Profiles ?? [],
                request.PrivacyLevels ?? Network.Empty.PrivacyLevels, user.Name(), version),
            stop);
        return SettingAnswers.Refusal(result, "network") is { } problem
            ? problem
            : await FindAsync(database, stop);
    }
}

/// <summary>The network.</summary>
/// <param name="Communities">Communities with their groups and units.</param>
/// <param name="Profiles">What groups let others do with their records.</param>
/// <param name="PrivacyLevels">Names of the levels, the lowest first; a record's level is the place in here.</param>
/// <param name="Version">Raised by each save; 0: nobody saved any.</param>
public sealed record NetworkView(
    Community[] Communities, CollaborationProfile[] Profiles, string[] PrivacyLevels, int Version);

/// <summary>Replaces the network; what is left out gets its default.</summary>
/// <param name="Communities">Default: none.</param>
/// <param name="Profiles">Default: none; groups see their own records only.</param>
/// <param name="PrivacyLevels">Default: one level, normal.</param>
/// <param name="IfVersion">Refused unless this version stands; <c>If-Match</c> does the same.</param>
public sealed record SaveNetworkRequest(
    Community[]? Communities = null, CollaborationProfile[]? Profiles = null, string[]? PrivacyLevels = null,
    int? IfVersion = null);
