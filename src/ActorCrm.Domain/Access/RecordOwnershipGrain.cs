using System.Globalization;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>Whose one record is.</summary>
public static class RecordOwnershipGrain
{
    private const int ClaimedVersion = 1;

    /// <summary>The grain of a record's owner.</summary>
    public static GrainId Id(string objectType, string id) =>
        new(RecordOwnership.Type, RecordOwnership.KeyOf(objectType, id));

    /// <summary>Handles one message.</summary>
    public static RecordOwnership? Handle(Turn turn, RecordOwnership? state, object message) => message switch
    {
        ClaimRecord claim => Claim(turn, state, claim),
        DropClaim drop => state is { Version: ClaimedVersion } && state.ChangedBy == drop.By ? null : state,
        GiveRecord give => Give(turn, state, give),
        SetPrivacyLevel set => SetLevel(turn, state, set),
        _ => throw new InvalidOperationException($"A record's owner does not understand {message.GetType().Name}."),
    };

    private static RecordOwnership Claim(Turn turn, RecordOwnership? state, ClaimRecord claim)
    {
        turn.Reply(new RecordClaimed(state is null));
        return state ?? Nobody(turn) with
        {
            GroupId = claim.GroupId,
            Version = ClaimedVersion,
            ChangedBy = claim.By,
        };
    }

    private static RecordOwnership? Give(Turn turn, RecordOwnership? state, GiveRecord give)
    {
        var network = new NetworkMap(Network.Of(SettingsSnapshot.Of(turn)));
        return give.GroupId is not null && network.Find(give.GroupId) is not { GroupId: { }, UnitId: null }
            ? Refuse(turn, state, "groupUnknown")
            : Change(turn, state, give.IfVersion, give.By, before => before with { GroupId = give.GroupId });
    }

    private static RecordOwnership? SetLevel(Turn turn, RecordOwnership? state, SetPrivacyLevel set) =>
        set.Level < 0 || set.Level >= Network.Of(SettingsSnapshot.Of(turn)).PrivacyLevels.Length
            ? Refuse(turn, state, "levelUnknown")
            : Change(turn, state, set.IfVersion, set.By, before => before with { PrivacyLevel = set.Level });

    private static RecordOwnership? Change(
        Turn turn, RecordOwnership? state, int? ifVersion, string by, Func<RecordOwnership, RecordOwnership> change)
    {
        var before = state ?? Nobody(turn);
        if (ifVersion is not null && ifVersion != before.Version)
        {
            return Refuse(turn, state, "versionMismatch");
        }

        var after = change(before);
        if (after == before)
        {
            turn.Reply(new OwnershipStored(before));
            return state;
        }

        after = after with { Version = before.Version + 1, ChangedAt = turn.Now, ChangedBy = by };
        var facts = Facts(before, after);
        turn.Record(new TimelineEntry(Record(turn.Self.Key), "ownerChanged", by, Data: [.. facts]));
        turn.Audit("ownerChanged", by, facts);
        turn.Reply(new OwnershipStored(after));
        return after;
    }

    private static RecordOwnership Nobody(Turn turn) => new(turn.Self.Key, null, 0, 0, turn.Now, "");

    private static RecordOwnership? Refuse(Turn turn, RecordOwnership? state, string code)
    {
        turn.Reply(new OwnershipRefused(code));
        return state;
    }

    // In the record's own timeline, as changes of fields are.
    private static Dictionary<string, string> Facts(RecordOwnership before, RecordOwnership after)
    {
        var facts = new Dictionary<string, string>();
        if (before.GroupId != after.GroupId)
        {
            facts["groupId"] = Difference(before.GroupId, after.GroupId);
        }

        if (before.PrivacyLevel != after.PrivacyLevel)
        {
            facts["privacyLevel"] = Difference(before.PrivacyLevel, after.PrivacyLevel);
        }

        return facts;
    }

    private static string Difference(JsonValue? before, JsonValue? after)
    {
        var change = new JsonObject();
        if (before is not null)
        {
            change["before"] = before;
        }

        if (after is not null)
        {
            change["after"] = after;
        }

        return change.ToJsonString();
    }

    private static string Difference(string? before, string? after) =>
        Difference(before is null ? null : JsonValue.Create(before), after is null ? null : JsonValue.Create(after));

    private static string Difference(int before, int after) =>
        Difference(JsonValue.Create(before), JsonValue.Create(after));

    private static GrainId Record(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return RecordGrain.Id(key[..slash], Guid.Parse(key[(slash + 1)..], CultureInfo.InvariantCulture));
    }
}
