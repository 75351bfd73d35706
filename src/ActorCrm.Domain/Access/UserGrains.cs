using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Access;

/// <summary>Gives a login to one user.</summary>
public static class UserLoginGrain
{
    /// <summary>Handles one message.</summary>
    public static UserLogin? Handle(Turn turn, UserLogin? state, object message) => message switch
    {
        CreateUser create => Create(turn, state, create),
        _ => throw new InvalidOperationException($"A login does not understand {message.GetType().Name}."),
    };

    private static UserLogin? Create(Turn turn, UserLogin? state, CreateUser create)
    {
        if (state is not null && state.UserId != create.UserId)
        {
            turn.Reply(new UserRefused("loginTaken", ["Another user has this login; it stays theirs."]));
            return state;
        }

        var faults = UserFaults.Of(turn, create.Name, create.Role, create.UnitId).ToList();
        if (User.LoginOf(turn.Self.Key) != turn.Self.Key)
        {
            faults.Insert(0, UserFaults.Login);
        }

        if (faults.Count > 0)
        {
            turn.Reply(new UserRefused("userInvalid", [.. faults]));
            return state;
        }

        var user = new User(
            create.UserId, turn.Self.Key, create.Name.Trim(), create.Role, create.PasswordHash, turn.NewId(), turn.Now,
            create.By, UnitId: string.IsNullOrEmpty(create.UnitId) ? null : create.UnitId, Provider: create.Provider,
            Subject: create.Subject);
        turn.Tell(new GrainId(User.Type, user.Id), new PutUser(user));
        turn.Reply(new UserStored(user));
        return state ?? new UserLogin(user.Id);
    }
}

/// <summary>One user.</summary>
public static class UserGrain
{
    /// <summary>Handles one message.</summary>
    public static User? Handle(Turn turn, User? state, object message) => (state, message) switch
    {
        (_, PutUser put) => Put(turn, state, put),
        (null, ChangeUser or SetPassword or EndSessions or AdoptIdentity) => Refuse(turn, state),
        (_, ChangeUser change) => Change(turn, state, change),
        (_, AdoptIdentity adopt) => Adopt(turn, state, adopt),
        (_, SetPassword set) => StorePassword(turn, state, set),
        (_, EndSessions end) => EndAll(turn, state, end),
        _ => throw new InvalidOperationException($"A user does not understand {message.GetType().Name}."),
    };

    private static User? Refuse(Turn turn, User? state)
    {
        turn.Reply(new UserRefused("userUnknown", ["There is no user with this id."]));
        return state;
    }

    private static User Put(Turn turn, User? state, PutUser put)
    {
        if (state is not null)
        {
            return state;
        }

        Record(turn, "userCreated", put.User.CreatedBy, new()
        {
            ["login"] = put.User.Login,
            ["role"] = put.User.Role,
        });
        return put.User;
    }

    private static User Change(Turn turn, User state, ChangeUser change)
    {
        var next = state with
        {
            Name = change.Name?.Trim() ?? state.Name,
            Role = change.Role ?? state.Role,
            Active = change.Active ?? state.Active,
            UnitId = Given(change.UnitId, state.UnitId),
            Provider = Given(change.Provider, state.Provider),
        };

        // Whom the other provider names so is somebody else.
        next = next.Provider == state.Provider ? next : next with { Subject = null, Stamp = turn.NewId() };
        return Store(turn, state, next, change.By);
    }

    private static User Adopt(Turn turn, User state, AdoptIdentity adopt)
    {
        UserRefused? refusal = state switch
        {
            { Active: false } => new UserRefused("userInactive", ["The user is not active."]),
            _ when state.Provider != adopt.Provider || (state.Subject ?? adopt.Subject) != adopt.Subject =>
                new UserRefused("identityTaken", ["Somebody else signs in as this user."]),
            _ => null,
        };
        if (refusal is not null)
        {
            turn.Reply(refusal);
            return state;
        }

        var next = state with
        {
            Subject = adopt.Subject,
            Name = adopt.Name?.Trim() ?? state.Name,
            Role = adopt.Role ?? state.Role,
            UnitId = Given(adopt.UnitId, state.UnitId),
        };
        return Store(turn, state, next, $"provider:{adopt.Provider}");
    }

    private static string? Given(string? change, string? before) =>
        change is null ? before : change.Length == 0 ? null : change;

    private static User Store(Turn turn, User state, User next, string by)
    {
        var unit = next.UnitId == state.UnitId ? null : next.UnitId;
        string[] faults = [.. UserFaults.Of(turn, next.Name, next.Role, unit)];
        if (faults.Length > 0)
        {
            turn.Reply(new UserRefused("userInvalid", faults));
            return state;
        }

        if (IsAdmin(state) && !IsAdmin(next) && !HasOtherAdmin(turn))
        {
            turn.Reply(new UserRefused("lastAdmin", ["Nobody else is an active admin: make one first."]));
            return state;
        }

        if (next == state)
        {
            turn.Reply(new UserStored(state));
            return state;
        }

        // Who comes back signs in again.
        next = next.Active == state.Active ? next : next with { Stamp = turn.NewId() };
        Record(turn, "userChanged", by, Facts(state, next));
        turn.Reply(new UserStored(next));
        return next;
    }

    private static User StorePassword(Turn turn, User state, SetPassword set)
    {
        var next = state with { PasswordHash = set.PasswordHash, Stamp = turn.NewId() };
        Record(turn, "passwordChanged", set.By, []);
        turn.Reply(new UserStored(next));
        return next;
    }

    private static User EndAll(Turn turn, User state, EndSessions end)
    {
        var next = state with { Stamp = turn.NewId() };
        Record(turn, "sessionsEnded", end.By, []);
        turn.Reply(new UserStored(next));
        return next;
    }

    private static bool IsAdmin(User user) => user.Active && user.Role == Roles.Admin;

    private static bool HasOtherAdmin(Turn turn) => SettingsSnapshot.Of(turn).States.Values
        .OfType<User>().Any(user => user.Id != turn.Self.Key && IsAdmin(user));

    private static Dictionary<string, string> Facts(User before, User after)
    {
        var facts = new Dictionary<string, string>();
        Add("name", before.Name, after.Name);
        Add("role", before.Role, after.Role);
        Add("active", before.Active ? "true" : "false", after.Active ? "true" : "false");
        Add("unitId", before.UnitId ?? "", after.UnitId ?? "");
        Add("provider", before.Provider ?? "", after.Provider ?? "");
        Add("subject", before.Subject ?? "", after.Subject ?? "");
        return facts;

        void Add(string name, string old, string now)
        {
            if (old != now)
            {
                facts[name] = $"{old} → {now}";
            }
        }
    }

    private static void Record(Turn turn, string what, string by, Dictionary<string, string> facts)
    {
        turn.Record(new TimelineEntry(turn.Self, what, by, Data: [.. facts]));
        turn.Audit(what, by, facts);
    }
}

/// <summary>What is wrong with a user that somebody wants to keep, each fault a sentence.</summary>
public static class UserFaults
{
    /// <summary>What a login must be.</summary>
    public const string Login =
        "The login has 2 to 100 characters: letters a to z, digits, and . _ - @ + besides.";

    /// <summary>What somebody who belongs to the network belongs to.</summary>
    public const string Unit = "The network has no group or unit with this id.";

    internal static IEnumerable<string> Of(Turn turn, string? name, string? role, string? unitId)
    {
        var trimmed = name?.Trim() ?? "";
        if (trimmed.Length is 0 or > User.NameLengthMax || trimmed.Any(char.IsControl))
        {
            yield return $"The name has 1 to {User.NameLengthMax} printable characters.";
        }

        if (role is null || !Roles.All.Contains(role))
        {
            yield return $"The role is one of {string.Join(", ", Roles.All)}.";
        }

        if (!string.IsNullOrEmpty(unitId) && !IsUnit(turn, unitId))
        {
            yield return Unit;
        }
    }

    internal static bool IsUnit(Turn turn, string unitId) =>
        new NetworkMap(Network.Of(SettingsSnapshot.Of(turn))).Find(unitId) is { GroupId: { } };
}
