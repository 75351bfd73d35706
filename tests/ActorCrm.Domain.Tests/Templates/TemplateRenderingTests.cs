using System.Text.Json.Nodes;
using ActorCrm.Domain.Templates;
using static ActorCrm.Domain.Tests.Templates.TemplateWorld;

namespace ActorCrm.Domain.Tests.Templates;

/// <summary>What templates become (spec/tags.md §4.1).</summary>
public sealed class TemplateRenderingTests
{
    [Theory]
    [InlineData("Dear {{ contact.first_name }},", "Dear Anna,")]
    [InlineData("{{contact.first_name}}{{contact.name}}", "AnnaAnna Nowak")]
    [InlineData("{{ Contact.First_Name }}", "Anna")]
    [InlineData("{{ contact.last_name | customer }}!", "customer!")]
    [InlineData("{{ contact.first_name | customer }}!", "Anna!")]
    [InlineData("{{ contact.last_name | \"dear | customer\" }}!", "dear | customer!")]
    [InlineData("{{ contact.last_name }}!", "!")]
    [InlineData("{{ contact.email }} {{ contact.phone }}", "anna@acme.example +48601234567")]
    [InlineData("{{ contact.company_name }}", "Acme & Sons")]
    [InlineData("{{ contact.c_loyalty }}", "gold")]
    [InlineData("{{ custom.gift }}", "a mug")]
    [InlineData("{{ contact.lifecycle_state }}", "Marketing")]
    [InlineData("{{! nobody reads this }}x", "x")]
    [InlineData("{{ \"{{\" }} contact }}", "{{ contact }}")]
    [InlineData("a } b }} c { d", "a } b }} c { d")]
    public void A_tag_stands_for_its_value(string text, string rendered) => Render(text).ShouldBe(rendered);

    [Theory]
    [InlineData("{{#if contact.direct_marketing}}yes{{else}}no{{/if}}", "yes")]
    [InlineData("{{#if contact.affiliate_marketing}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{#unless contact.last_name}}no name{{/unless}}", "no name")]
    [InlineData("{{#if not contact.last_name}}no name{{/if}}", "no name")]
    [InlineData("{{#if contact.c_loyalty == \"GOLD\"}}dear{{/if}}", "dear")]
    [InlineData("{{#if contact.c_loyalty != 'gold'}}dear{{/if}}", "")]
    [InlineData("{{#if account.balance > 12345.6}}more{{/if}}", "more")]
    [InlineData("{{#if account.balance < 100}}less{{else}}{{#if account.balance >= 100}}more{{/if}}{{/if}}", "more")]
    [InlineData("{{#if account.credit_limit < 100}}less{{/if}}", "")]
    [InlineData("{{#if contact.birthday < 2000-01-01}}x{{/if}}", null)]
    [InlineData("{{#if contact.birthday < \"2000-01-01\"}}of age{{/if}}", "of age")]
    [InlineData("{{#if notification.overdue_days >= 60}}late{{/if}}", "late")]
    public void A_block_is_written_when_its_condition_holds(string text, string? rendered)
    {
        if (rendered is null)
        {
            Template.Read(text, false).Faults[0].Code.ShouldBe(TemplateFaultCode.TagInvalid);
            return;
        }

        Render(text).ShouldBe(rendered);
    }

    [Theory]
    [InlineData(
        "{{#each notification.unsettled_list}}{{ this.number }}: {{ this.amount }}; {{/each}}",
        "SU1: EUR\u00a045.00; SU2: EUR\u00a05.50; ")]
    [InlineData("{{ notification.unsettled_list }}", "SU1 – EUR\u00a045.00\nSU2 – EUR\u00a05.50")]
    [InlineData("{{#each contact.phones}}{{ this }} {{/each}}", "+48601234567 +48221234567 ")]
    [InlineData("{{#each subscription.services}}x{{else}}none{{/each}}", "none")]
    public void A_loop_is_written_for_each_item(string text, string rendered) => Render(text).ShouldBe(rendered);

    [Theory]
    [InlineData("pl", "12\u00a0345,68\u00a0PLN 04.05.1990")]
    [InlineData("en", "PLN\u00a012,345.68 05/04/1990")]
    [InlineData("en-GB", "PLN\u00a012,345.68 04/05/1990")]
    [InlineData("de-AT", "PLN\u00a012\u00a0345,68 04.05.1990")]
    [InlineData("hu-HU", "12\u00a0345,68\u00a0PLN 1990. 05. 04.")]
    public void Money_and_days_are_written_as_in_the_readers_language(string language, string rendered) =>
        Render("{{ account.balance }} {{ contact.birthday }}", language: language).ShouldBe(rendered);

    [Fact]
    public void Spanish_and_Polish_write_four_digits_without_a_separator()
    {
        LanguageFormat.Find("es")!.Write(1234.5m).ShouldBe("1234,5");
        LanguageFormat.Find("es")!.Write(12345m, "EUR").ShouldBe("12.345,00\u00a0EUR");
        LanguageFormat.Find("de")!.Write(1234.5m).ShouldBe("1.234,5");
        LanguageFormat.Find("xx").ShouldBeNull();
    }

    [Fact]
    public void A_value_is_never_read_for_tags_and_never_html()
    {
        var sources = new TagSources(Catalogue, LanguageFormat.Default)
        {
            Records = new Dictionary<string, JsonObject>
            {
                ["contact"] = new JsonObject { ["name"] = "{{ account.balance }}<script>\"x\"&\n</script>" },
            },
        };

        Render("{{ contact.name }}", RenderMedium.Html, sources: sources).ShouldBe(
            "{{ account.balance }}&lt;script&gt;&quot;x&quot;&amp;<br>&lt;/script&gt;");
        Render("{{ contact.name }}", RenderMedium.Text, sources: sources).ShouldBe(
            "{{ account.balance }}<script>\"x\"&\n</script>");
    }

    [Theory]
    [InlineData("Anna\r\nBcc: all@acme.example")]
    [InlineData("Anna\nBcc: all@acme.example")]
    [InlineData("Anna\u2028Bcc: all@acme.example")]
    [InlineData("Anna\u0085Bcc: all@acme.example")]
    [InlineData("Anna\u0000\u001b[31m")]
    public void A_value_never_ends_a_line_of_a_subject(string name)
    {
        var sources = new TagSources(Catalogue, LanguageFormat.Default)
        {
            Records = new Dictionary<string, JsonObject> { ["contact"] = new JsonObject { ["name"] = name } },
        };

        Render("{{ contact.name }}", RenderMedium.Line, sources: sources)
            .ShouldAllBe(character => !char.IsControl(character) && character != '\u2028');
    }

    [Fact]
    public void Dynamic_links_lead_to_the_tracking_address()
    {
        Render("<a href=\"{{ link.opt_out_direct }}\">", RenderMedium.Html)
            .ShouldBe("<a href=\"https://t.example/opt_out_direct\">");
        const string Link =
            "{{ link.url(&quot;https://acme.example/?a=1&amp;b=2&quot;, &quot;Shop &amp; more&quot;) }}";
        Render(Link, RenderMedium.Html)
            .ShouldBe("<a href=\"https://t.example/?to=https://acme.example/?a=1&amp;b=2\">Shop &amp; more</a>");
        Render("{{ link.url(\"https://acme.example/\", \"Shop\") }}", RenderMedium.Text)
            .ShouldBe("Shop (https://t.example/?to=https://acme.example/)");
    }

    [Fact]
    public void A_rendering_ends_at_its_limits()
    {
        var many = Enumerable.Range(0, 1_000).Select(i => (TagValue)new TagValue.Number(i));
        var list = new TagValue.List([.. many]);
        var sources = new TagSources(Catalogue, LanguageFormat.Default)
        {
            Given = new Dictionary<string, TagValue>
            {
                ["notification.unsettled_list"] = list,
                ["notification.type"] = new TagValue.Text(new string('x', 20_000)),
            },
        };
        const string Each = "{{#each notification.unsettled_list}}";
        var loops = Read($"{Each}{Each}{{{{ this }}}}{{{{/each}}}}{{{{/each}}}}");
        var texts = Read($"{Each}{{{{ notification.type }}}}{{{{/each}}}}");

        TemplateRendering.Of(loops, Frame(RenderMedium.Text, sources: sources))
            .ShouldBe(new RenderResult(null, TemplateFaultCode.TooManySteps));
        TemplateRendering.Of(texts, Frame(RenderMedium.Text, sources: sources))
            .ShouldBe(new RenderResult(null, TemplateFaultCode.OutputTooLong));
    }
}
