using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Tests.Objects;

/// <summary>Each kind of field: what it takes, in which form it keeps it, what it refuses.</summary>
public sealed class FieldValueTests
{
    private static readonly FieldOption[] Sizes = [new("S"), new("M"), new("L")];

    [Theory]
    [InlineData(FieldKind.Text, "\" Anna  Nowak \"", "\"Anna  Nowak\"")]
    [InlineData(FieldKind.Text, "\"שלום Łódź 😀\"", "\"שלום Łódź 😀\"")]
    [InlineData(FieldKind.LongText, "\"a\\r\\nb\\tc\\rd\"", "\"a\\nb\\tc\\nd\"")]
    [InlineData(FieldKind.LongText, "\"\\u202eabc\"", "\"\\u202eabc\"")]
    [InlineData(FieldKind.Integer, "0", "0")]
    [InlineData(FieldKind.Integer, "-0", "0")]
    [InlineData(FieldKind.Integer, "-12", "-12")]
    [InlineData(FieldKind.Integer, "1e2", "100")]
    [InlineData(FieldKind.Integer, "100.0", "100")]
    [InlineData(FieldKind.Integer, "1200E-2", "12")]
    [InlineData(FieldKind.Integer, "9007199254740991", "9007199254740991")]
    [InlineData(FieldKind.Integer, "-9007199254740991", "-9007199254740991")]
    [InlineData(FieldKind.Integer, "0e99999999999999999999", "0")]
    [InlineData(FieldKind.Decimal, "0.1", "0.1")]
    [InlineData(FieldKind.Decimal, "-0.10", "-0.1")]
    [InlineData(FieldKind.Decimal, "-0.0", "0")]
    [InlineData(FieldKind.Decimal, "12.50e1", "125")]
    [InlineData(FieldKind.Decimal, "5e-10", "0.0000000005")]
    [InlineData(FieldKind.Decimal, "12345e-3", "12.345")]
    [InlineData(FieldKind.Decimal, "999999999999999999.9999999999", "999999999999999999.9999999999")]
    [InlineData(FieldKind.Boolean, "true", "true")]
    [InlineData(FieldKind.Boolean, "false", "false")]
    [InlineData(FieldKind.Date, "\"2024-02-29\"", "\"2024-02-29\"")]
    [InlineData(FieldKind.Date, "\"0001-01-01\"", "\"0001-01-01\"")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01T08:30:00Z\"", "\"2026-03-01T08:30:00.000Z\"")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01T00:30:00.12349+01:00\"", "\"2026-02-28T23:30:00.123Z\"")]
    [InlineData(FieldKind.DateTime, "\"2016-12-31T23:59:60Z\"", "\"2017-01-01T00:00:00.000Z\"")]
    [InlineData(FieldKind.Time, "\"08:30\"", "\"08:30:00\"")]
    [InlineData(FieldKind.Time, "\"23:59:59\"", "\"23:59:59\"")]
    [InlineData(FieldKind.Duration, "\"PT1H30M\"", "\"PT1H30M\"")]
    [InlineData(FieldKind.Duration, "\"PT90M\"", "\"PT1H30M\"")]
    [InlineData(FieldKind.Duration, "\"PT0.5S\"", "\"PT0.5S\"")]
    [InlineData(FieldKind.Duration, "\"PT10.050S\"", "\"PT10.05S\"")]
    [InlineData(FieldKind.Duration, "\"P1DT24H\"", "\"P2D\"")]
    [InlineData(FieldKind.Duration, "\"P0D\"", "\"PT0S\"")]
    [InlineData(FieldKind.Duration, "\"P36525D\"", "\"P36525D\"")]
    [InlineData(FieldKind.Select, "\"M\"", "\"M\"")]
    [InlineData(FieldKind.MultiSelect, "[\"L\",\"S\",\"L\"]", "[\"L\",\"S\"]")]
    [InlineData(FieldKind.File, "\"7F2C1A7E-0000-4000-8000-000000000001\"", "\"7f2c1a7e-0000-4000-8000-000000000001\"")]
    [InlineData(FieldKind.Url, "\"https://example.com/a?b=c#d\"", "\"https://example.com/a?b=c#d\"")]
    [InlineData(FieldKind.Url, "\"HTTP://example.com\"", "\"HTTP://example.com\"")]
    [InlineData(FieldKind.Email, "\" Anna.Nowak+x@Example.com \"", "\"Anna.Nowak+x@Example.com\"")]
    [InlineData(FieldKind.Email, "\"müller@bücher.example\"", "\"müller@bücher.example\"")]
    [InlineData(FieldKind.Phone, "\"601 234 567\"", "\"+48601234567\"")]
    [InlineData(FieldKind.Phone, "\"0049 30 123456\"", "\"+4930123456\"")]
    public void A_value_is_kept_in_its_normal_form(FieldKind kind, string written, string kept)
    {
        var value = Read(Field(kind), written);

        value.Message.ShouldBeNull();
        JsonNode.DeepEquals(value.Node, JsonNode.Parse(kept)).ShouldBeTrue(value.Node?.ToJsonString());
        value.Node!.ToJsonString().ShouldBe(JsonNode.Parse(kept)!.ToJsonString());
        Read(Field(kind), value.Node!.ToJsonString()).Node!.ToJsonString()
            .ShouldBe(value.Node.ToJsonString(), "The normal form is its own normal form.");
    }

    [Theory]
    [InlineData(FieldKind.Text, "1")]
    [InlineData(FieldKind.Text, "true")]
    [InlineData(FieldKind.Text, "{\"a\":1}")]
    [InlineData(FieldKind.Text, "[\"a\"]")]
    [InlineData(FieldKind.Text, "\"a\\u0000b\"")]
    [InlineData(FieldKind.Text, "\"a\\nb\"")]
    [InlineData(FieldKind.Text, "\"a\\u2028b\"")]
    [InlineData(FieldKind.Text, "\"a\\ud800b\"")]
    [InlineData(FieldKind.Text, "\"a\\udc00b\"")]
    [InlineData(FieldKind.Text, "\"Anna \\u202egnp.exe\"")]
    [InlineData(FieldKind.Text, "\"Anna \\u2066x\"")]
    [InlineData(FieldKind.LongText, "\"a\\u0000b\"")]
    [InlineData(FieldKind.LongText, "\"a\\u001bb\"")]
    [InlineData(FieldKind.LongText, "\"\\ud800\"")]
    [InlineData(FieldKind.Integer, "\"1\"")]
    [InlineData(FieldKind.Integer, "1.5")]
    [InlineData(FieldKind.Integer, "1e-1")]
    [InlineData(FieldKind.Integer, "9007199254740992")]
    [InlineData(FieldKind.Integer, "-9007199254740992")]
    [InlineData(FieldKind.Integer, "1e400")]
    [InlineData(FieldKind.Integer, "-1e400")]
    [InlineData(FieldKind.Integer, "1e-400")]
    [InlineData(FieldKind.Integer, "1e99999999999999999999")]
    [InlineData(FieldKind.Integer, "false")]
    [InlineData(FieldKind.Decimal, "\"1.5\"")]
    [InlineData(FieldKind.Decimal, "1e18")]
    [InlineData(FieldKind.Decimal, "1e400")]
    [InlineData(FieldKind.Decimal, "1e-11")]
    [InlineData(FieldKind.Decimal, "1e-99999999999999999999")]
    [InlineData(FieldKind.Decimal, "0.12345678901")]
    [InlineData(FieldKind.Decimal, "[1]")]
    [InlineData(FieldKind.Boolean, "0")]
    [InlineData(FieldKind.Boolean, "\"true\"")]
    [InlineData(FieldKind.Date, "\"2026-02-29\"")]
    [InlineData(FieldKind.Date, "\"2026-2-1\"")]
    [InlineData(FieldKind.Date, "\"01.02.2026\"")]
    [InlineData(FieldKind.Date, "\"2026-03-01T00:00:00Z\"")]
    [InlineData(FieldKind.Date, "\"٢٠٢٦-٠٣-٠١\"")]
    [InlineData(FieldKind.Date, "20260301")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01\"")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01T08:30:00\"")]
    [InlineData(FieldKind.DateTime, "\"0001-01-01T00:00:00+14:00\"")]
    [InlineData(FieldKind.DateTime, "1767225600")]
    [InlineData(FieldKind.Time, "\"24:00\"")]
    [InlineData(FieldKind.Time, "\"8:30\"")]
    [InlineData(FieldKind.Duration, "\"P\"")]
    [InlineData(FieldKind.Duration, "\"PT\"")]
    [InlineData(FieldKind.Duration, "\"P1DT\"")]
    [InlineData(FieldKind.Duration, "\"P1M\"")]
    [InlineData(FieldKind.Duration, "\"P1Y\"")]
    [InlineData(FieldKind.Duration, "\"-PT1H\"")]
    [InlineData(FieldKind.Duration, "\"P36525DT1S\"")]
    [InlineData(FieldKind.Duration, "\"P999999999999D\"")]
    [InlineData(FieldKind.Duration, "\"PT1H\\nx\"")]
    [InlineData(FieldKind.Duration, "90")]
    [InlineData(FieldKind.MultiSelect, "\"S\"")]
    [InlineData(FieldKind.MultiSelect, "[null]")]
    [InlineData(FieldKind.MultiSelect, "[[\"S\"]]")]
    [InlineData(FieldKind.File, "\"7f2c1a7e\"")]
    [InlineData(FieldKind.File, "\"../../etc/passwd\"")]
    [InlineData(FieldKind.Url, "\"example.com\"")]
    [InlineData(FieldKind.Url, "\"javascript:alert(1)\"")]
    [InlineData(FieldKind.Url, "\"ftp://example.com/\"")]
    [InlineData(FieldKind.Url, "\"https:///etc\"")]
    [InlineData(FieldKind.Url, "\"https:\\\\\\\\example.com\"")]
    [InlineData(FieldKind.Url, "\"https://exa mple.com/\"")]
    [InlineData(FieldKind.Url, "\"https://bank.example@evil.example/\"")]
    [InlineData(FieldKind.Url, "\"https://example.com/\\u0000\"")]
    [InlineData(FieldKind.Email, "\"anna\"")]
    [InlineData(FieldKind.Email, "\"anna@localhost\"")]
    [InlineData(FieldKind.Email, "\"@example.com\"")]
    [InlineData(FieldKind.Email, "\"anna@\"")]
    [InlineData(FieldKind.Email, "\"a@b@example.com\"")]
    [InlineData(FieldKind.Email, "\"a b@example.com\"")]
    [InlineData(FieldKind.Email, "\"a..b@example.com\"")]
    [InlineData(FieldKind.Email, "\".a@example.com\"")]
    [InlineData(FieldKind.Email, "\"a@-example.com\"")]
    [InlineData(FieldKind.Email, "\"a@example..com\"")]
    [InlineData(FieldKind.Email, "\"a@exa\\u202emple.com\"")]
    [InlineData(FieldKind.Email, "\"a\U000E0021@example.com\"")]
    [InlineData(FieldKind.Email, "\"a\\u200bb@example.com\"")]
    [InlineData(FieldKind.Email, "\"a@example.com\\r\\nBcc: b@example.com\"")]
    [InlineData(FieldKind.Email, "\"Anna <a@example.com>\"")]
    [InlineData(FieldKind.Phone, "\"101\"")]
    [InlineData(FieldKind.Phone, "\"anonymous\"")]
    [InlineData(FieldKind.Phone, "48601234567")]
    [InlineData(FieldKind.Reference, "\"anna\"")]
    [InlineData(FieldKind.Reference, "1")]
    public void A_value_of_a_wrong_shape_is_refused(FieldKind kind, string written)
    {
        var value = Read(Field(kind), written);

        value.Code.ShouldBe("typeMismatch");
        value.Message.ShouldNotBeNullOrEmpty();
        value.Node.ShouldBeNull();
    }

    [Theory]
    [InlineData(FieldKind.Select, "\"XL\"")]
    [InlineData(FieldKind.Select, "\"m\"")]
    [InlineData(FieldKind.MultiSelect, "[\"S\",\"XL\"]")]
    public void An_option_that_is_not_offered_is_refused_and_those_that_are_are_named(FieldKind kind, string written)
    {
        var value = Read(Field(kind), written);

        value.Code.ShouldBe("optionUnknown");
        value.Message!.ShouldEndWith("It is one of 'S', 'M', 'L'.");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"  \\t \"")]
    public void Nothing_written_is_no_value(string written)
    {
        foreach (var kind in Enum.GetValues<FieldKind>().Where(IsText))
        {
            Read(Field(kind), written).ShouldBe(FieldValue.Nothing, $"{kind}");
        }
    }

    [Fact]
    public void An_empty_list_is_no_value()
    {
        Read(Field(FieldKind.Phone) with { Many = true }, "[]").ShouldBe(FieldValue.Nothing);
        Read(Field(FieldKind.Phone) with { Many = true }, "[\"\", \" \"]").ShouldBe(FieldValue.Nothing);
        Read(Field(FieldKind.MultiSelect), "[]").ShouldBe(FieldValue.Nothing);
    }

    [Fact]
    public void A_list_keeps_each_value_once_in_normal_form()
    {
        var phones = Field(FieldKind.Phone) with { Many = true };
        var emails = Field(FieldKind.Email) with { Many = true };

        Read(phones, "[\"601 234 567\",\"+48601234567\",\"+4930123456\"]").Node!.ToJsonString()
            .ShouldBe(JsonNode.Parse("[\"+48601234567\",\"+4930123456\"]")!.ToJsonString());
        Read(emails, "[\"A@example.com\",\"a@EXAMPLE.com\"]").Node!.ToJsonString().ShouldBe("[\"A@example.com\"]");
        Read(Field(FieldKind.Decimal) with { Many = true }, "[1, 1.0, 2]").Node!.ToJsonString().ShouldBe("[1,2]");
    }

    [Fact]
    public void A_fault_in_a_list_says_which_value_it_is()
    {
        var value = Read(Field(FieldKind.Phone) with { Many = true }, "[\"601 234 567\",\"anna\"]");

        value.Code.ShouldBe("typeMismatch");
        value.Message!.ShouldStartWith("Value 2: It is a telephone number");
        Read(Field(FieldKind.Phone) with { Many = true }, "\"601 234 567\"").Message.ShouldBe("It is a list.");
        Read(Field(FieldKind.Phone), "[\"601 234 567\"]").Code.ShouldBe("typeMismatch");
    }

    [Theory]
    [InlineData(FieldKind.Text, FieldLimits.TextLengthMax)]
    [InlineData(FieldKind.LongText, FieldLimits.LongTextLengthMax)]
    public void A_text_has_as_many_characters_as_its_kind_allows_or_fewer(FieldKind kind, int most)
    {
        Read(Field(kind), Text("😀", most)).Code.ShouldBeNull("A character outside of the basic plane is one.");
        Read(Field(kind), Text("a", most + 1)).Code.ShouldBe("tooLong");
        Read(Field(kind) with { MaxLength = 3 }, Text("a", 3)).Code.ShouldBeNull();
        Read(Field(kind) with { MaxLength = 3 }, Text("a", 4)).Code.ShouldBe("tooLong");
        Read(Field(kind) with { MaxLength = int.MaxValue }, Text("a", most + 1)).Code.ShouldBe("tooLong");
    }

    [Fact]
    public void Addresses_numbers_and_lists_have_limits_too()
    {
        var url = "https://example.com/";
        Read(Field(FieldKind.Url), Text(url, 1, FieldLimits.UrlLengthMax)).Code.ShouldBeNull();
        Read(Field(FieldKind.Url), Text(url, 1, FieldLimits.UrlLengthMax + 1)).Code.ShouldBe("tooLong");
        Read(Field(FieldKind.Email), $"\"{new string('a', 65)}@example.com\"").Code.ShouldBe("tooLong");
        Read(Field(FieldKind.Email) with { MaxLength = 10 }, "\"anna@example.com\"").Code.ShouldBe("tooLong");
        Read(Field(FieldKind.Phone), Text("1", 251)).Code.ShouldBe("tooLong");
        Read(Field(FieldKind.Decimal), "0." + new string('0', 200)).Code.ShouldBe("typeMismatch");
        var many = Field(FieldKind.Integer) with { Many = true };
        Read(many, $"[{string.Join(',', Enumerable.Range(0, 100))}]").Code.ShouldBeNull();
        Read(many, $"[{string.Join(',', Enumerable.Range(0, 101))}]").Code.ShouldBe("tooLong");
        Read(many with { MaxLength = 2 }, "[1,2,3]").Code.ShouldBe("tooLong");
        Read(Field(FieldKind.Text) with { Many = true, MaxLength = 2 }, "[\"abc\"]").Code
            .ShouldBeNull("The limit of a list counts its values.");
    }

    [Fact]
    public void The_id_of_a_user_is_any_printable_text_and_other_ids_are_this_servers()
    {
        var user = Field(FieldKind.Reference) with { Target = BuiltInTypes.User };
        Read(user, "\"u-17/Ł\"").Node!.GetValue<string>().ShouldBe("u-17/Ł");
        Read(user, Text("u", 201)).Code.ShouldBe("typeMismatch");
        Read(user, "\"a\\u0007b\"").Code.ShouldBe("typeMismatch");
        Read(Field(FieldKind.Reference), "\"7f2c1a7e-0000-4000-8000-000000000001\"").Code.ShouldBeNull();
    }

    [Fact]
    public void Values_that_a_program_made_are_read_like_those_that_were_parsed()
    {
        FieldValue Of(FieldKind kind, JsonNode node) => RecordFields.Read(Field(kind), node, Number);

        Of(FieldKind.Decimal, JsonValue.Create(12.50m)).Node!.ToJsonString().ShouldBe("12.5");
        Of(FieldKind.Integer, JsonValue.Create(7)).Node!.ToJsonString().ShouldBe("7");
        Of(FieldKind.Text, JsonValue.Create("a\ud800")).Code.ShouldBe("typeMismatch");
        Of(FieldKind.Text, JsonValue.Create("ok")).Node!.GetValue<string>().ShouldBe("ok");
        Of(FieldKind.Boolean, JsonValue.Create(true)).Node!.ToJsonString().ShouldBe("true");
    }

    [Theory]
    [InlineData(FieldKind.Text, "\"Anna  NOWAK\"", "\"anna nowak\"")]
    [InlineData(FieldKind.Text, "\"Zoé\"", "\"ZOÉ\"")]
    [InlineData(FieldKind.Email, "\"Anna@Example.COM\"", "\"anna@example.com\"")]
    [InlineData(FieldKind.Url, "\"HTTPS://Example.com:443\"", "\"https://example.com/\"")]
    [InlineData(FieldKind.Url, "\"https://bücher.example/ä\"", "\"https://BÜCHER.example/%C3%A4\"")]
    [InlineData(FieldKind.Phone, "\"601 234 567\"", "\"+48601234567\"")]
    [InlineData(FieldKind.Decimal, "12.50", "12.5")]
    [InlineData(FieldKind.Integer, "1e1", "10")]
    [InlineData(FieldKind.DateTime, "\"2026-03-01T09:30:00+01:00\"", "\"2026-03-01T08:30:00Z\"")]
    public void Values_that_mean_the_same_have_one_unique_form(FieldKind kind, string left, string right)
    {
        var field = Field(kind);
        RecordFields.UniqueValue(field, Read(field, left).Node!)
            .ShouldBe(RecordFields.UniqueValue(field, Read(field, right).Node!));
    }

    [Theory]
    [InlineData(FieldKind.Text, "\"Anna\"", "\"Аnna\"")]
    [InlineData(FieldKind.Select, "\"S\"", "\"M\"")]
    [InlineData(FieldKind.Decimal, "0.1", "0.1000000001")]
    [InlineData(FieldKind.Boolean, "true", "false")]
    public void Values_that_differ_have_different_unique_forms(FieldKind kind, string left, string right)
    {
        var field = Field(kind);
        RecordFields.UniqueValue(field, Read(field, left).Node!)
            .ShouldNotBe(RecordFields.UniqueValue(field, Read(field, right).Node!));
    }

    private static bool IsText(FieldKind kind) =>
        kind is not (FieldKind.Integer or FieldKind.Decimal or FieldKind.Boolean or FieldKind.MultiSelect);

    private static FieldDefinition Field(FieldKind kind) => new("field", kind)
    {
        Options = kind is FieldKind.Select or FieldKind.MultiSelect ? Sizes : null,
        Target = kind == FieldKind.Reference ? "contact" : null,
    };

    private static FieldValue Read(FieldDefinition field, string json) =>
        RecordFields.Read(field, JsonNode.Parse(json), Number);

    private static string? Number(string text) =>
        NumberReader.Of(new CallSettings { DefaultRegion = "PL" }).Read(text);

    private static string Text(string character, int count) =>
        JsonValue.Create(string.Concat(Enumerable.Repeat(character, count))).ToJsonString();

    private static string Text(string start, int times, int length) =>
        JsonValue.Create(string.Concat(Enumerable.Repeat(start, times)).PadRight(length, 'a')).ToJsonString();
}
