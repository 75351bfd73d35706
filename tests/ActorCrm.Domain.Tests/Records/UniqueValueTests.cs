using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Records;

/// <summary>Values that one record only may have.</summary>
public sealed class UniqueValueTests
{
    private readonly RecordWorld _world = new();

    [Fact]
    public void Of_a_hundred_creators_at_once_one_gets_the_value_and_the_others_are_told_who()
    {
        foreach (var seed in new[] { 1, 2, 3, Random.Shared.Next() })
        {
            var world = new RecordWorld(new Random(seed));
            for (var n = 1; n <= 100; n++)
            {
                world.World.Send(
                    RecordWorld.Id(n),
                    new CreateRecord(
                        RecordWorld.Json("""{"name":"Ann","code":"X-1","emails":["a@x.example"]}"""), "ann"),
                    from: $"client{n}");
            }

            world.World.Run();

            var made = world.Records.Where(record => record.Version > 0).ShouldHaveSingleItem($"seed {seed}");
            foreach (var loser in world.Records.Where(record => record.Id != made.Id))
            {
                var refused = loser.Outcomes!.ShouldHaveSingleItem().Refused!;
                refused.Code.ShouldBe("duplicate");
                refused.Faults.ShouldHaveSingleItem().RecordId.ShouldBe(made.Id, $"seed {seed}");
            }

            world.World.Timeline.Count.ShouldBe(1);
            CheckHolds(world, $"seed {seed}");
        }
    }

    [Fact]
    public void A_value_in_another_writing_is_the_same_value()
    {
        var first = _world.Create(1, """{"name":"Ann","code":"Ä  x1"}""").Saved();

        var fault = _world.Create(2, """{"name":"Bea","code":" ä X1"}""").Refused("duplicate")
            .Faults.ShouldHaveSingleItem();

        fault.ShouldBe(new RecordFault("code", "duplicate", $"Record {first.Id} has this value.", first.Id));
        _world.State(2)!.Version.ShouldBe(0);
    }

    [Fact]
    public void A_record_keeps_its_own_values_when_it_changes()
    {
        _world.Create(1, """{"name":"Ann","code":"1","emails":["a@x.example"]}""");

        _world.Patch(1, """{"name":"Bea"}""").Saved();
        _world.Patch(1, """{"emails":["A@x.example","b@x.example"]}""").Saved().Unique!.Length.ShouldBe(3);

        CheckHolds(_world);
    }

    [Fact]
    public void A_value_that_is_given_up_is_free()
    {
        _world.Create(1, """{"name":"Ann","code":"1"}""");
        _world.Patch(1, """{"code":"2"}""").Saved();

        _world.Create(2, """{"name":"Bea","code":"1"}""").Saved();
        _world.Create(3, """{"name":"Cid","code":"2"}""").Refused("duplicate");

        CheckHolds(_world);
    }

    [Fact]
    public void A_deleted_record_gives_its_values_back_and_may_find_them_taken_when_it_returns()
    {
        _world.Create(1, """{"name":"Ann","code":"1"}""");
        _world.Delete(1).Saved();
        var second = _world.Create(2, """{"name":"Bea","code":"1"}""").Saved();

        _world.Restore(1).Refused("duplicate").Faults[0].RecordId.ShouldBe(second.Id);
        _world.State(1)!.DeletedAt.ShouldNotBeNull();
        _world.Delete(2).Saved();
        _world.Restore(1).Saved().Unique!.Length.ShouldBe(1);

        CheckHolds(_world);
    }

    [Fact]
    public void A_refused_change_leaves_the_record_and_all_values_as_they_were()
    {
        _world.Create(1, """{"name":"Ann","code":"1","emails":["a@x.example"]}""");
        var before = _world.Create(2, """{"name":"Bea","code":"2"}""").Saved();

        _world.Patch(2, """{"code":"3","emails":["b@x.example","a@x.example"],"name":"Cid"}""").Refused("duplicate")
            .Faults.ShouldHaveSingleItem().Field.ShouldBe("emails");

        var after = _world.State(2)!;
        after.Fields.ToJsonString().ShouldBe(before.Fields.ToJsonString());
        after.Version.ShouldBe(before.Version);
        CheckHolds(_world);
    }

    [Fact]
    public void Nothing_is_left_of_a_record_whose_creation_was_refused()
    {
        _world.Create(1, """{"name":"Ann","code":"1"}""");
        _world.Create(2, """{"name":"Bea","code":"1"}""", "h").Refused("duplicate");
        _world.Patch(2, """{"name":"Cid"}""").Refused("recordNotFound");

        _world.World.Advance(ObjectRecord.OutcomeKept);

        _world.State(2).ShouldBeNull();
        _world.World.Reminders.ShouldBeEmpty();
    }

    [Fact]
    public void A_refused_creation_can_be_asked_for_again_and_is_not_forgotten_then()
    {
        _world.Create(1, """{"name":"Ann","code":"1"}""");
        _world.Create(2, """{"name":"Bea","code":"1"}""", "h").Refused("duplicate");
        _world.Delete(1);

        _world.Create(2, """{"name":"Bea","code":"1"}""", "h").Saved().Version.ShouldBe(1);
        _world.World.Advance(TimeSpan.FromHours(1));

        _world.State(2)!.Version.ShouldBe(1);
    }

    [Fact]
    public void While_a_change_waits_for_its_values_no_other_begins()
    {
        // Two that ask in opposite orders, as no record does, wait for each other for ever.
        var key = UniqueKey.Of(RecordWorld.Card, "code", "1");
        var other = UniqueKey.Of(RecordWorld.Card, "code", "2");
        var (x, y) = (RecordWorld.Id(8).Key, RecordWorld.Id(9).Key);
        _world.World.Send(new GrainId(UniqueValue.Type, key), new ReserveUnique(x, Guid.Empty, [key, other], 0));
        _world.World.Send(new GrainId(UniqueValue.Type, other), new ReserveUnique(y, Guid.Empty, [other, key], 0));

        var pending = _world.World.Ask(RecordWorld.Id(1), Create("h")).ShouldBeOfType<RecordPending>();

        _world.World.Ask(RecordWorld.Id(1), new ReadRecordOutcome(pending.Token)).ShouldBe(pending);
        _world.World.Ask(RecordWorld.Id(1), Create("h")).ShouldBe(pending);
        _world.World.Ask(RecordWorld.Id(1), Create("other")).ShouldBeOfType<RecordBusy>();
        _world.World.Ask(RecordWorld.Id(1), new ReadRecordOutcome(Guid.Empty)).ShouldBeOfType<RecordOutcomeForgotten>();
        _world.World.Ask(new GrainId(UniqueValue.Type, key), new ReleaseUnique(x, Guid.Empty));
        _world.World.Ask(RecordWorld.Id(1), new ReadRecordOutcome(pending.Token))!.Saved().Version.ShouldBe(1);

        static CreateRecord Create(string hash) => new(RecordWorld.Json("""{"name":"Ann","code":"1"}"""), "ann", hash);
    }

    [Fact]
    public void A_release_that_comes_late_does_not_take_away_what_was_reserved_anew()
    {
        const string record = "crm.card/1";
        var (old, token) = (Guid.Parse("00000000-0000-7000-8000-00000000000a"), Guid.Empty);
        var turn = new Turn();
        turn.Begin(
            new GrainId(UniqueValue.Type, "crm.card/code/=1"), "cause", _world.World.Now, _world.World.Now,
            new object());

        var reserved = UniqueValueGrain.Handle(
            turn, new UniqueValue(record, old, Confirmed: true),
            new ReserveUnique(record, token, [turn.Self.Key], 0));

        reserved.ShouldBe(new UniqueValue(record, token));
        UniqueValueGrain.Handle(turn, reserved, new ReleaseUnique(record, old)).ShouldBeSameAs(reserved);
        UniqueValueGrain.Handle(turn, reserved, new ReleaseUnique(record, token)).ShouldBeNull();
    }

    [Fact]
    public void No_value_can_be_written_to_look_like_another()
    {
        var longOne = new string('x', 300);
        string[] keys =
        [
            UniqueKey.Of("t", "f", longOne), UniqueKey.Of("t", "f", longOne + "y"),
            UniqueKey.Of("t", "f", UniqueKey.Of("t", "f", longOne)["t/f/".Length..]), UniqueKey.Of("t", "f", "a\nb"),
            UniqueKey.Of("t", "f", "a/b"), UniqueKey.Of("t", "f/=a", "b"), UniqueKey.Of("t", "f", "=a/b"),
        ];

        keys.ShouldBeUnique();
        keys.ShouldAllBe(key => GrainId.IsKey(key));
        UniqueKey.FieldOf(keys[0]).ShouldBe("f");
    }

    [Fact]
    public void Whatever_order_messages_come_in_no_two_records_have_a_value_and_nobody_waits_for_ever()
    {
        foreach (var seed in Enumerable.Range(1, 200).Append(Random.Shared.Next()))
        {
            var chance = new Random(seed);
            var world = new RecordWorld(chance, everythingTwice: seed % 4 == 0);
            for (var step = 0; step < 40; step++)
            {
                world.World.Send(
                    RecordWorld.Id(chance.Next(1, 7)), Any(chance), from: $"client{chance.Next(10)}");
                if (chance.Next(3) == 0)
                {
                    world.World.Run();
                }
            }

            world.World.Run();

            world.Records.ShouldAllBe(record => record.Pending == null, $"seed {seed}");
            CheckHolds(world, $"seed {seed}");
        }
    }

    private static object Any(Random chance)
    {
        var fields = RecordWorld.Json($$"""
            {"name":"n{{chance.Next(3)}}","code":"{{chance.Next(4)}}",
             "emails":["{{chance.Next(4)}}@x.example","{{chance.Next(4)}}@x.example"]}
            """);
        return chance.Next(8) switch
        {
            0 or 1 or 2 => new CreateRecord(fields, "ann", chance.Next(2) == 0 ? "h" : null),
            3 or 4 => new PatchRecord(fields, "bob"),
            5 => new ReplaceRecord(RecordWorld.Json("""{"name":"plain"}"""), "bob"),
            6 => new DeleteRecord("cat"),
            _ => new RestoreRecord("dan"),
        };
    }

    /// <summary>The values that records say they have, and what the values say of who has them, are the same.</summary>
    private static void CheckHolds(RecordWorld world, string? because = null)
    {
        var type = world.World.State<SavedObjectType>(new GrainId(ObjectType.Type, RecordWorld.Card))!.Definition;
        var held = new List<string>();
        foreach (var record in world.Records)
        {
            string[] wanted = record is { Version: > 0, DeletedAt: null }
                ? [.. type.Fields.Where(field => field.Unique).SelectMany(field =>
                    RecordFields.UniqueValues(field, record.Fields).Select(value =>
                        UniqueKey.Of(type.Name, field.Name, value)))]
                : [];
            (record.Unique ?? []).Select(hold => hold.Key).ShouldBe(wanted, ignoreOrder: true, because);
            foreach (var hold in record.Unique ?? [])
            {
                held.Add(hold.Key);
                world.World.State<UniqueValue>(new GrainId(UniqueValue.Type, hold.Key)).ShouldBe(
                    new UniqueValue(RecordGrain.Id(type.Name, record.Id).Key, hold.Token, Confirmed: true), because);
            }
        }

        held.ShouldBeUnique(because);
        world.Values.Count.ShouldBe(held.Count, because);
    }
}
