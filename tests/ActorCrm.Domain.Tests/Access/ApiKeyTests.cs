using ActorCrm.Domain.Access;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Access;

/// <summary>Keys that take each other's place.</summary>
public sealed class ApiKeyTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly GrainWorld _world = new(CallCentre.Catalog());

    public ApiKeyTests() => _world.Ask(
        Id("one"), new CreateApiKey("pbx", [ApiScopes.Ingest], "hash1", "test", null, 50));

    [Fact]
    public void Both_keys_are_in_force_until_the_old_one_ends()
    {
        var next = Rotate("one", "two").ShouldBeOfType<ApiKeyStored>().Key;

        next.ShouldSatisfyAllConditions(
            () => next.Id.ShouldBe("two"),
            () => next.Scopes.ShouldBe([ApiScopes.Ingest]),
            () => next.RequestsPerSecondMax.ShouldBe(50),
            () => next.Replaces.ShouldBe("one"));
        Key("one").IsInForce(_world.Now).ShouldBeTrue();
        Key("two").IsInForce(_world.Now).ShouldBeTrue();
        _world.Advance(Week);
        Key("one").IsInForce(_world.Now).ShouldBeFalse();
        Key("two").IsInForce(_world.Now).ShouldBeTrue();
    }

    [Fact]
    public void Never_more_than_two_are_in_force()
    {
        Rotate("one", "two");
        Rotate("two", "three");

        new[] { "one", "two", "three" }.Where(id => Key(id).IsInForce(_world.Now)).ShouldBe(["two", "three"]);
    }

    [Fact]
    public void A_rotation_that_makes_no_sense_is_refused()
    {
        Rotate("none", "two").ShouldBeOfType<ApiKeyRefused>().Code.ShouldBe("apiKeyUnknown");
        Rotate("one", "two", TimeSpan.FromDays(91)).ShouldBeOfType<ApiKeyRefused>().Code.ShouldBe("apiKeyInvalid");
        Rotate("one", "two", TimeSpan.FromDays(-1)).ShouldBeOfType<ApiKeyRefused>().Code.ShouldBe("apiKeyInvalid");
        Rotate("one", "two");
        Rotate("one", "three").ShouldBeOfType<ApiKeyRefused>().Code.ShouldBe("apiKeyReplaced");
        _world.Ask(Id("two"), new RevokeApiKey("test"));
        Rotate("two", "three").ShouldBeOfType<ApiKeyRefused>().Code.ShouldBe("apiKeyEnded");
        _world.State<ApiKey>(Id("three")).ShouldBeNull();
    }

    [Fact]
    public void A_rotation_does_not_lengthen_a_life()
    {
        var end = _world.Now.AddDays(1);
        _world.Ask(Id("guest"), new CreateApiKey("guest", [ApiScopes.Read], "hash2", "test", end));

        Rotate("guest", "next");

        Key("guest").ExpiresAt.ShouldBe(end);
    }

    [Fact]
    public void The_last_use_is_the_latest_whatever_order_silos_tell_it_in()
    {
        var use = new GrainId(ApiKeyUse.Type, "one");
        _world.Ask(use, new NoteApiKeyUse(_world.Now.AddMinutes(2)));
        _world.Ask(use, new NoteApiKeyUse(_world.Now.AddMinutes(1)));

        _world.State<ApiKeyUse>(use)!.LastUsedAt.ShouldBe(_world.Now.AddMinutes(2));
    }

    private static GrainId Id(string key) => new(ApiKey.Type, key);

    private object? Rotate(string id, string next, TimeSpan? overlap = null) =>
        _world.Ask(Id(id), new RotateApiKey(next, $"hash-{next}", overlap ?? Week, "test"));

    private ApiKey Key(string id) => _world.State<ApiKey>(Id(id)).ShouldNotBeNull();
}
