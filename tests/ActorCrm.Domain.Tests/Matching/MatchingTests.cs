using System.Globalization;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Matching;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Tests.Matching;

/// <summary>Each sentence of spec/flows.md §5.3.</summary>
public sealed class MatchingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 10, 30, 0, TimeSpan.Zero);

    private static readonly CriteriaSchema Schema = new(
        new ObjectType(
            "client",
            [
                new("name", FieldKind.Text), new("mails", FieldKind.Email) { Many = true },
                new("phones", FieldKind.Phone) { Many = true }, new("visits", FieldKind.Integer),
                new("born", FieldKind.Date),
            ],
            1),
        _ => null,
        Region: "PL");

    private static readonly FoundRecord Ann = Record(
        "ann", 1, """{"name":"Ann Nowak","mails":["ann@example.com"],"phones":["+48601234567"],"visits":5}""");

    private static readonly FoundRecord Anna = Record(
        "anna", 2, """{"name":"Anna Nowak","mails":["anna@example.com","a@example.org"],"phones":["+48601234568"]}""");

    private static readonly FoundRecord Łucja = Record("łucja", 3, """{"name":"Łucja Żak","visits":5}""");

    private static readonly FoundRecord[] All = [Ann, Anna, Łucja];

    [Fact]
    public void One_record_that_meets_all_criteria_exactly_is_the_match()
    {
        var result = Match(All, Request("""{"name":"Ann Nowak","visits":5}"""));

        result.Outcome.ShouldBe(MatchOutcome.Matched);
        result.Kind.ShouldBe(MatchKind.Exact);
        Told(result).ShouldBe(["ann name=Exact visits=Exact"]);
    }

    [Theory]
    [InlineData("""{"name":"  ANN nowak "}""", "ann")]
    [InlineData("""{"name":"łUCJA ŻAK"}""", "łucja")]
    [InlineData("""{"mails":"A@EXAMPLE.org"}""", "anna")]
    [InlineData("""{"phones":"601 234 567"}""", "ann")]
    [InlineData("""{"phones":"0048 601-234-568"}""", "anna")]
    public void Equality_is_normalised(string criteria, string id)
    {
        var result = Match(All, Request(criteria));

        result.Outcome.ShouldBe(MatchOutcome.Matched);
        result.Candidates.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public void Several_records_that_meet_all_criteria_exactly_are_a_multi_match_with_the_last_active_first()
    {
        var result = Match(All, Request("""{"visits":5}"""));

        result.Outcome.ShouldBe(MatchOutcome.MultiMatch);
        result.Kind.ShouldBe(MatchKind.Exact);
        Told(result).ShouldBe(["łucja visits=Exact", "ann visits=Exact"]);
    }

    [Fact]
    public void A_record_that_was_found_twice_is_one()
    {
        var result = Plan(Request("""{"name":"Ann Nowak"}""")).AfterExact([Ann, Ann]);

        result!.Outcome.ShouldBe(MatchOutcome.Matched);
    }

    [Fact]
    public void Without_an_exact_one_those_with_any_of_the_criteria_are_candidates()
    {
        var result = Match(All, Request("""{"name":"Nowak","phones":"+48601234568","visits":7}"""));

        result.Outcome.ShouldBe(MatchOutcome.MultiMatch);
        result.Kind.ShouldBe(MatchKind.Partial);
        Told(result).ShouldBe(["anna name=Partial phones=Exact", "ann name=Partial"]);
    }

    [Fact]
    public void Only_one_partial_candidate_must_be_confirmed_unless_the_switch_says_that_it_is_a_match()
    {
        var request = Request("""{"name":"żak"}""");

        Match(All, request).Outcome.ShouldBe(MatchOutcome.MultiMatch);
        Match(All, request).Kind.ShouldBe(MatchKind.Partial);
        Match(All, request with { SinglePartialIsMatch = true }).Outcome.ShouldBe(MatchOutcome.Matched);
        Match(All, Request("""{"name":"nowak"}""") with { SinglePartialIsMatch = true })
            .Outcome.ShouldBe(MatchOutcome.MultiMatch);
    }

    [Fact]
    public void Candidates_are_ordered_by_criteria_met_then_exact_before_partial_then_by_activity()
    {
        FoundRecord[] records =
        [
            Record("partial-old", 1, """{"name":"Ann B"}"""),
            Record("partial-new", 9, """{"name":"Ann C"}"""),
            Record("exact", 0, """{"name":"Ann"}"""),
            Record("two-partial", 0, """{"name":"Ann D","mails":["ann@x.org"]}"""),
            Record("b", 5, """{"name":"Annex"}"""),
            Record("a", 5, """{"name":"Annex"}"""),
        ];

        var result = Match(records, Request("""{"name":"ann","mails":"ANN@"}"""));

        Told(result).ShouldBe([
            "two-partial name=Partial mails=Partial", "exact name=Exact", "partial-new name=Partial",
            "a name=Partial", "b name=Partial", "partial-old name=Partial",
        ]);
    }

    [Fact]
    public void Without_the_partial_phase_what_is_not_exact_is_no_match()
    {
        var result = Match(All, Request("""{"name":"Nowak"}""") with { AllowPartial = false });

        result.ShouldBe(new MatchResult(MatchOutcome.NoMatch, null, result.Candidates, false));
        result.Candidates.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_found_in_either_phase_is_no_match()
    {
        var result = Match(All, Request("""{"name":"Kowalski","visits":6}"""));

        result.Outcome.ShouldBe(MatchOutcome.NoMatch);
        result.Kind.ShouldBeNull();
        result.Candidates.ShouldBeEmpty();
    }

    [Fact]
    public void A_part_of_a_number_has_no_exact_phase_and_is_found_in_the_partial_one()
    {
        var plan = Plan(Request("""{"phones":"234-56"}"""));

        plan.Exact.ShouldBeNull();
        Match(All, Request("""{"phones":"234-56"}""")).Candidates.Select(candidate => candidate.Id)
            .ShouldBe(["anna", "ann"]);
    }

    [Theory]
    [InlineData("""{"name":"Ann Nowak","mails":"","phones":null,"visits":[]}""")]
    [InlineData("""{"name":"Ann Nowak","mails":"  \t "}""")]
    public void Empty_values_are_dropped(string criteria) =>
        Told(Match(All, Request(criteria))).ShouldBe(["ann name=Exact"]);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"","phones":null,"mails":" ","visits":[]}""")]
    public void All_empty_is_a_fault_and_never_all_records(string criteria) =>
        Faults(Request(criteria)).ShouldBe([" groupEmpty"]);

    [Fact]
    public void All_faults_are_named_at_once() => Faults(Request("""
        {"nmae":"","name":5,"phones":"Ann","visits":"5","born":"1.3.2026","mails":["a"]}
        """)).ShouldBe([
            "/0/field fieldUnknown", "/1/value valueInvalid", "/2/value valueInvalid", "/3/value valueInvalid",
            "/4/value valueInvalid", "/5/value valueInvalid",
        ]);

    [Fact]
    public void Too_many_criteria_are_refused()
    {
        var criterion = new MatchCriterion("name", JsonElement.Parse("\"x\""));

        Faults(new MatchRequest([.. Enumerable.Repeat(criterion, MatchRequest.CriteriaMax)])).ShouldBeEmpty();
        Faults(new MatchRequest([.. Enumerable.Repeat(criterion, MatchRequest.CriteriaMax + 1)]))
            .ShouldBe([" tooMany"]);
    }

    [Fact]
    public void What_is_above_the_limit_is_cut_off_and_said_to_be()
    {
        FoundRecord[] records = [.. Enumerable.Range(0, 60).Select(
            i => Record(i.ToString("00", CultureInfo.InvariantCulture), i, """{"name":"Ann"}"""))];

        var most = Match(records, Request("""{"name":"Ann"}"""));
        var few = Match(records, Request("""{"name":"n"}""") with { Limit = 2 });
        var all = Match(records[..50], Request("""{"name":"Ann"}"""));

        most.Candidates.Count.ShouldBe(MatchRequest.LimitDefault);
        most.Truncated.ShouldBeTrue();
        few.Candidates.Select(candidate => candidate.Id).ShouldBe(["59", "58"]);
        few.Truncated.ShouldBeTrue();
        all.Candidates.Count.ShouldBe(50);
        all.Truncated.ShouldBeFalse();
    }

    /// <summary>Runs both phases as a reader of a database does.</summary>
    private static MatchResult Match(FoundRecord[] records, MatchRequest request)
    {
        var plan = Plan(request);
        return plan.AfterExact(Find(records, plan.Exact)) ?? plan.AfterPartial(Find(records, plan.Partial));
    }

    private static MatchPlan Plan(MatchRequest request)
    {
        var (plan, faults) = MatchPlan.Of(request, Schema, Now, TimeZoneInfo.Utc);
        faults.ShouldBeEmpty();
        return plan!;
    }

    private static string[] Faults(MatchRequest request) =>
    [
        .. MatchPlan.Of(request, Schema, Now, TimeZoneInfo.Utc).Faults
            .Select(fault => $"{fault.Position} {fault.Code}"),
    ];

    private static FoundRecord[] Find(FoundRecord[] records, FixedCriteria? criteria) =>
        criteria is null ? [] : [.. records.Where(record => criteria.Hold(record.Values))];

    private static MatchRequest Request(string criteria) => new(
    [
        .. JsonElement.Parse(criteria).EnumerateObject()
            .Select(member => new MatchCriterion(member.Name, member.Value)),
    ]);

    private static string[] Told(MatchResult result) =>
    [
        .. result.Candidates.Select(candidate => string.Join(
            ' ', [candidate.Id, .. candidate.Reasons.Select(reason => $"{reason.Field}={reason.Kind}")])),
    ];

    private static FoundRecord Record(string id, int activeOnDay, string json) =>
        new(id, Now.AddDays(activeOnDay), new JsonRecord(JsonElement.Parse(json)));

    private sealed class JsonRecord(JsonElement fields) : ICriteriaRecord
    {
        public JsonElement Value(string field) => fields.TryGetProperty(field, out var value) ? value : default;

        public ICriteriaRecord? Find(string objectType, string id) => null;
    }
}
