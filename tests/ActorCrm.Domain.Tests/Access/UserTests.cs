using ActorCrm.Domain.Access;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Access;

/// <summary>Users, their logins, and how signing in is counted.</summary>
public sealed class UserTests
{
    private readonly GrainWorld _world = new(CallCentre.Catalog());

    [Theory]
    [InlineData("Anna.Able+1@Centre.example", "anna.able+1@centre.example")]
    [InlineData("  bo ", "bo")]
    [InlineData("a", null)]
    [InlineData("anna able", null)]
    [InlineData("аnna", null)]
    [InlineData("anna/1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_login_is_letters_that_cannot_be_mistaken(string? text, string? login) =>
        User.LoginOf(text).ShouldBe(login);

    [Fact]
    public void A_login_belongs_to_who_came_first()
    {
        Create("u1", "anna").ShouldBeOfType<UserStored>();

        Create("u2", "anna").ShouldBeOfType<UserRefused>().Code.ShouldBe("loginTaken");

        _world.States<User>(User.Type).ShouldHaveSingleItem().Id.ShouldBe("u1");
    }

    [Fact]
    public void Every_fault_of_a_user_is_named()
    {
        var refused = _world.Ask(
            new GrainId(UserLogin.Type, "Anna"), new CreateUser("u1", " ", "root", "hash", "test", "nowhere"))
            .ShouldBeOfType<UserRefused>();

        refused.Code.ShouldBe("userInvalid");
        refused.Faults.Length.ShouldBe(4);
        _world.States<User>(User.Type).ShouldBeEmpty();
    }

    [Fact]
    public void The_last_active_admin_stays_one()
    {
        Create("u1", "anna", Roles.Admin);
        Create("u2", "bruno", Roles.Agent);

        Change("u1", new ChangeUser("test", Role: Roles.Agent))
            .ShouldBeOfType<UserRefused>().Code.ShouldBe("lastAdmin");
        Change("u1", new ChangeUser("test", Active: false)).ShouldBeOfType<UserRefused>().Code.ShouldBe("lastAdmin");
        Change("u2", new ChangeUser("test", Role: Roles.Admin)).ShouldBeOfType<UserStored>();
        Change("u1", new ChangeUser("test", Active: false)).ShouldBeOfType<UserStored>();
        Change("u2", new ChangeUser("test", Active: false)).ShouldBeOfType<UserRefused>().Code.ShouldBe("lastAdmin");
    }

    [Fact]
    public void A_session_ends_with_password_revocation_and_deactivation_and_not_with_a_new_name_or_role()
    {
        Create("u0", "boss", Roles.Admin);
        var user = Create("u1", "anna").ShouldBeOfType<UserStored>().User;
        object[] ending =
            [new SetPassword("other", "test"), new EndSessions("test"), new ChangeUser("test", Active: false)];

        foreach (var message in ending)
        {
            var session = Session("s", user.Stamp);
            session.IsGood(user, _world.Now).ShouldBeTrue();
            Change("u1", new ChangeUser("test", Name: $"Anna {message}"[..20], Role: Roles.Supervisor));
            session.IsGood(State("u1"), _world.Now).ShouldBeTrue();

            var next = Change("u1", message).ShouldBeOfType<UserStored>().User;

            session.IsGood(next, _world.Now).ShouldBeFalse($"{message}");
            user = Change("u1", new ChangeUser("test", Active: true)).ShouldBeOfType<UserStored>().User;
            session.IsGood(user, _world.Now).ShouldBeFalse($"{message}");
        }
    }

    [Fact]
    public void A_user_who_does_not_exist_cannot_be_changed()
    {
        foreach (var message in new object[] { new ChangeUser("t"), new SetPassword("h", "t"), new EndSessions("t") })
        {
            Change("nobody", message).ShouldBeOfType<UserRefused>().Code.ShouldBe("userUnknown");
        }
    }

    [Fact]
    public void Five_wrong_passwords_in_a_row_lock_for_a_quarter_of_an_hour_even_the_right_one()
    {
        for (var i = 1; i < SignIns.FailuresMax; i++)
        {
            Try(false).ShouldBe(new SignInRefused(null));
        }

        var until = _world.Now + SignIns.LockTime;
        Try(false).ShouldBe(new SignInRefused(until));
        Try(true).ShouldBe(new SignInRefused(until));
        _world.Advance(SignIns.LockTime - TimeSpan.FromSeconds(1));
        Try(true).ShouldBe(new SignInRefused(until));
        _world.Advance(TimeSpan.FromSeconds(1));
        Try(true).ShouldBe(new SignInAllowed());
    }

    [Fact]
    public void A_right_password_and_time_start_the_count_anew()
    {
        Fail(4);
        Try(true).ShouldBe(new SignInAllowed());
        Fail(4);
        _world.Advance(SignIns.LockTime + TimeSpan.FromSeconds(1));
        Fail(4);
        _world.Ask(SignInId, new Unlock("test"));
        Fail(4);
        Try(true).ShouldBe(new SignInAllowed());
    }

    [Fact]
    public void An_admin_ends_a_lock()
    {
        Fail(5);
        _world.Ask(SignInId, new Unlock("test")).ShouldBe(new SignInAllowed());

        Try(true).ShouldBe(new SignInAllowed());
    }

    [Fact]
    public void The_eleventh_session_ends_the_first_and_those_that_are_over_are_forgotten()
    {
        for (var i = 0; i <= SignIns.SessionsMax; i++)
        {
            Try(true, Session($"s{i}"));
        }

        Sessions().ShouldBe(Enumerable.Range(1, SignIns.SessionsMax).Select(i => $"s{i}"));
        _world.Ask(SignInId, new EndSession("s3", "test"));
        Sessions().ShouldNotContain("s3");
        _world.Advance(TimeSpan.FromHours(13));
        Try(true, Session("late"));
        Sessions().ShouldBe(["late"]);
        Try(true, Session("other", Guid.Parse("0198c0de-7000-7000-8000-000000000001")));
        Sessions().ShouldBe(["other"]);
    }

    [Fact]
    public void Everything_twice_gives_the_same_states()
    {
        var world = new GrainWorld(CallCentre.Catalog()) { EverythingTwice = true };
        var login = new GrainId(UserLogin.Type, "anna");
        world.Ask(login, new CreateUser("u1", "Anna", Roles.Admin, "hash", "test"));
        world.Ask(new GrainId(User.Type, "u1"), new SetPassword("other", "test"));
        world.Ask(new GrainId(SignIns.Type, "u1"), new TrySignIn(true, Session("s")));
        world.Ask(new GrainId(SignIns.Type, "u1"), new EndSession("s", "test"));

        world.States<AuditEntry>(AuditEntry.Type).Select(entry => entry.What).ShouldBe(
            ["userCreated", "passwordChanged", "signedIn", "signedOut"]);
    }

    [Fact]
    public void What_is_secret_is_not_in_the_audit()
    {
        Create("u1", "anna");
        Change("u1", new SetPassword("hash-of-a-password", "test"));
        Try(true, Session("s") with { Hash = "hash-of-a-session" });
        Fail(5);

        var log = _world.Json(AuditEntry.Type);

        log.ShouldContain("signInLocked");
        log.ShouldNotContain("hash-of");
    }

    private static GrainId SignInId => new(SignIns.Type, "u1");

    private Session Session(string id, Guid stamp = default) =>
        new(id, $"hash-{id}", stamp, _world.Now, _world.Now.AddHours(12));

    private object? Create(string id, string login, string role = Roles.Agent) => _world.Ask(
        new GrainId(UserLogin.Type, login), new CreateUser(id, login, role, "hash", "test"));

    private object? Change(string id, object message) => _world.Ask(new GrainId(User.Type, id), message);

    private User State(string id) => _world.State<User>(new GrainId(User.Type, id))!;

    private object? Try(bool isRight, Session? session = null) =>
        _world.Ask(SignInId, new TrySignIn(isRight, session, "192.0.2.1"));

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Try(false);
        }
    }

    private IEnumerable<string> Sessions() => _world.State<SignIns>(SignInId)!.Sessions.Select(session => session.Id);
}
