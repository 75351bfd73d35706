using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Objects;

/// <summary>Custom types and custom fields: what is saved, what is refused, what a turn sees of it.</summary>
public sealed class ObjectTypeGrainTests
{
    private readonly GrainWorld _world = new(Catalog());

    [Fact]
    public void A_custom_type_is_there_for_the_next_turn()
    {
        Save("stores.agency", Agency).ShouldBe(new SettingSaved(1));

        var type = Types().Find("stores.agency").ShouldNotBeNull();
        type.Custom.ShouldBeTrue();
        type.Version.ShouldBe(1);
        type.TitleField.ShouldBe("name");
        var name = type.Find("name")!;
        (name.Custom, name.Creatable, name.Updatable, name.Required).ShouldBe((true, true, true, true));
        Types().All.Count.ShouldBe(BuiltInTypes.All.Count + 1);
    }

    [Fact]
    public void The_same_again_is_no_new_version_and_another_version_is_refused()
    {
        Save("stores.agency", Agency);

        Save("stores.agency", Agency).ShouldBe(new SettingSaved(1));
        Save("stores.agency", Agency, ifVersion: 0).ShouldBeOfType<SettingRefused>().Code.ShouldBe("versionMismatch");
        Save("stores.agency", Agency with { Label = null }, ifVersion: 1).ShouldBe(new SettingSaved(2));
        _world.Timeline.Count(entry => entry.What == "objectTypeSaved").ShouldBe(2);
    }

    [Fact]
    public void A_built_in_type_gets_custom_fields_and_keeps_its_own()
    {
        var contact = BuiltInTypes.Find("contact")!;
        var sent = contact.Fields.Select(BuiltInTypesTests.Draft).Append(new FieldDraft("c_loyalty", FieldKind.Text));

        Save("contact", new ObjectTypeDraft(Fields: [.. sent])).ShouldBe(new SettingSaved(1));

        var type = Types().Find("contact")!;
        type.Fields.Select(field => field.Name).ShouldBe([.. contact.Fields.Select(field => field.Name), "c_loyalty"]);
        (type.Custom, type.Version, type.TitleField, type.Label!["en"]).ShouldBe((false, 1, "name", "Contact"));
        type.Fields.Count(field => field.Custom).ShouldBe(1);
        Save("contact", new ObjectTypeDraft(Fields: [])).ShouldBe(new SettingSaved(2));
        Types().Find("contact")!.Find("c_loyalty").ShouldBeNull();
    }

    [Fact]
    public void What_comes_with_the_program_is_not_redefined()
    {
        var refused = Refused("contact", new ObjectTypeDraft(
            new() { ["en"] = "Person" }, "lastName",
            [
                new("name", FieldKind.LongText),
                new("title", FieldKind.Text, MaxLength: 50),
                new("loyalty", FieldKind.Text),
            ]));

        refused.ShouldBe(
        [
            "Field 'name' comes with the program and cannot be changed.",
            "Field 'title' comes with the program and cannot be changed.",
            "Field 'loyalty': the name of a custom field of a built-in type begins with c_.",
            "The title field of a built-in type stays 'name'.",
            "The label of a built-in type cannot be changed.",
        ]);
    }

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var refused = Refused("agency", new ObjectTypeDraft(
            new() { ["english"] = "x", ["de"] = "" }, "size",
            [
                null,
                new(Kind: FieldKind.Text),
                new("Name", FieldKind.Text),
                new("n\u0430me", FieldKind.Text),
                new("id", FieldKind.Text),
                new("updatedat", FieldKind.Text),
                new("a"),
                new("a", FieldKind.Text),
                new("A2", FieldKind.Text),
                new("b", FieldKind.Text, Options: [new("x")]),
                new("c", FieldKind.Select),
                new("d", FieldKind.Select, Options: [new("x"), new("x"), new(" y"), null, new("\u202ez"), new(null!)]),
                new("e", FieldKind.Reference),
                new("f", FieldKind.Reference, Target: "stores.none"),
                new("g", FieldKind.Text, Target: "contact"),
                new("h", FieldKind.Text, MaxLength: 1_001),
                new("i", FieldKind.Integer, MaxLength: 3),
                new("j", FieldKind.LongText, Many: true, Unique: true, Indexed: true),
                new("k", FieldKind.Text, Required: true, Creatable: false),
            ]));

        refused.Length.ShouldBe(29, string.Join('\n', refused));
        refused.ShouldAllBe(fault => fault.Length < 300);
        Types().Find("agency").ShouldBeNull();
    }

    [Theory]
    [InlineData("agency")]
    [InlineData("stores.")]
    [InlineData("stores.a.b")]
    [InlineData("1stores.agency")]
    [InlineData("stores.agency\n")]
    [InlineData("stores.аgency")]
    [InlineData("Contact")]
    public void A_custom_type_has_a_namespace(string name)
    {
        var result = name.Contains('\n') ? null : Save(name, Agency);

        (result is null or SettingRefused).ShouldBeTrue();
        new ObjectTypeReader(name, null, Types()).Read(Agency).ShouldBeNull();
    }

    [Theory]
    [InlineData("Temperature.Reporting")]
    [InlineData("stores.facility_locations")]
    [InlineData("stores.facilityType")]
    public void The_names_of_the_found_types_are_names(string name) =>
        Save(name, Agency).ShouldBe(new SettingSaved(1));

    [Fact]
    public void Names_that_differ_in_case_only_are_the_same()
    {
        Save("stores.agency", Agency);

        Refused("Stores.Agency", Agency).ShouldHaveSingleItem().ShouldContain("differs in case only");
        Refused("stores.other", new ObjectTypeDraft(
            Fields: [new("name", FieldKind.Text), new("naME", FieldKind.Text)])).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_field_keeps_its_shape_even_after_it_was_removed()
    {
        Save("stores.agency", Agency);
        Save("stores.agency", Agency with { Fields = [Agency.Fields![0]] }).ShouldBe(new SettingSaved(2));

        var faults = Refused("stores.agency", Agency with
        {
            Fields =
            [
                Agency.Fields[0]! with { Unique = true },
                new("boss", FieldKind.Text),
                new("phones", FieldKind.Phone),
            ],
        });
        faults.Length.ShouldBe(3, string.Join('\n', faults));
        faults[1].ShouldStartWith("Field 'boss' was reference to 'contact', and records may have such values");
        Save("stores.agency", Agency with { Fields = [.. Agency.Fields.Reverse()] }).ShouldBe(new SettingSaved(3));
        _world.State<SavedObjectType>(Id("stores.agency"))!.Removed.ShouldBeNull("They are all there again.");
    }

    [Fact]
    public void References_lead_to_types_that_exist_and_to_the_type_itself()
    {
        var draft = new ObjectTypeDraft(Fields:
        [
            new("parent", FieldKind.Reference, Target: "stores.borough"),
            new("agency", FieldKind.Reference, Target: "stores.agency"),
            new("buyers", FieldKind.Reference, Target: "contact", Many: true),
        ]);

        Refused("stores.borough", draft).ShouldHaveSingleItem().ShouldContain("'agency'");
        Save("stores.agency", Agency);
        Save("stores.borough", draft).ShouldBe(new SettingSaved(1));
    }

    [Fact]
    public void A_type_that_another_one_refers_to_stays()
    {
        Save("stores.agency", Agency);
        Save("stores.borough", new ObjectTypeDraft(
            Fields: [new("agency", FieldKind.Reference, Target: "stores.agency")]));

        var refused = Delete("stores.agency").ShouldBeOfType<SettingRefused>();
        refused.Code.ShouldBe("objectTypeInUse");
        refused.Faults.ShouldBe(["Field 'agency' of 'stores.borough' refers to it."]);
        Delete("stores.borough", ifVersion: 7).ShouldBeOfType<SettingRefused>().Code.ShouldBe("versionMismatch");
        Delete("stores.borough").ShouldBe(new SettingSaved(1));
        Delete("stores.agency").ShouldBe(new SettingSaved(1));
        Types().Find("stores.agency").ShouldBeNull();
        Delete("stores.agency").ShouldBeOfType<SettingRefused>().Code.ShouldBe("objectTypeNotFound");
        Delete("contact").ShouldBeOfType<SettingRefused>().Code.ShouldBe("objectTypeBuiltIn");
    }

    [Fact]
    public void Limits_are_kept()
    {
        FieldDraft[] Fields(int count, Func<int, FieldDraft> make) => [.. Enumerable.Range(0, count).Select(make)];
        FieldDraft Plain(int i) => new($"f{i}", FieldKind.Text);
        FieldDraft Indexed(int i) => new($"f{i}", FieldKind.Text, Indexed: true);
        FieldOption[] options =
        [
            .. Enumerable.Range(0, ObjectTypeLimits.OptionsMax)
                .Select(o => new FieldOption($"{o}{new string('x', 90)}")),
        ];

        Refused("stores.a", new ObjectTypeDraft()).ShouldHaveSingleItem();
        Refused("stores.a", new ObjectTypeDraft(Fields: Fields(ObjectTypeLimits.FieldsMax + 1, Plain)))
            .ShouldHaveSingleItem();
        Refused("stores.a", new ObjectTypeDraft(Fields: Fields(ObjectTypeLimits.IndexedMax + 1, Indexed)))
            .ShouldHaveSingleItem();
        FieldDraft Large(int i) => new($"f{i}", FieldKind.Select, Options: options);
        Refused("stores.a", new ObjectTypeDraft(Fields: Fields(5, Large)))
            .ShouldHaveSingleItem().ShouldContain("bytes");
        Save("stores.a", new ObjectTypeDraft(Fields: Fields(ObjectTypeLimits.FieldsMax, Plain)))
            .ShouldBe(new SettingSaved(1));
        Refused("stores.a", new ObjectTypeDraft(Fields: [new("other", FieldKind.Text)])).ShouldHaveSingleItem()
            .ShouldContain("removed");
    }

    private static ObjectTypeDraft Agency => new(
        new() { ["en"] = "Agency", ["pl"] = "Agencja" },
        "name",
        [
            new("name", FieldKind.Text, Required: true, MaxLength: 80, Indexed: true),
            new("boss", FieldKind.Reference, Target: "contact"),
            new("phones", FieldKind.Phone, Many: true),
        ]);

    private static GrainId Id(string name) => new(ObjectType.Type, name);

    private object Save(string name, ObjectTypeDraft draft, int? ifVersion = null) =>
        _world.Ask(Id(name), new SaveObjectType(draft, "anna", ifVersion))!;

    private string[] Refused(string name, ObjectTypeDraft draft)
    {
        var refused = Save(name, draft).ShouldBeOfType<SettingRefused>();
        refused.Code.ShouldBe("objectTypeInvalid");
        return refused.Faults;
    }

    private object Delete(string name, int? ifVersion = null) =>
        _world.Ask(Id(name), new DeleteObjectType("anna", ifVersion))!;

    private ObjectTypes Types() => ObjectTypes.From(
        _world.States<SavedObjectType>(ObjectType.Type));
}
