using System.Security.Claims;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Ingestion;
using ActorCrm.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Adapters.Asterisk;

/// <summary>Where Asterisk's channel event log goes, and the settings that say what its rows mean.</summary>
internal static class AsteriskEndpoints
{
    private static readonly GrainId Setup = new(AsteriskSetup.Type, AsteriskSetup.Key);

    /// <summary>Maps <c>/adapters/asterisk/cel</c> and <c>/settings/asterisk</c>.</summary>
    public static void MapAsterisk(this RouteGroupBuilder api)
    {
        api.MapPost("/adapters/asterisk/cel", TakeAsync)
            .RequirePermission(Permissions.EventsWrite)
            .WithTags("Ingestion")
            .WithName("postAsteriskCel")
            .WithSummary("Takes rows of Asterisk's channel event log: one, an array, or a stream of lines.")
            .WithDescription(
                "The rows of one linked id become one call, whatever their order; known ones count as duplicates. "
                + "Answers as the call events do.")
            .Produces<IngestionAnswer>(200, "application/json", LineStream.MediaType)
            .ProducesIngestionProblems();

        var settings = api.MapGroup("/settings/asterisk").WithTags("Settings");
        settings.MapGet("", (SiloHost silo, HttpResponse response) => Show(Current(silo), response))
            .RequirePermission(Permissions.SettingsRead)
            .WithName("getAsteriskSettings")
            .WithSummary("What the rows of a channel event log mean.");
        settings.MapPut("", SaveAsync)
            .RequirePermission(Permissions.SettingsWrite)
            .WithName("putAsteriskSettings")
            .WithSummary("Replaces the settings; they count for rows that come from then on.")
            .Produces<Problem>(412, Problem.MediaType)
            .Produces<Problem>(422, Problem.MediaType);
    }

    private static Task<IResult> TakeAsync(
        string? source, HttpContext context, IngestionEndpoint endpoint, SiloHost silo)
    {
        if (!CallKey.IsSource(source))
        {
            return Task.FromResult<IResult>(Problem.Invalid("source", EventCode.SourceInvalid.Meaning));
        }

        return endpoint.HandleAsync(context, () => new CelBatch(source, Current(silo).Settings));
    }

    private static async Task<Results<Ok<AsteriskSetup>, ProblemResult>> SaveAsync(
        AsteriskSettings settings, HttpRequest request, HttpResponse response, SiloHost silo, ClaimsPrincipal user)
    {
        if (!TryReadVersion(request.Headers.IfMatch, out var version))
        {
            return Problem.Invalid("If-Match", "If-Match holds the ETag of a version, such as \"3\", or *.");
        }

        var result = await silo.AskAsync(
            Setup, new SaveAsteriskSettings(WithoutNulls(settings), user.Name(), version), CancellationToken.None);
        return result switch
        {
            AskResult.Answered { Answer: SettingSaved } => Show(Current(silo), response),
            AskResult.Answered { Answer: SettingRefused { Code: "versionMismatch" } refused } =>
                Problem.Of(ProblemCode.VersionMismatch, refused.Faults[0]),
            AskResult.Answered { Answer: SettingRefused refused } => Problem.Of(
                ProblemCode.AsteriskSettingsInvalid,
                string.Join(' ', refused.Faults),
                new Dictionary<string, string[]> { ["settings"] = refused.Faults }),
            _ => ProblemResult.Of(result),
        };
    }

    /// <summary>JSON may say null where the settings have a list; that means the default.</summary>
    private static AsteriskSettings WithoutNulls(AsteriskSettings settings)
    {
        var defaults = new AsteriskSettings();
        return settings with
        {
            InternalExtensionPattern = settings.InternalExtensionPattern ?? defaults.InternalExtensionPattern,
            TrunkPatterns = settings.TrunkPatterns ?? defaults.TrunkPatterns,
            IncomingContextPatterns = settings.IncomingContextPatterns ?? defaults.IncomingContextPatterns,
            OutgoingContextPatterns = settings.OutgoingContextPatterns ?? defaults.OutgoingContextPatterns,
            LocalContextPatterns = settings.LocalContextPatterns ?? defaults.LocalContextPatterns,
            VoicemailContextPatterns = settings.VoicemailContextPatterns ?? defaults.VoicemailContextPatterns,
            RecordingPathPrefix = settings.RecordingPathPrefix ?? defaults.RecordingPathPrefix,
        };
    }

    private static AsteriskSetup Current(SiloHost silo) => AsteriskSetup.Of((SettingsSnapshot)silo.Settings);

    private static Ok<AsteriskSetup> Show(AsteriskSetup setup, HttpResponse response)
    {
        response.Headers.ETag = $"\"{setup.Version}\"";
        return TypedResults.Ok(setup);
    }

    private static bool TryReadVersion(string? ifMatch, out int? version)
    {
        version = null;
        if (string.IsNullOrEmpty(ifMatch) || ifMatch == "*")
        {
            return true;
        }

        var isNumber = int.TryParse(ifMatch.Trim('"'), out var number);
        version = number;
        return isNumber;
    }
}
