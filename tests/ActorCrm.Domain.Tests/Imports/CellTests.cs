using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Objects;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Domain.Tests.Imports;

public sealed class CellTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+48601234567", "'+48601234567")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "'\rx")]
    [InlineData("'=x", "''=x")]
    [InlineData("''=x", "'''=x")]
    [InlineData("'tis", "'tis")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void A_text_that_looks_like_a_formula_is_guarded_and_comes_back(string text, string guarded)
    {
        CellText.Guarded(text).ShouldBe(guarded);
        CellText.Unguarded(guarded).ShouldBe(text);
    }

    [Fact]
    public void Any_list_comes_back_from_its_text() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<NonNull<string>>>(), list =>
        {
            string[] values = [.. list.Get.Select(value => value.Get)];
            return CellText.Split(CellText.Join(values, ';'), ';').SequenceEqual(values);
        }));

    [Theory]
    [InlineData(FieldKind.Decimal, '.', "1234.50", "1234.50")]
    [InlineData(FieldKind.Decimal, '.', "1,234.5", "1234.5")]
    [InlineData(FieldKind.Decimal, ',', "1.234,5", "1234.5")]
    [InlineData(FieldKind.Decimal, ',', "1 234,5", "1234.5")]
    [InlineData(FieldKind.Decimal, ',', "-0,25", "-0.25")]
    [InlineData(FieldKind.Decimal, ',', "12.34", "\"12.34\"")]
    [InlineData(FieldKind.Integer, '.', "007", "7")]
    [InlineData(FieldKind.Integer, '.', "1e3", "\"1e3\"")]
    [InlineData(FieldKind.Boolean, '.', "TAK", "true")]
    [InlineData(FieldKind.Boolean, '.', "0", "false")]
    [InlineData(FieldKind.Boolean, '.', "maybe", "\"maybe\"")]
    [InlineData(FieldKind.Date, '.', "1.3.2026", "\"1.3.2026\"")]
    [InlineData(FieldKind.Date, '.', "01.03.2026", "\"2026-03-01\"")]
    [InlineData(FieldKind.DateTime, '.', "2026-03-01 08:30", "\"2026-03-01T07:30:00Z\"")]
    [InlineData(FieldKind.DateTime, '.', "2026-07-01", "\"2026-06-30T22:00:00Z\"")]
    [InlineData(FieldKind.DateTime, '.', "2026-03-01T08:30:00+05:00", "\"2026-03-01T08:30:00+05:00\"")]
    [InlineData(FieldKind.Text, '.', "  '=x ", "\"'=x\"")]
    public void A_cell_is_read_as_people_write(FieldKind kind, char separator, string cell, string json)
    {
        var format = new ImportFormat { DecimalSeparator = separator, TimeZone = "Europe/Warsaw" };

        var value = new CellReader(format, _ => null).Read(new FieldDefinition("f", kind), cell);

        JsonOf(value!).ShouldBe(json);
    }

    [Fact]
    public void A_list_is_cut_at_its_separator_and_a_blank_cell_is_no_value()
    {
        var cells = new CellReader(new ImportFormat(), text => $"+48{text}");

        JsonOf(cells.Read(new FieldDefinition("f", FieldKind.Phone) { Many = true }, "1; 2;;")!)
            .ShouldBe("""["+481","+482"]""");
        cells.Read(new FieldDefinition("f", FieldKind.Text) { Many = true }, " ; ").ShouldBeNull();
        cells.Read(new FieldDefinition("f", FieldKind.Text), "  ").ShouldBeNull();
    }

    [Fact]
    public void An_option_is_known_by_its_value_or_its_label()
    {
        var field = new FieldDefinition("f", FieldKind.Select)
        {
            Options = [new FieldOption("S", new Dictionary<string, string> { ["en"] = "Small" }), new FieldOption("L")],
        };
        var cells = new CellReader(new ImportFormat(), _ => null);

        JsonOf(cells.Read(field, "small")!).ShouldBe("\"S\"");
        JsonOf(cells.Read(field, "l")!).ShouldBe("\"L\"");
        JsonOf(cells.Read(field, "XL")!).ShouldBe("\"XL\"");
    }

    [Fact]
    public void Headers_find_their_fields_by_name_label_and_number()
    {
        var type = new ObjectType("t",
        [
            new FieldDefinition("firstName", FieldKind.Text),
            new FieldDefinition("phones", FieldKind.Phone) { Many = true },
            new FieldDefinition("dueDate", FieldKind.Date)
            {
                Label = new Dictionary<string, string> { ["pl"] = "Termin płatności" },
            },
        ], 1);

        ColumnMap.Of(type, ["First Name", "phone", "Phone 2", "TERMIN PŁATNOŚCI", "firstname", "other", "ID"])
            .Select(pair => $"{pair.Key}={pair.Value}")
            .ShouldBe(["First Name=firstName", "phone=phones", "Phone 2=phones", "TERMIN PŁATNOŚCI=dueDate", "ID=id"]);
    }

    private static string JsonOf(System.Text.Json.Nodes.JsonNode value) =>
        value.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
