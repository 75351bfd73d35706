using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Access.Visibility;

/// <summary>
/// Whose a record is, and how private: changed by actions of their own, not with the record's fields.
/// </summary>
internal static class OwnerEndpoints
{
    /// <summary>What is said of a record that does not exist.</summary>
    private const string Missing = "There is no record of this type with this id.";

    /// <summary>Maps <c>/records/{type}/{id}/owner</c> and <c>/privacy-level</c>.</summary>
    public static void MapRecordOwners(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/records/{type}/{id}").WithTags("Records");
        group.MapGet("/owner", FindAsync).NoParameters().RequirePermission(Permissions.RecordsRead)
            .SeesOne(RecordAction.View, RecordAddress.Named)
            .WithName("getRecordOwner")
            .WithSummary("The group that owns a record, and its privacy level.");
        group.MapPost("/owner", GiveAsync).NoParameters().RequirePermission(Permissions.RecordsAssign)
            .SeesOne(RecordAction.Edit, RecordAddress.Named)
            .WithName("giveRecord")
            .WithSummary("Gives a record to another group, or to nobody in particular.")
            .Produces<Problem>(409, Problem.MediaType).Produces<Problem>(412, Problem.MediaType)
            .Produces<Problem>(422, Problem.MediaType);
        group.MapPost("/privacy-level", SetLevelAsync).NoParameters().RequirePermission(Permissions.RecordsAssign)
            .SeesOne(RecordAction.Edit, RecordAddress.Named)
            .WithName("setRecordPrivacyLevel")
            .WithSummary("Sets how private a record is.")
            .Produces<Problem>(409, Problem.MediaType).Produces<Problem>(412, Problem.MediaType)
            .Produces<Problem>(422, Problem.MediaType);
    }

    private static async Task<Results<RecordResult<OwnerView>, ProblemResult>> FindAsync(
        string type, string id, HttpContext http, RecordOwners owners, RecordReferences records,
        CancellationToken stop)
    {
        var (owned, problem) = await OwnedAsync(type, id, http, owners, records, stop);
        return owned is null ? problem! : View(owned, await owners.ReadAsync(owned.Master!, stop));
    }

    private static Task<Results<RecordResult<OwnerView>, ProblemResult>> GiveAsync(
        string type, string id, GiveRecordRequest request, HttpContext http, RecordOwners owners,
        RecordReferences records, SiloHost silo) =>
        ChangeAsync(
            type, id, http, owners, records, silo, (by, version) => new GiveRecord(request.GroupId, by, version));

    private static Task<Results<RecordResult<OwnerView>, ProblemResult>> SetLevelAsync(
        string type, string id, PrivacyLevelRequest request, HttpContext http, RecordOwners owners,
        RecordReferences records, SiloHost silo) =>
        ChangeAsync(
            type, id, http, owners, records, silo, (by, version) => new SetPrivacyLevel(request.Level, by, version));

    private static async Task<Results<RecordResult<OwnerView>, ProblemResult>> ChangeAsync(
        string type, string id, HttpContext http, RecordOwners owners, RecordReferences records, SiloHost silo,
        Func<string, int?, object> message)
    {
        if (!RecordAddress.TryVersion(http.Request, out var version))
        {
            return RecordAddress.TagInvalid();
        }

        var stop = http.RequestAborted;
        var (owned, problem) = await OwnedAsync(type, id, http, owners, records, stop);
        if (owned is null)
        {
            return problem!;
        }

        // A group that may change a record does not own it by that.
        if (Viewing.Of(http.User, silo) is { } viewing && !viewing.Owns(owned.Owner))
        {
            return RecordSight.Refuse(http);
        }

        var key = RecordOwnership.KeyOf(type, Guid.Parse(id).ToString());
        if (owned.Master != key)
        {
            return Problem.Of(ProblemCode.OwnerFollows, $"It has the owner of the record {owned.Master}.");
        }

        var grain = RecordOwnershipGrain.Id(type, Guid.Parse(id).ToString());
        return await silo.AskAsync(grain, message(http.User.Name(), version), stop) switch
        {
            AskResult.Answered { Answer: OwnershipStored stored } => View(owned, stored.Ownership),
            AskResult.Answered { Answer: OwnershipRefused refused } => Refusal(refused.Code),
            AskResult.Answered => Problem.Of(ProblemCode.InternalError),
            var unanswered => ProblemResult.Of(unanswered),
        };
    }

    private static ProblemResult Refusal(string code) => code switch
    {
        "versionMismatch" => Problem.Of(ProblemCode.VersionMismatch),
        "groupUnknown" => Problem.Of(
            ProblemCode.OwnerInvalid, errors: Parameters.Errors("groupId", "The network has no group with this id.")),
        "levelUnknown" => Problem.Of(
            ProblemCode.OwnerInvalid, errors: Parameters.Errors("level", "The network has no such privacy level.")),
        _ => throw new InvalidOperationException($"No problem is known for '{code}'."),
    };

    private static async Task<(OwnedRecord? Owned, ProblemResult? Problem)> OwnedAsync(
        string type, string id, HttpContext http, RecordOwners owners, RecordReferences records, CancellationToken stop)
    {
        var silo = http.RequestServices.GetRequiredService<SiloHost>();
        if (ServerSettings.Of(silo).ObjectTypes.Find(type) is null)
        {
            return (null, Problem.Of(ProblemCode.ObjectTypeNotFound));
        }

        if (RecordAddress.Named(http) is not { } record || !await records.IsThereAsync(type, Guid.Parse(id), stop))
        {
            return (null, Problem.NotFound(Missing));
        }

        var owned = await owners.FindAsync(record.Type, record.Key, stop);
        return owned.Master is null ? (null, Problem.NotFound(Missing)) : (owned, null);
    }

    private static RecordResult<OwnerView> View(OwnedRecord owned, RecordOwnership? stored) => new(
        new OwnerView(
            owned.Master!, stored?.GroupId, stored?.PrivacyLevel ?? 0, stored?.ChangedAt, stored?.ChangedBy,
            stored?.Version ?? 0),
        stored?.Version ?? 0);
}

/// <summary>Whose a record is.</summary>
/// <param name="Record">
/// The record whose owner it is, as type, slash, id: another one where a record follows a master, as a deal its
/// contact.
/// </param>
/// <param name="GroupId">The group; null for nobody in particular: everybody sees the record.</param>
/// <param name="PrivacyLevel">The place in the network's privacy levels; 0 is the lowest.</param>
/// <param name="ChangedAt">When that was last changed, UTC; null when it never was.</param>
/// <param name="ChangedBy">Who did that.</param>
/// <param name="Version">Raised by each change; the entity tag.</param>
public sealed record OwnerView(
    string Record, string? GroupId, int PrivacyLevel, DateTimeOffset? ChangedAt, string? ChangedBy, int Version);

/// <summary>Gives a record to a group.</summary>
/// <param name="GroupId">The group; null for nobody in particular.</param>
public sealed record GiveRecordRequest(string? GroupId);

/// <summary>Sets a privacy level.</summary>
/// <param name="Level">The place in the network's privacy levels; 0 is the lowest.</param>
public sealed record PrivacyLevelRequest(int Level);
