using ActorCrm.Domain.Templates;
using static ActorCrm.Domain.Tests.Templates.TemplateWorld;

namespace ActorCrm.Domain.Tests.Templates;

/// <summary>What is no template, and which tags are refused where.</summary>
public sealed class TemplateReaderTests
{
    [Theory]
    [InlineData("a\n {{ contact.name", "tagNotClosed", 2, 2)]
    [InlineData("{{ }}", "tagInvalid", 1, 1)]
    [InlineData("{{ contact. }}", "tagInvalid", 1, 1)]
    [InlineData("{{ contact.name or }}", "tagInvalid", 1, 1)]
    [InlineData("{{{ contact.name }}}", "tagInvalid", 1, 1)]
    [InlineData("{{#if contact.name}}x", "blockUnbalanced", 1, 1)]
    [InlineData("{{#if contact.name}}x{{/each}}", "blockUnbalanced", 1, 22)]
    [InlineData("{{/if}}", "blockUnbalanced", 1, 1)]
    [InlineData("{{else}}", "blockUnbalanced", 1, 1)]
    [InlineData("{{#if contact.name}}{{else}}{{else}}{{/if}}", "blockUnbalanced", 1, 29)]
    [InlineData("{{#each}}{{/each}}", "tagInvalid", 1, 1)]
    [InlineData("{{#for x}}", "tagInvalid", 1, 1)]
    [InlineData("{{#if contact.name == }}{{/if}}", "tagInvalid", 1, 1)]
    [InlineData("{{ this }}", "unknownTag", 1, 1)]
    [InlineData("{{#each contact.phones}}{{else}}{{ this }}{{/each}}", "unknownTag", 1, 33)]
    [InlineData("{{ link.url(\"javascript:alert(1)\") }}", "linkInvalid", 1, 1)]
    [InlineData("{{ link.url(\"//evil.example\") }}", "linkInvalid", 1, 1)]
    [InlineData("{{ link.url(\"https://user:x@acme.example\") }}", "linkInvalid", 1, 1)]
    [InlineData("{{ contact.name(\"x\") }}", "tagInvalid", 1, 1)]
    [InlineData("{{ a.b.c.d.e }}", "tagInvalid", 1, 1)]
    public void What_is_no_template_is_refused_with_its_place(string text, string code, int line, int column)
    {
        var fault = Template.Read(text, isHtml: false).Faults[0];

        (fault.Code, fault.Line, fault.Column).ShouldBe((code, line, column));
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Template.Read("{{ }} {{ a b }} {{/if}}", isHtml: false).Faults.Select(fault => fault.Code)
            .ShouldBe(["tagInvalid", "tagInvalid", "blockUnbalanced"]);

    [Fact]
    public void Length_depth_and_number_have_limits()
    {
        static string Code(string text) => Template.Read(text, isHtml: false).Faults[0].Code;

        Code(new string('x', 10_000_000)).ShouldBe("templateTooLong");
        Code(string.Concat(Enumerable.Repeat("{{#if contact.name}}", 10_000))).ShouldBe("tooDeep");
        Code(string.Concat(Enumerable.Repeat("{{! }}x", 10_002))).ShouldBe("tooManyTags");
        Code("{{" + new string(' ', 5_000) + "}}").ShouldBe("tagNotClosed");
    }

    [Theory]
    [InlineData("contact", "name, title, first_name, middle_name, last_name, company_name, number, email, phone, "
        + "mobile, address, city, country, language, birthday, name_day, category")]
    [InlineData("account", "number, name, balance, outstanding, credit_limit, currency, last_payment_date, "
        + "last_payment_amount, status")]
    [InlineData("subscription", "number, type, status, activation_date, expiry_date, services, hardware, "
        + "unsettled_amount, billing_frequency")]
    [InlineData("job", "number, type, status, scheduled_date, completed_date, total_amount, assigned_to")]
    [InlineData("activity", "number, type, status, start, end, assigned_to, location")]
    [InlineData("service_request", "number, type, status, category, received_on, response, temporary_resolution, "
        + "final_resolution, due_date, assigned_to")]
    [InlineData("lead", "number, type, status, value, assigned_to")]
    [InlineData("bill", "number, date, due_date, amount, balance_forward, total_due, period")]
    [InlineData("invoice", "number, date, due_date, amount, open_amount")]
    [InlineData("payment", "number, date, amount, method, reference")]
    [InlineData("gateway_card", "masked_number, brand, expiry, holder")]
    [InlineData("gateway_request", "number, state, amount, created_on")]
    [InlineData("wallet", "number, balance, currency")]
    [InlineData("wallet_transaction", "number, date, amount, kind, balance_after")]
    [InlineData("buy_in_advance", "number, from, to, amount, state")]
    [InlineData("participant", "number, scheme, joined_on, balance")]
    [InlineData("award", "number, date, amount, expires_on, offer")]
    [InlineData("spend", "number, date, amount, where")]
    [InlineData("communication", "number, date, category, related_number")]
    [InlineData("business", "name, phone, email")]
    [InlineData("user", "name")]
    [InlineData("unit", "name")]
    [InlineData("link", "opt_in_direct, opt_out_direct, opt_in_affiliate, opt_out_affiliate, accept_response, "
        + "accept_temporary_resolution, accept_final_resolution, url, view_in_browser")]
    [InlineData("notification", "run_date, number, type, as_of, account_balance, wallet_balance, outstanding_total, "
        + "unsettled_total, unsettled_list, oldest_due_date, overdue_days, entity_count, new_subscription_list, "
        + "points_expiring, expiry_date")]
    [InlineData("stores.agency", "open_since")]
    public void Every_tag_of_the_catalogue_is_there(string prefix, string names) =>
        names.Split(", ").Where(name => Catalogue.Find(TagPath.Read($"{prefix}.{name}")!) is null).ShouldBeEmpty();

    [Theory]
    [InlineData("x {{ contact.shoe_size }}", "unknownTag", 3)]
    [InlineData("{{ contact }}", "unknownTag", 1)]
    [InlineData("{{ custom.other }}", "unknownTag", 1)]
    [InlineData("{{ notification.run_date }}", "tagOutsideRun", 1)]
    [InlineData("{{#each contact.name}}{{/each}}", "tagNoList", 1)]
    [InlineData("{{#each contact.phones}}{{ this.amount }}{{/each}}", "unknownTag", 25)]
    public void A_tag_that_is_not_there_is_refused_with_its_place(string text, string code, int column)
    {
        var fault = TemplateCheck.Faults(Read(text), Use()).ShouldHaveSingleItem();

        (fault.Code, fault.Line, fault.Column).ShouldBe((code, 1, column));
    }

    [Fact]
    public void Dynamic_links_are_for_tracked_email()
    {
        var template = Read("{{ link.opt_out_direct }}");

        TemplateCheck.Faults(template, Use()).ShouldBeEmpty();
        TemplateCheck.Faults(template, Use() with { IsEmail = false })[0].Code.ShouldBe("tagMedia");
        TemplateCheck.Faults(template, Use() with { IsTracked = false })[0].Code.ShouldBe("trackingOff");
    }

    [Fact]
    public void A_run_knows_its_tags_and_the_parts_of_its_lists()
    {
        var template = Read("{{#each notification.unsettled_list}}{{ this.number }}{{ this }}{{/each}}");

        TemplateCheck.Faults(template, Use() with { IsForRuns = true }).ShouldBeEmpty();
    }

    [Fact]
    public void Related_entities_are_the_types_of_the_tags_but_for_the_contact()
    {
        Template[] templates =
        [
            Read("{{ contact.name }} {{ participant.balance }} {{ user.name }}"),
            Read("{{ account.balance }} {{ link.accept_final_resolution }} {{ account.number }}"),
        ];

        TemplateCheck.RelatedEntities(templates, Catalogue)
            .ShouldBe(["account", "rewardParticipant", "serviceRequest"]);
    }

    [Fact]
    public void What_a_communication_does_not_say_is_told()
    {
        var use = Use() with
        {
            Unrestricted = [new("gift", Required: true), new("note"), new("day", Required: true, Default: "today")],
        };
        Template[] templates = [Read("{{ account.balance }} {{ custom.gift }} {{ bill.amount }}")];
        var typed = new Dictionary<string, string>();

        TemplateCheck.Missing(templates, use, new HashSet<string> { "bill" }, typed).Select(fault => fault.Code)
            .ShouldBe(["tagEntityMissing", "tagValueMissing"]);

        typed["gift"] = "a mug";
        TemplateCheck.Missing(templates, use, new HashSet<string> { "bill", "account" }, typed).ShouldBeEmpty();
    }

    [Fact]
    public void A_name_is_completed_by_its_beginning_and_by_its_parts()
    {
        Catalogue.Complete("contact.", _ => true).Count.ShouldBe(TagCatalogue.CompletionsMax);
        Catalogue.Complete("contact.first", _ => true).Select(tag => tag.Path).ShouldBe(["contact.first_name"]);
        Catalogue.Complete("unsettled", tag => tag.Family == TagFamily.Notification).Select(tag => tag.Path)
            .ShouldBe(["notification.unsettled_list", "notification.unsettled_total"]);
        Catalogue.Complete("zzz", _ => true).ShouldBeEmpty();
    }

    private static TemplateUse Use() =>
        new(Catalogue, [new UnrestrictedTag("gift")], IsEmail: true, IsTracked: true, IsForRuns: false);
}
