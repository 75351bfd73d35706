using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Contacts;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorCrm.Server.Contacts;

/// <summary>Reads contacts.</summary>
public static class ContactEndpoints
{
    private const string List = "contacts";
    private const string ListByName = "contactsByName";

    private static readonly FeatureSql Sql = FeatureSql.Load("Contacts/contacts");

    /// <summary>Maps <c>/contacts</c>.</summary>
    public static void MapContacts(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/contacts").RequirePermission(Permissions.RecordsRead).WithTags("Contacts");
        group.MapGet("", ListAsync).OnlyParameters<ContactListQuery>().SeesMany()
            .WithName("listContacts").WithSummary("Contacts by phone, e-mail address or the beginning of the name.");
        group.MapGet("/{id}", FindAsync).NoParameters().SeesOne(RecordAction.View, Contact.Type)
            .WithName("getContact").WithSummary("One contact.");
    }

    private static async Task<Results<PageResult<ContactView>, ProblemResult>> ListAsync(
        [AsParameters] ContactListQuery asked, ReadDatabase database, SiloHost silo, ClaimsPrincipal user,
        CancellationToken stop)
    {
        var read = new Parameters();
        var limit = read.Limit(asked.Limit);
        var byName = asked.Name is not null;
        var list = byName ? ListByName : List;
        var cursor = read.Cursor(list, asked.Cursor);
        var query = new ListQuery(Sql, byName ? "contact_list_by_name" : "contact_list")
            .With("take", limit + 1)
            .VisibleTo(Viewing.Of(user, silo), Contact.Type)
            .With("sort", cursor?.Sort)
            .Where(byName ? "contact_list_by_name_after" : "contact_list_after", "id", cursor?.Id)
            .Where("contact_list_phone", "phone", read.Number("phone", asked.Phone, ServerSettings.Of(silo)))
            .Where("contact_list_email", "email", read.Text("email", asked.Email)?.Trim())
            .Where("contact_list_name", "name", read.Text("name", asked.Name)?.Trim());
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var rows = await query.ReadAsync<SortedRow>(database, stop);
        return Page.Of(list, rows, limit, row => new Cursor(row.Sort ?? "", row.Id), row => View(row.Doc, row.Version));
    }

    private static async Task<Results<RecordResult<ContactView>, ProblemResult>> FindAsync(
        string id, ReadDatabase database, CancellationToken stop)
    {
        var row = Guid.TryParse(id, out var key)
            ? await new ListQuery(Sql, "contact_find").With("id", key.ToString())
                .ReadOneAsync<StateRow>(database, stop)
            : null;
        var view = row is null ? null : View(row.Doc, row.Version);
        return view is null
            ? Problem.NotFound("There is no contact with this id.")
            : new RecordResult<ContactView>(view, view.Version);
    }

    private static ContactView View(string doc, long version) =>
        ContactView.Of(JsonSerializer.Deserialize(doc, ContactJson.Default.Contact)!, version);
}
