using System.Net;
using System.Text.Json.Nodes;

namespace ActorCrm.Server.Tests.Reads;

public abstract class FormReadTests(ReadServer server)
{
    [Fact]
    public async Task Filters_find_their_forms_and_no_others()
    {
        await SubmitAsync("one", "a", "601 500 001");
        await SubmitAsync("one", "b/2", "+48 601 500 002");
        await SubmitAsync("two", "c", "0048601500001");
        var contactId = (await server.GetAsync("form-submissions/one/a")).Text("contactId");

        await FindsAsync("source=one", "b/2", "a");
        await FindsAsync("source=two", "c");
        await FindsAsync("source=three");
        await FindsAsync("phone=601500001", "c", "a");
        await FindsAsync("phone=%2B48601500002", "b/2");
        await FindsAsync("phone=601500009");
        await FindsAsync($"contactId={contactId}", "c", "a");
        await FindsAsync($"contactId={contactId}&source=one", "a");
    }

    [Fact]
    public async Task A_form_in_the_list_is_the_form_that_is_read_alone()
    {
        await SubmitAsync("same", "x", "601500011");

        var listed = (await server.ItemsAsync("form-submissions?source=same")).ShouldHaveSingleItem()!;

        listed.ToJsonString().ShouldBe((await server.GetAsync("form-submissions/same/x")).ToJsonString());
    }

    [Fact]
    public async Task Paging_shows_every_form_once_while_new_ones_come()
    {
        for (var i = 0; i < 12; i++)
        {
            await SubmitAsync("paging", $"p-{i}", "601500021");
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await server.GetAsync(
                $"form-submissions?source=paging&limit=5{(next is null ? "" : $"&cursor={next}")}");
            seen.AddRange(page["items"]!.Texts("id"));
            next = page.Text("next");
            await SubmitAsync("paging", $"new-{seen.Count}", "601500021");
        }
        while (next is not null);

        seen.Order().ShouldBe(Enumerable.Range(0, 12).Select(i => $"p-{i}").Order());
    }

    [Theory]
    [InlineData("form-submissions?colour=red", "parameterUnknown")]
    [InlineData("form-submissions?phone=nobody", "parameterInvalid")]
    [InlineData("form-submissions?contactId=5", "parameterInvalid")]
    [InlineData("form-submissions?source=", "parameterInvalid")]
    [InlineData("form-submissions?limit=501", "parameterInvalid")]
    [InlineData("form-submissions?cursor=ZWxzZQ", "cursorInvalid")]
    public async Task A_wrong_parameter_is_refused(string address, string code) =>
        (await server.CodeAsync(HttpStatusCode.BadRequest, address)).ShouldBe(code);

    private async Task FindsAsync(string query, params string[] ids) =>
        (await server.ItemsAsync($"form-submissions?{query}")).Texts("id").ShouldBe(ids, query);

    private async Task SubmitAsync(string source, string id, string phone)
    {
        var form = new JsonObject { ["id"] = id, ["source"] = source, ["phone"] = phone };
        var (status, body) = await server.SendAsync(HttpMethod.Post, "form-submissions", form.ToJsonString());
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["rejected"]!.AsArray().ShouldBeEmpty(body.ToJsonString());
    }
}

public sealed class SqliteFormReadTests(ReadServer server) : FormReadTests(server), IClassFixture<ReadServer>;

public sealed class PostgresFormReadTests(PostgresReadServer server)
    : FormReadTests(server), IClassFixture<PostgresReadServer>;
