using ActorCrm.Domain.Criteria;

namespace ActorCrm.Domain.Tests.Criteria;

/// <summary>When criteria hold for a record.</summary>
public sealed class CriteriaMeaningTests
{
    [Theory]
    [InlineData("equals", "\"x\"", false)]
    [InlineData("in", "[\"x\"]", false)]
    [InlineData("contains", "\"x\"", false)]
    [InlineData("startsWith", "\"x\"", false)]
    [InlineData("like", "\"%\"", false)]
    [InlineData("isNotEmpty", null, false)]
    [InlineData("notEquals", "\"x\"", true)]
    [InlineData("notIn", "[\"x\"]", true)]
    [InlineData("notContains", "\"x\"", true)]
    [InlineData("notLike", "\"%\"", true)]
    [InlineData("isEmpty", null, true)]
    public void An_absent_value_has_no_relation_to_any(string comparison, string? value, bool holds)
    {
        string[] records = ["{}", """{"name":null}""", """{"name":""}""", """{"name":5}""", """{"name":[]}"""];
        foreach (var record in records)
        {
            var criteria = CriteriaWorld.If("name", comparison, value);
            CriteriaWorld.Holds(criteria, record).ShouldBe(holds, record);
            CriteriaWorld.Holds($$"""{"not":{{criteria}}}""", record).ShouldBe(!holds, record);
        }
    }

    [Fact]
    public void Neither_a_comparison_with_an_absent_number_nor_its_opposite_holds()
    {
        CriteriaWorld.Holds(CriteriaWorld.If("price", "lessThan", "5"), "{}").ShouldBeFalse();
        CriteriaWorld.Holds(CriteriaWorld.If("price", "greaterOrEqual", "5"), "{}").ShouldBeFalse();
        CriteriaWorld.Holds($$"""{"not":{{CriteriaWorld.If("price", "lessThan", "5")}}}""", "{}").ShouldBeTrue();
    }

    [Theory]
    [InlineData("equals", "\"ŁÓDŹ\"", true)]
    [InlineData("equals", "\"Lodz\"", false)]
    [InlineData("contains", "\"ód\"", true)]
    [InlineData("contains", "\"Ó_\"", false)]
    [InlineData("startsWith", "\"łó\"", true)]
    [InlineData("endsWith", "\"DŹ\"", true)]
    [InlineData("like", "\"ł__Ź\"", true)]
    [InlineData("like", "\"ł_ź\"", false)]
    [InlineData("like", "\"ód\"", false)]
    [InlineData("like", "\"%Ó%\"", true)]
    [InlineData("notLike", "\"%Ó%\"", false)]
    public void Texts_are_compared_without_regard_to_case_but_to_accents(string comparison, string value, bool holds) =>
        CriteriaWorld.Holds(CriteriaWorld.If("name", comparison, value), """{"name":"Łódź"}""").ShouldBe(holds);

    [Theory]
    [InlineData("100%", "\"100\\\\%\"", true)]
    [InlineData("1000", "\"100\\\\%\"", false)]
    [InlineData("a_b", "\"a\\\\_b\"", true)]
    [InlineData("axb", "\"a\\\\_b\"", false)]
    [InlineData("a\\\\b", "\"a\\\\\\\\b\"", true)]
    [InlineData("😀", "\"_\"", true)]
    [InlineData("abcabd", "\"%ab_\"", true)]
    [InlineData("abcabc", "\"a%c%c\"", true)]
    [InlineData("abc", "\"a%c%c\"", false)]
    public void A_pattern_fits_the_whole_text_and_takes_what_is_escaped_as_it_is(
        string name, string pattern, bool fits) =>
        CriteriaWorld.Holds(CriteriaWorld.If("name", "like", pattern), $$"""{"name":"{{name}}"}""").ShouldBe(fits);

    [Theory]
    [InlineData("phone", "equals", "\"601 234 567\"", true)]
    [InlineData("phone", "contains", "\"234-5\"", true)]
    [InlineData("phone", "startsWith", "\"+48 601\"", true)]
    [InlineData("phone", "like", "\"%4567\"", true)]
    [InlineData("mail", "equals", "\"Ann@Example.COM\"", true)]
    [InlineData("status", "equals", "\"new\"", true)]
    [InlineData("count", "between", "[3,5]", true)]
    [InlineData("count", "between", "[5,7]", true)]
    [InlineData("count", "between", "[6,7]", false)]
    [InlineData("count", "in", "[1,5.0]", true)]
    [InlineData("price", "equals", "12345678901234567.8900000001", true)]
    [InlineData("price", "equals", "12345678901234567.89", false)]
    [InlineData("price", "greaterThan", "12345678901234567.89", true)]
    [InlineData("active", "equals", "true", true)]
    [InlineData("active", "notEquals", "true", false)]
    [InlineData("opens", "equals", "\"08:30:00\"", true)]
    [InlineData("opens", "lessThan", "\"08:30:00.001\"", true)]
    [InlineData("lasts", "equals", "\"PT90M\"", true)]
    [InlineData("lasts", "lessThan", "\"P1D\"", true)]
    [InlineData("born", "lessOrEqual", "\"today\"", true)]
    [InlineData("born", "equals", "\"today-14d\"", true)]
    [InlineData("born", "between", "[\"startOfMonth\",\"endOfMonth\"]", true)]
    [InlineData("at", "equals", "\"2026-03-14T23:30:00+00:00\"", true)]
    [InlineData("at", "equals", "\"2026-03-15T00:30:00+01:00\"", true)]
    [InlineData("at", "greaterOrEqual", "\"today\"", true)]
    [InlineData("at", "greaterOrEqual", "\"2026-03-15\"", true)]
    [InlineData("at", "between", "[\"startOfDay\",\"endOfDay\"]", true)]
    [InlineData("at", "greaterOrEqual", "\"now-11h\"", true)]
    [InlineData("at", "lessThan", "\"now-11h\"", false)]
    public void Values_are_compared_as_the_kind_has_them(string field, string comparison, string value, bool holds) =>
        CriteriaWorld.Holds(CriteriaWorld.If(field, comparison, value), """
            {"phone":"+48601234567","mail":"ann@example.com","status":"new","count":5,
             "price":12345678901234567.8900000001,"active":true,"opens":"08:30","lasts":"PT1H30M","born":"2026-03-01",
             "at":"2026-03-14T23:30:00Z"}
            """).ShouldBe(holds);

    [Theory]
    [InlineData("tags", "hasAny", "[\"late\",\"vip\"]", true)]
    [InlineData("tags", "hasAny", "[\"late\"]", false)]
    [InlineData("tags", "hasAll", "[\"vip\",\"new\",\"vip\"]", true)]
    [InlineData("tags", "hasAll", "[\"vip\",\"late\"]", false)]
    [InlineData("tags", "contains", "\"vip\"", true)]
    [InlineData("tags", "notContains", "\"vip\"", false)]
    [InlineData("tags", "equals", "\"vip\"", true)]
    [InlineData("tags", "notEquals", "\"late\"", true)]
    [InlineData("tags", "isNotEmpty", null, true)]
    [InlineData("mails", "contains", "\"EXAMPLE\"", true)]
    [InlineData("mails", "startsWith", "\"bob\"", true)]
    [InlineData("mails", "notContains", "\"bob\"", false)]
    [InlineData("amounts", "greaterThan", "5", true)]
    [InlineData("amounts", "lessThan", "5", true)]
    [InlineData("amounts", "between", "[2,8]", false)]
    [InlineData("accounts", "isEmpty", null, true)]
    public void A_comparison_with_a_list_holds_when_it_holds_for_one_of_its_values(
        string field, string comparison, string? value, bool holds) =>
        CriteriaWorld.Holds(CriteriaWorld.If(field, comparison, value), """
            {"tags":["vip","new"],"mails":["ann@example.com","bob@example.com"],"amounts":[1,9],"accounts":[null,""]}
            """).ShouldBe(holds);

    [Fact]
    public void References_are_followed_and_lead_to_nothing_when_the_record_is_gone()
    {
        var criteria = CriteriaWorld.If("account.balance", "equals", "5");

        CriteriaWorld.Holds(criteria, """{"account":"a1"}""").ShouldBeTrue();
        CriteriaWorld.Holds(criteria, """{"account":"a2"}""").ShouldBeFalse();
        CriteriaWorld.Holds(criteria, "{}").ShouldBeFalse();
        CriteriaWorld.Holds(CriteriaWorld.If("account.owner.account.balance", "lessThan", "6"), "{}").ShouldBeFalse();
        CriteriaWorld.Holds(CriteriaWorld.If("account.balance", "isEmpty"), """{"account":"a2"}""").ShouldBeTrue();
    }

    [Fact]
    public void Groups_are_what_they_say()
    {
        var isFive = CriteriaWorld.If("count", "equals", "5");
        var isNew = CriteriaWorld.If("status", "equals", "\"new\"");
        const string OnlyFive = """{"count":5}""";

        CriteriaWorld.Holds($$"""{"all":[{{isFive}},{{isNew}}]}""", OnlyFive).ShouldBeFalse();
        CriteriaWorld.Holds($$"""{"any":[{{isFive}},{{isNew}}]}""", OnlyFive).ShouldBeTrue();
        CriteriaWorld.Holds($$"""{"not":{"all":[{{isFive}},{{isNew}}]} }""", OnlyFive).ShouldBeTrue();
    }

    [Theory]
    [InlineData("ŁÓDŹ", "łódź")]
    [InlineData("ΟΔΟΣ", "οδοσ")]
    [InlineData("οδος", "οδοσ")]
    [InlineData("Straße", "straße")]
    [InlineData("ẞ", "ß")]
    [InlineData("𐐀", "𐐨")]
    public void Folding_goes_by_single_characters(string text, string folded)
    {
        FoldedText.Of(text).ShouldBe(folded);
        FoldedText.Of(folded).ShouldBe(folded);
    }
}
