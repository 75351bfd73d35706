using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Communications;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Communications;

/// <summary>Definitions, categories and external systems of communications.</summary>
public static class CommunicationSettingsEndpoints
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Communications/communications");
    private static readonly GrainId Grain = new(CommunicationSettings.Type, CommunicationSettings.Key);

    /// <summary>Maps <c>/settings/communications</c>.</summary>
    public static void MapCommunicationSettings(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/settings/communications").WithTags("Settings");
        group.MapGet("", FindAsync).NoParameters().RequirePermission(Permissions.SettingsRead).SeesNothing()
            .WithName("getCommunicationSettings")
            .WithSummary("Definitions, categories and external systems; without secrets.");
        group.MapPut("", SaveAsync).NoParameters().RequirePermission(Permissions.SettingsWrite).SeesNothing()
            .WithName("putCommunicationSettings")
            .WithSummary("Replaces the settings. A secret that is left out stays, unless its server is another one.");
        group.MapPost("/definitions/{code}/activate", ActivateAsync).NoParameters()
            .RequirePermission(Permissions.SettingsWrite).SeesNothing()
            .WithName("activateCommunicationDefinition")
            .WithSummary("Puts a definition into force, and no other.");
    }

    private static async Task<RecordResult<CommunicationSettingsView>> FindAsync(
        ReadDatabase database, CancellationToken stop)
    {
        var row = await new ListQuery(Sql, "communication_settings_find").With("id", CommunicationSettings.Key)
            .ReadOneAsync<StateRow>(database, stop);
        var settings = row is null
            ? CommunicationSettings.Empty
            : JsonSerializer.Deserialize(row.Doc, CommunicationJson.Default.CommunicationSettings)!;
        return new RecordResult<CommunicationSettingsView>(
            CommunicationSettingsView.Of(settings), SettingAnswers.Tag(settings.Version, row?.Version ?? 0));
    }

    private static async Task<Results<RecordResult<CommunicationSettingsView>, ProblemResult>> SaveAsync(
        SaveCommunicationSettingsRequest request, HttpRequest http, SiloHost silo, ReadDatabase database,
        ClaimsPrincipal user, CancellationToken stop)
    {
        if (!SettingAnswers.TryVersion(http, request.IfVersion, out var version))
        {
            return SettingAnswers.TagInvalid();
        }

        var message = new SaveCommunicationSettings(request.Settings(), user.Name(), version);
        return await AnswerAsync(message, silo, database, stop);
    }

    private static async Task<Results<RecordResult<CommunicationSettingsView>, ProblemResult>> ActivateAsync(
        string code, SiloHost silo, ReadDatabase database, ClaimsPrincipal user, CancellationToken stop)
    {
        var known = CommunicationSettings.Of(ServerSettings.Of(silo)).Definitions;
        return Array.Exists(known, definition => definition.Code == code)
            ? await AnswerAsync(new ActivateCommunicationDefinition(code, user.Name()), silo, database, stop)
            : Problem.NotFound("There is no definition with this code.");
    }

    private static async Task<Results<RecordResult<CommunicationSettingsView>, ProblemResult>> AnswerAsync(
        object message, SiloHost silo, ReadDatabase database, CancellationToken stop)
    {
        var result = await silo.AskAsync(Grain, message, stop);
        return SettingAnswers.Refusal(result, "settings") is { } problem ? problem : await FindAsync(database, stop);
    }
}

/// <summary>The settings of communications.</summary>
/// <param name="Definitions">One is active at most; without an active one nothing can be communicated.</param>
/// <param name="Categories">What communications are about.</param>
/// <param name="ExternalSystems">Systems that may read and process entries of the queue.</param>
/// <param name="Business">What templates know of the centre.</param>
/// <param name="Version">Raised by each save; 0: nobody saved any.</param>
public sealed record CommunicationSettingsView(
    CommunicationDefinitionView[] Definitions, CommunicationCategory[] Categories,
    QueueExternalSystem[] ExternalSystems, BusinessCard? Business, int Version)
{
    /// <summary>Shows the settings.</summary>
    public static CommunicationSettingsView Of(CommunicationSettings settings) => new(
        Array.ConvertAll(settings.Definitions, CommunicationDefinitionView.Of), settings.Categories,
        settings.ExternalSystems, settings.Business, settings.Version);
}

/// <summary>A definition as the API shows it.</summary>
/// <param name="Number">Given once, never changed.</param>
/// <param name="Name">Unique.</param>
/// <param name="Code">Unique.</param>
/// <param name="Description">For people.</param>
/// <param name="Active">Whether it is in force.</param>
/// <param name="Email">The server that takes e-mail; without its secret.</param>
/// <param name="EmailSecretSet">Whether the e-mail server has a secret.</param>
/// <param name="Sms">The gateway that takes SMS; without its secret.</param>
/// <param name="SmsSecretSet">Whether the gateway has a secret.</param>
/// <param name="Media">Which media may be used, and how.</param>
/// <param name="Tracking">Whether and where e-mails are tracked.</param>
public sealed record CommunicationDefinitionView(
    string? Number, string Name, string Code, string? Description, bool Active, EmailServer? Email,
    bool EmailSecretSet, SmsGateway? Sms, bool SmsSecretSet, MediumRule[] Media, TrackingRule? Tracking)
{
    /// <summary>Shows a definition.</summary>
    public static CommunicationDefinitionView Of(CommunicationDefinition definition) => new(
        definition.Number, definition.Name, definition.Code, definition.Description, definition.Active,
        definition.Email is { } email ? email with { Secret = null } : null, definition.Email?.Secret is not null,
        definition.Sms is { } sms ? sms with { Secret = null } : null, definition.Sms?.Secret is not null,
        definition.Media, definition.Tracking);
}

/// <summary>Replaces the settings of communications; what is left out gets its default.</summary>
/// <param name="Definitions">Default: none.</param>
/// <param name="Categories">Default: none.</param>
/// <param name="ExternalSystems">Default: none.</param>
/// <param name="Business">Default: nothing.</param>
/// <param name="IfVersion">Refused unless this version stands; <c>If-Match</c> does the same.</param>
public sealed record SaveCommunicationSettingsRequest(
    SaveCommunicationDefinition?[]? Definitions = null, CommunicationCategory[]? Categories = null,
    SaveExternalSystem?[]? ExternalSystems = null, BusinessCard? Business = null, int? IfVersion = null)
{
    internal CommunicationSettings Settings() => new(
        [.. (Definitions ?? []).Select(definition => definition?.Definition()!)], Categories ?? [],
        [.. (ExternalSystems ?? []).Select(system => system?.System()!)], Version: 0)
    {
        Business = Business,
    };
}

/// <summary>A definition that is saved.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Code">Unique; the initials of the name when absent.</param>
/// <param name="Active">Whether it is in force; one at most.</param>
/// <param name="Description">For people.</param>
/// <param name="Email">The server that takes e-mail.</param>
/// <param name="Sms">The gateway that takes SMS.</param>
/// <param name="Media">Which media may be used; none when absent.</param>
/// <param name="Tracking">Whether and where e-mails are tracked.</param>
public sealed record SaveCommunicationDefinition(
    string? Name, string? Code = null, bool Active = false, string? Description = null, EmailServer? Email = null,
    SmsGateway? Sms = null, MediumRule[]? Media = null, TrackingRule? Tracking = null)
{
    internal CommunicationDefinition Definition() => new(Name ?? "", Code ?? Initials.Of(Name), Active)
    {
        Description = Description,
        Email = Email,
        Sms = Sms,
        Media = Media ?? [],
        Tracking = Tracking,
    };
}

/// <summary>An external system that is saved.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Code">Unique; the initials of the name when absent.</param>
/// <param name="Description">For people.</param>
/// <param name="CharactersMax">Longest message that it takes.</param>
/// <param name="AllowedUnits">Who may choose it; everybody when absent.</param>
public sealed record SaveExternalSystem(
    string? Name, string? Code = null, string? Description = null, int? CharactersMax = null,
    string[]? AllowedUnits = null)
{
    internal QueueExternalSystem System() => new(Code ?? Initials.Of(Name), Name ?? "")
    {
        Description = Description,
        CharactersMax = CharactersMax,
        AllowedUnits = AllowedUnits,
    };
}

/// <summary>Alternative codes (spec/communications.md §2.4).</summary>
internal static class Initials
{
    /// <summary>The initials of a name in capitals: <c>Welcome of subscribers</c> is <c>WOS</c>.</summary>
    public static string Of(string? name) => string.Concat(
        (name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0])));
}
