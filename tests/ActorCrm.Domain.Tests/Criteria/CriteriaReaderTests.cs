using System.Text;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Domain.Tests.Criteria;

/// <summary>What is refused, with which code and where.</summary>
public sealed class CriteriaReaderTests
{
    [Fact]
    public void All_faults_are_named_at_once_with_their_positions()
    {
        var faults = CriteriaWorld.Faults("""
            {"all":[
              {"field":"nmae","operator":"equals","value":"x"},
              {"not":{"field":"count","operator":"contains","value":"x"}},
              {"any":[
                {"field":"count","operator":"equals","value":"five"},
                {"field":"status","operator":"in","value":["new","odl",5]},
                {"field":"name","operator":"is","value":"x"},
                {"field":"account.balance","operator":"lessThan","value":true}]}]}
            """);

        faults.ShouldBe([
            "/all/0/field fieldUnknown",
            "/all/1/not/operator operatorUnsuitable",
            "/all/2/any/0/value valueInvalid",
            "/all/2/any/1/value/1 optionUnknown",
            "/all/2/any/1/value/2 valueInvalid",
            "/all/2/any/2/operator operatorUnknown",
            "/all/2/any/3/value valueInvalid",
        ]);
    }

    [Theory]
    [InlineData("", " jsonInvalid")]
    [InlineData("{", " jsonInvalid")]
    [InlineData("{} x", " jsonInvalid")]
    [InlineData("null", " shapeInvalid")]
    [InlineData("[]", " shapeInvalid")]
    [InlineData("{}", " shapeInvalid")]
    [InlineData("""{"all":{}}""", "/all shapeInvalid")]
    [InlineData("""{"all":[]}""", "/all groupEmpty")]
    [InlineData("""{"any":[]}""", "/any groupEmpty")]
    [InlineData("""{"any":[5]}""", "/any/0 shapeInvalid")]
    [InlineData("""{"not":[]}""", "/not shapeInvalid")]
    [InlineData("""{"not":{"field":"name","operator":"isEmpty"},"value":1}""", "/value memberUnknown")]
    [InlineData("""{"not":{"field":"name","operator":"isEmpty"},"a/b~c":1}""", "/a~1b~0c memberUnknown")]
    [InlineData("""{"field":"name","operator":"isEmpty","sql":"1=1"}""", "/sql memberUnknown")]
    [InlineData("""{"field":"name","field":"mail","operator":"isEmpty"}""", "/field memberRepeated")]
    [InlineData("""{"operator":"isEmpty"}""", "/field memberMissing")]
    [InlineData("""{"field":"name"}""", "/operator memberMissing")]
    [InlineData("""{"field":"name","operator":"equals"}""", "/value memberMissing")]
    [InlineData("""{"field":5,"operator":"isEmpty"}""", "/field shapeInvalid")]
    [InlineData("""{"field":"\ud800","operator":"isEmpty"}""", "/field shapeInvalid")]
    [InlineData("""{"\ud800":1,"field":"name","operator":"isEmpty"}""", "/\uFFFD memberUnknown")]
    public void A_broken_shape_is_refused_where_it_breaks(string json, string fault) =>
        CriteriaWorld.Faults(json).ShouldBe([fault]);

    [Theory]
    [InlineData("Name", "fieldUnknown")]
    [InlineData("", "fieldUnknown")]
    [InlineData("name ", "fieldUnknown")]
    [InlineData("account.nothing", "fieldUnknown")]
    [InlineData("account.", "fieldUnknown")]
    [InlineData("name.length", "notAReference")]
    [InlineData("accounts.balance", "notAReference")]
    [InlineData("lost.name", "notAReference")]
    [InlineData("account.owner.account.owner.name", "tooManySteps")]
    public void A_path_must_lead_somewhere(string path, string code) =>
        CriteriaWorld.Faults(CriteriaWorld.If(path, "isEmpty")).ShouldBe([$"/field {code}"]);

    [Fact]
    public void A_path_may_have_four_steps() =>
        CriteriaWorld.Faults(CriteriaWorld.If("account.owner.account.balance", "isEmpty")).ShouldBeEmpty();

    [Theory]
    [InlineData("name", "lessThan", "\"x\"")]
    [InlineData("name", "hasAny", "[\"x\"]")]
    [InlineData("count", "like", "\"5%\"")]
    [InlineData("active", "lessThan", "true")]
    [InlineData("status", "startsWith", "\"n\"")]
    [InlineData("account", "contains", "\"a\"")]
    [InlineData("tags", "between", "[\"a\",\"b\"]")]
    public void An_operator_must_suit_the_field(string field, string comparison, string value) =>
        CriteriaWorld.Faults(CriteriaWorld.If(field, comparison, value)).ShouldBe(["/operator operatorUnsuitable"]);

    [Theory]
    [InlineData("name", "equals", "5", "/value valueInvalid")]
    [InlineData("name", "equals", "null", "/value valueInvalid")]
    [InlineData("name", "equals", "\"\"", "/value valueInvalid")]
    [InlineData("name", "equals", "[\"x\"]", "/value valueInvalid")]
    [InlineData("name", "equals", "\"a\\u0000\"", "/value valueInvalid")]
    [InlineData("name", "equals", "\"\\udc00\"", "/value valueInvalid")]
    [InlineData("name", "isEmpty", "true", "/value valueUnexpected")]
    [InlineData("name", "in", "\"x\"", "/value valueInvalid")]
    [InlineData("name", "in", "[]", "/value listEmpty")]
    [InlineData("name", "in", "[\"x\",null]", "/value/1 valueInvalid")]
    [InlineData("name", "like", "\"a\\\\\"", "/value patternInvalid")]
    [InlineData("name", "like", "\"%a%a%a%a%a%a%a%a%a%a%\"", "/value patternInvalid")]
    [InlineData("count", "equals", "5.5", "/value valueInvalid")]
    [InlineData("count", "equals", "9007199254740992", "/value valueInvalid")]
    [InlineData("price", "equals", "1e99", "/value valueInvalid")]
    [InlineData("price", "equals", "\"5\"", "/value valueInvalid")]
    [InlineData("price", "between", "[1]", "/value valueInvalid")]
    [InlineData("price", "between", "[1,\"2\"]", "/value/1 valueInvalid")]
    [InlineData("active", "equals", "\"true\"", "/value valueInvalid")]
    [InlineData("active", "equals", "1", "/value valueInvalid")]
    [InlineData("born", "equals", "\"2026-02-30\"", "/value valueInvalid")]
    [InlineData("born", "equals", "\"01.03.2026\"", "/value valueInvalid")]
    [InlineData("born", "equals", "\"tomorrow\"", "/value valueInvalid")]
    [InlineData("at", "equals", "\"2026-03-01T08:00:00\"", "/value valueInvalid")]
    [InlineData("at", "equals", "\"2026-03-01T25:00:00Z\"", "/value valueInvalid")]
    [InlineData("at", "equals", "1772352000000", "/value valueInvalid")]
    [InlineData("at", "equals", "\"now-1\"", "/value valueInvalid")]
    [InlineData("at", "equals", "\"now-123456d\"", "/value valueInvalid")]
    [InlineData("at", "equals", "\"now+1d+1d+1d+1d+1d\"", "/value valueInvalid")]
    [InlineData("at", "equals", "\"Now\"", "/value valueInvalid")]
    [InlineData("opens", "equals", "\"24:00\"", "/value valueInvalid")]
    [InlineData("lasts", "equals", "\"P1M\"", "/value valueInvalid")]
    [InlineData("phone", "equals", "\"Ann\"", "/value valueInvalid")]
    [InlineData("phone", "contains", "\"-\"", "/value valueInvalid")]
    [InlineData("status", "equals", "\"New\"", "/value optionUnknown")]
    [InlineData("tags", "hasAny", "[\"vip\",\"gold\"]", "/value/1 optionUnknown")]
    public void A_value_must_suit_field_and_operator(string field, string comparison, string value, string fault) =>
        CriteriaWorld.Faults(CriteriaWorld.If(field, comparison, value)).ShouldBe([fault]);

    [Theory]
    [InlineData("name'; DROP TABLE contact; --")]
    [InlineData("name\\\") OR 1=1 --")]
    [InlineData("doc -> 'secret'")]
    [InlineData("$.name")]
    public void A_field_that_is_more_than_a_name_is_unknown(string name)
    {
        CriteriaWorld.Faults(CriteriaWorld.If(name, "isEmpty")).ShouldBe(["/field fieldUnknown"], name);
        CriteriaWorld.Faults(CriteriaWorld.If("name", name)).ShouldContain("/operator operatorUnknown");
    }

    [Fact]
    public void What_a_text_says_of_itself_is_repeated_shortly() =>
        CriteriaWorld.Read(CriteriaWorld.If(new string('x', 100_000), "isEmpty")).Faults.ShouldHaveSingleItem()
            .Message.Length.ShouldBeLessThan(200);

    [Fact]
    public void Depth_size_and_number_are_limited()
    {
        CriteriaWorld.Faults(Nested(CriteriaLimits.DepthMax - 1)).ShouldBeEmpty();
        CriteriaWorld.Faults(Nested(CriteriaLimits.DepthMax))
            .ShouldBe([$"{string.Concat(Enumerable.Repeat("/not", CriteriaLimits.DepthMax))} tooDeep"]);
        CriteriaWorld.Faults(Many(CriteriaLimits.NodesMax - 1)).ShouldBeEmpty();
        CriteriaWorld.Faults(Many(CriteriaLimits.NodesMax)).ShouldBe([$"/all/{CriteriaLimits.NodesMax - 1} tooMany"]);
        CriteriaWorld.Faults(Many(CriteriaLimits.ReferencesMax, "account.balance")).ShouldBeEmpty();
        CriteriaWorld.Faults(Many(CriteriaLimits.ReferencesMax + 1, "account.balance"))
            .ShouldBe([$"/all/{CriteriaLimits.ReferencesMax}/field tooManyReferences"]);
        CriteriaWorld.Faults(Listed(CriteriaLimits.ValuesMax)).ShouldBeEmpty();
        CriteriaWorld.Faults(Listed(CriteriaLimits.ValuesMax + 1)).ShouldBe(["/value listTooLong"]);
        CriteriaWorld.Faults(Long(CriteriaLimits.TextLengthMax)).ShouldBeEmpty();
        CriteriaWorld.Faults(Long(CriteriaLimits.TextLengthMax + 1)).ShouldBe(["/value textTooLong"]);
        CriteriaWorld.Faults(Long(CriteriaLimits.BytesMax)).ShouldBe([" tooLarge"]);
    }

    [Fact]
    public void Ten_thousand_levels_are_refused_before_anything_is_built()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"not":""", 10_000)) + "1" + new string('}', 10_000);
        var lists = new string('[', 100_000);

        CriteriaWorld.Faults(deep).ShouldBe([" tooDeep"]);
        CriteriaWorld.Faults(lists).ShouldBe([" tooDeep"]);
    }

    [Fact]
    public void A_deep_part_of_a_greater_document_is_refused_too()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"not":""", 10_000)) + "1" + new string('}', 10_000);
        using var document = JsonDocument.Parse(deep, new JsonDocumentOptions { MaxDepth = 20_000 });

        CriteriaReader.Read(document.RootElement, CriteriaWorld.Schema).Faults.ShouldHaveSingleItem()
            .Code.ShouldBe(CriteriaFaultCode.TooDeep);
    }

    [Fact]
    public void Huge_lists_are_refused_without_being_read()
    {
        var list = $"[{string.Join(",", Enumerable.Repeat("5", 1_000_000))}]";
        var json = JsonElement.Parse($$"""{"any":[{{CriteriaWorld.If("name", "in", list)}},{"all":{{list}}}]}""");

        var faults = CriteriaReader.Read(json, CriteriaWorld.Schema).Faults;

        faults[0].Code.ShouldBe(CriteriaFaultCode.ListTooLong);
        faults.Count.ShouldBe(CriteriaLimits.FaultsMax);
    }

    [Fact]
    public void No_text_makes_reading_throw()
    {
        var pieces = Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"all\"", "\"any\"", "\"not\"", "\"field\"", "\"operator\"", "\"value\"",
            "\"name\"", "\"equals\"", "\"in\"", "\"at\"", "\"now-1d\"", "5", "null", "true", "\"\\ud800\"", "\u0001");

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5_000),
            Prop.ForAll(pieces.ListOf().ToArbitrary(), parts =>
            {
                var result = CriteriaReader.Read(Encoding.UTF8.GetBytes(string.Concat(parts)), CriteriaWorld.Schema);
                return result.IsValid == (result.Faults.Count == 0);
            }));
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("""{"not":""", depth)) + CriteriaWorld.If("name", "isEmpty")
        + new string('}', depth);

    private static string Many(int conditions, string field = "name") =>
        $$"""{"all":[{{string.Join(",", Enumerable.Repeat(CriteriaWorld.If(field, "isEmpty"), conditions))}}]}""";

    private static string Listed(int values) =>
        CriteriaWorld.If("name", "in", $"[{string.Join(",", Enumerable.Repeat("\"x\"", values))}]");

    private static string Long(int length) => CriteriaWorld.If("name", "equals", $"\"{new string('x', length)}\"");
}
