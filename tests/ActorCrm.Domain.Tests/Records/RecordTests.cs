using System.Text.Json.Nodes;
using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.Tests.Records;

/// <summary>One record: made, replaced, patched, deleted, restored.</summary>
public sealed class RecordTests
{
    private readonly RecordWorld _world = new();

    [Fact]
    public void A_record_is_made_with_its_values_in_normal_form()
    {
        var record = _world.Create(1, """{"name":"  Ann ","amount":12.50,"emails":["A@x.example"]}""").Saved();

        record.ObjectType.ShouldBe(RecordWorld.Card);
        RecordWorld.Id(1).Key.ShouldBe($"{RecordWorld.Card}/{record.Id}");
        record.Version.ShouldBe(1);
        record.CreatedBy.ShouldBe("ann");
        record.CreatedAt.ShouldBe(_world.World.Now);
        record.Fields["name"]!.GetValue<string>().ShouldBe("Ann");
        record.Fields["emails"]!.AsArray().Count.ShouldBe(1);
        _world.State(1)!.Fields.ToJsonString().ShouldBe(record.Fields.ToJsonString());
    }

    [Fact]
    public void Every_fault_is_named_at_once_and_nothing_is_kept()
    {
        var refused = _world.Create(1, """{"amount":"much","colour":"red","emails":["none"]}""")
            .Refused("recordInvalid");

        refused.Faults.Select(fault => (fault.Field, fault.Code)).ShouldBe(
            [("amount", "typeMismatch"), ("colour", "fieldUnknown"), ("emails", "typeMismatch"),
                ("name", "requiredMissing")],
            ignoreOrder: true);
        _world.State(1).ShouldBeNull();
        _world.World.Timeline.ShouldBeEmpty();
    }

    [Fact]
    public void A_type_that_is_unknown_has_no_records()
    {
        var answer = _world.World.Ask(
            RecordGrain.Id("crm.nothing", Guid.Empty), new CreateRecord(RecordWorld.Json("{}"), "ann"));

        answer!.Refused("objectTypeNotFound");
    }

    [Fact]
    public void A_patch_changes_what_it_names_and_null_takes_away()
    {
        _world.Create(1, """{"name":"Ann","amount":1,"note":"old"}""");

        var record = _world.Patch(1, """{"amount":2,"note":null}""").Saved();

        record.Fields.ToJsonString().ShouldBe("""{"name":"Ann","amount":2}""");
        record.Version.ShouldBe(2);
        record.UpdatedBy.ShouldBe("bob");
        record.CreatedBy.ShouldBe("ann");
    }

    [Fact]
    public void A_replacement_leaves_nothing_but_what_nobody_may_change()
    {
        _world.Create(1, """{"name":"Ann","amount":1,"origin":"fair"}""");

        _world.Replace(1, """{"name":"Bea"}""").Saved().Fields.ToJsonString()
            .ShouldBe("""{"name":"Bea","origin":"fair"}""");
        _world.Replace(1, """{"name":"Bea","origin":"web"}""").Refused("recordInvalid")
            .Faults.ShouldHaveSingleItem().Code.ShouldBe("notUpdatable");
    }

    [Fact]
    public void A_change_that_changes_nothing_leaves_no_trace()
    {
        _world.Create(1, """{"name":"Ann"}""");
        var entries = _world.World.Timeline.Count;

        _world.Patch(1, """{"name":" Ann"}""").Saved().Version.ShouldBe(1);
        _world.Restore(1).Saved().Version.ShouldBe(1);

        _world.World.Timeline.Count.ShouldBe(entries);
    }

    [Fact]
    public void A_change_for_another_version_is_refused()
    {
        _world.Create(1, """{"name":"Ann"}""");
        _world.Patch(1, """{"name":"Bea"}""", ifVersion: 1).Saved();

        _world.Patch(1, """{"name":"Cid"}""", ifVersion: 1).Refused("versionMismatch");
        _world.Replace(1, """{"name":"Cid"}""", ifVersion: 3).Refused("versionMismatch");
        _world.Delete(1, ifVersion: 1).Refused("versionMismatch");
        _world.Delete(1, ifVersion: 2).Saved();
        _world.Restore(1, ifVersion: 2).Refused("versionMismatch");
    }

    [Fact]
    public void A_deleted_record_is_changed_no_more_until_it_is_restored()
    {
        _world.Create(1, """{"name":"Ann"}""");

        var deleted = _world.Delete(1).Saved();
        _world.Delete(1).Saved().Version.ShouldBe(deleted.Version);
        _world.Patch(1, """{"name":"Bea"}""").Refused("recordDeleted");
        var restored = _world.Restore(1).Saved();

        deleted.DeletedBy.ShouldBe("cat");
        deleted.DeletedAt.ShouldBe(_world.World.Now);
        restored.DeletedAt.ShouldBeNull();
        restored.Fields.ToJsonString().ShouldBe("""{"name":"Ann"}""");
        restored.Version.ShouldBe(3);
    }

    [Fact]
    public void What_was_never_made_is_not_found()
    {
        _world.Patch(1, "{}").Refused("recordNotFound");
        _world.Replace(1, "{}").Refused("recordNotFound");
        _world.Delete(1).Refused("recordNotFound");
        _world.Restore(1).Refused("recordNotFound");
        _world.State(1).ShouldBeNull();
    }

    [Fact]
    public void The_same_request_again_gives_the_same_record_and_another_one_is_refused()
    {
        var first = _world.Create(1, """{"name":"Ann"}""", "h1").Saved();

        _world.Create(1, """{"name":"Ann"}""", "h1").Saved().Version.ShouldBe(first.Version);
        _world.Create(1, """{"name":"Bea"}""", "h2").Refused("idempotencyKeyReused");
        _world.Create(1, """{"name":"Ann"}""").Refused("recordExists");
        _world.World.Timeline.Count.ShouldBe(1);
    }

    [Fact]
    public void The_timeline_says_who_changed_what_from_what_to_what()
    {
        _world.Create(1, """{"name":"Ann","amount":1}""");
        _world.Patch(1, $$"""{"name":"Bea","amount":null,"note":"{{new string('x', 501)}}"}""");
        _world.Delete(1);
        _world.Restore(1);

        _world.World.Timeline.Select(entry => (entry.What, entry.By)).ShouldBe(
            [("recordCreated", "ann"), ("recordChanged", "bob"), ("recordDeleted", "cat"), ("recordRestored", "dan")]);
        _world.World.Timeline.ShouldAllBe(entry => entry.Entity == RecordWorld.Id(1));
        var changes = _world.World.Timeline[1].Data!.ToDictionary();
        changes["name"].ShouldBe("""{"before":"Ann","after":"Bea"}""");
        changes["amount"].ShouldBe("""{"before":1}""");
        JsonNode.Parse(changes["note"])!["after"]!.GetValue<string>().ShouldBe(new string('x', 500) + "…");
    }

    [Fact]
    public void Of_very_many_changed_fields_the_timeline_counts_the_rest()
    {
        var after = new JsonObject();
        for (var i = 0; i < FieldChanges.FieldsMax + 7; i++)
        {
            after[$"f{i}"] = i;
        }

        var changes = FieldChanges.Between([], after)!;

        changes.Count.ShouldBe(FieldChanges.FieldsMax + 1);
        changes[^1].ShouldBe(new(FieldChanges.More, "7"));
        FieldChanges.Between(after, after).ShouldBeNull();
    }
}
