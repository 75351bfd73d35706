using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Domain.Tests.Objects;

/// <summary>The fields of a record as a whole: what create, replace and patch accept and name.</summary>
public sealed class RecordFieldsTests
{
    private static readonly JsonSerializerOptions AsWritten = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly ObjectType Agency = new(
        "stores.agency",
        [
            new("name", FieldKind.Text) { Required = true, MaxLength = 20 },
            new("number", FieldKind.Integer) { Updatable = false },
            new("opened", FieldKind.Date) { Creatable = false },
            new("calls", FieldKind.Integer) { Creatable = false, Updatable = false, Required = true },
            new("phones", FieldKind.Phone) { Many = true },
            new("size", FieldKind.Select) { Options = [new("S"), new("M")] },
            new("rate", FieldKind.Decimal),
        ],
        1);

    [Fact]
    public void A_new_record_has_its_values_in_the_order_of_the_type()
    {
        var result = Create("""{"rate":1.50,"size":"M","name":" Nord ","phones":["601234567"],"number":7}""");

        result.Faults.ShouldBeEmpty();
        Text(result.Values).ShouldBe("""{"name":"Nord","number":7,"phones":["+48601234567"],"size":"M","rate":1.5}""");
    }

    [Fact]
    public void Every_fault_is_named_at_once_in_the_order_of_the_fields_that_were_given()
    {
        var result = Create(
            """{"Name":"x","opened":"2026-03-01","phones":["anna"],"size":"XL","rate":"1","number":1e400,"calls":1}""");

        result.Faults.Select(fault => (fault.Field, fault.Code)).ShouldBe(
        [
            ("Name", "fieldUnknown"), ("opened", "notCreatable"), ("phones", "typeMismatch"),
            ("size", "optionUnknown"), ("rate", "typeMismatch"), ("number", "typeMismatch"),
            ("calls", "notCreatable"), ("name", "requiredMissing"),
        ]);
        result.Faults.ShouldAllBe(fault => fault.Message.Length > 0);
        Should.Throw<InvalidOperationException>(() => result.Values);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":"   "}""")]
    public void A_required_field_without_a_value_is_one_fault(string given)
    {
        var fault = Create(given).Faults.ShouldHaveSingleItem();
        (fault.Field, fault.Code).ShouldBe(("name", "requiredMissing"));
    }

    [Fact]
    public void A_required_field_at_fault_is_not_missing_as_well()
    {
        Create("""{"name":1}""").Faults.ShouldHaveSingleItem().Code.ShouldBe("typeMismatch");
        Create($$"""{"name":"{{new string('x', 21)}}"}""").Faults.ShouldHaveSingleItem().Code.ShouldBe("tooLong");
    }

    [Fact]
    public void A_patch_changes_what_it_names_and_null_removes()
    {
        var before = Object("""{"name":"Nord","number":7,"calls":3,"size":"M","rate":1.5}""");
        var result = RecordFields.Patch(
            Agency, before, Object("""{"size":null,"rate":2,"opened":"2026-03-01"}"""), Number);

        Text(result.Values).ShouldBe("""{"name":"Nord","number":7,"opened":"2026-03-01","calls":3,"rate":2}""");
        Text(before).ShouldBe("""{"name":"Nord","number":7,"calls":3,"size":"M","rate":1.5}""");
    }

    [Fact]
    public void A_patch_cannot_remove_what_is_required_nor_change_what_is_fixed()
    {
        var before = Object("""{"name":"Nord","number":7,"calls":3}""");
        var result = RecordFields.Patch(Agency, before, Object("""{"name":null,"number":8,"calls":null}"""), Number);

        result.Faults.Select(fault => (fault.Field, fault.Code)).ShouldBe(
            [("name", "requiredMissing"), ("number", "notUpdatable"), ("calls", "notUpdatable")]);
    }

    [Fact]
    public void A_patch_leaves_alone_what_the_type_would_refuse_by_now()
    {
        var before = Object("""{"size":"XXL","rate":1}""");
        var result = RecordFields.Patch(Agency, before, Object("""{"rate":2}"""), Number);

        Text(result.Values).ShouldBe("""{"size":"XXL","rate":2}""");
        RecordFields.Replace(Agency, before, Object("""{"size":"XXL"}"""), Number).Faults
            .Select(fault => fault.Code).ShouldBe(["optionUnknown", "requiredMissing"]);
    }

    [Fact]
    public void A_replacement_removes_what_it_leaves_out_but_not_what_is_fixed()
    {
        var before = Object("""{"name":"Nord","number":7,"calls":3,"size":"M","gone":"old"}""");
        var result = RecordFields.Replace(Agency, before, Object("""{"name":"Süd","number":7.0}"""), Number);

        Text(result.Values).ShouldBe("""{"name":"Süd","number":7,"calls":3}""");
    }

    [Fact]
    public void Whoever_sends_back_what_was_read_changes_nothing()
    {
        var before = Object("""{"name":"Nord","number":7,"opened":"2026-03-01","calls":3,"rate":0.1}""");
        Text(RecordFields.Replace(Agency, before, Object(Text(before)), Number).Values).ShouldBe(Text(before));
        Text(RecordFields.Patch(Agency, before, Object(Text(before)), Number).Values).ShouldBe(Text(before));
    }

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"a","\ud800":"b"}""")]
    public void An_object_that_cannot_be_read_is_one_fault_of_the_whole(string given)
    {
        var fault = Create(given).Faults.ShouldHaveSingleItem();
        (fault.Field, fault.Code).ShouldBe(("", "typeMismatch"));
    }

    [Fact]
    public void Deep_values_are_refused_and_not_followed()
    {
        const int depth = 50_000;
        var json = $$"""{"name":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        var deep = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = depth + 2 })!.AsObject();

        RecordFields.Create(Agency, deep, Number).Faults.ShouldHaveSingleItem().Code.ShouldBe("typeMismatch");
        var list = Object("{}");
        list["phones"] = new JsonArray(deep["name"]!.DeepClone());
        RecordFields.Create(Agency, list, Number).Faults[0].Code.ShouldBe("typeMismatch");
    }

    [Fact]
    public void Too_many_fields_are_one_fault()
    {
        var given = new JsonObject();
        for (var i = 0; i <= FieldLimits.FieldsGivenMax; i++)
        {
            given[$"f{i}"] = 1;
        }

        var fault = RecordFields.Create(Agency, given, Number).Faults.ShouldHaveSingleItem();
        (fault.Field, fault.Code).ShouldBe(("", "tooLong"));
    }

    [Fact]
    public void A_long_unknown_name_is_shown_shortened()
    {
        var given = new JsonObject { ["name"] = "a", [new string('x', 1_000_000)] = 1 };
        RecordFields.Create(Agency, given, Number).Faults.ShouldHaveSingleItem().Field.Length.ShouldBeLessThan(100);
    }

    [Fact]
    public void A_record_has_a_size_that_its_longest_texts_can_pass()
    {
        var fields = Enumerable.Range(0, 9).Select(i => new FieldDefinition($"t{i}", FieldKind.LongText));
        var type = new ObjectType("stores.note", [.. fields], 1);
        var given = new JsonObject();
        for (var i = 0; i < 8; i++)
        {
            given[$"t{i}"] = new string('x', FieldLimits.LongTextLengthMax);
        }

        RecordFields.Create(type, given, Number).Faults.ShouldBeEmpty();
        given["t8"] = new string('x', FieldLimits.LongTextLengthMax);
        var fault = RecordFields.Create(type, given, Number).Faults.ShouldHaveSingleItem();
        (fault.Field, fault.Code).ShouldBe(("", "tooLong"));
    }

    [Fact]
    public void Unique_values_are_those_of_all_values_of_a_list()
    {
        var values = Object("""{"name":"Nord  WEST","phones":["+48601234567","+4930123456"]}""");
        RecordFields.UniqueValues(Agency.Find("name")!, values).ShouldBe(["nord west"]);
        RecordFields.UniqueValues(Agency.Find("phones")!, values).ShouldBe(["+48601234567", "+4930123456"]);
        RecordFields.UniqueValues(Agency.Find("size")!, values).ShouldBeEmpty();
    }

    [Fact]
    public void Any_decimal_within_the_limits_comes_back_exactly()
    {
        var field = new FieldDefinition("rate", FieldKind.Decimal);
        var decimals = Gen.Choose(0, int.MaxValue).ArrayOf(4).Select(part =>
            new decimal(part[0], part[1] / 16, 0, part[2] % 2 == 1, (byte)(part[3] % 11)));
        Check.QuickThrowOnFailure(Prop.ForAll(
            decimals.Where(d => Math.Abs(d) < 1_000_000_000_000_000_000m).ToArbitrary(),
            number => RecordFields.Read(field, JsonValue.Create(number), Number).Node!.GetValue<decimal>() == number));
    }

    [Fact]
    public void No_text_makes_it_throw_and_what_it_takes_it_takes_again()
    {
        var types = Enum.GetValues<FieldKind>().Select(kind => new FieldDefinition("f", kind)
        {
            Options = [new("a")],
            Target = BuiltInTypes.User,
        }).ToArray();
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => types.All(field =>
        {
            var value = RecordFields.Read(field, JsonValue.Create(text), Number);
            return value.Node is not { } node
                || RecordFields.Read(field, node, Number).Node!.ToJsonString() == node.ToJsonString();
        })));
    }

    private static CheckedFields Create(string given) => RecordFields.Create(Agency, Object(given), Number);

    private static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Text(JsonObject values) => values.ToJsonString(AsWritten);

    private static string? Number(string text) => text switch
    {
        "601234567" => "+48601234567",
        ['+', ..] => text,
        _ => null,
    };
}
