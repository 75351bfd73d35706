using System.Text.Json.Nodes;

namespace ActorCrm.Server.Demo;

/// <summary>Sets the centre up as its administrator would.</summary>
internal static class Setup
{
    /// <summary>Own numbers, employees, then the default scenario, which needs both (CS-02).</summary>
    public static async Task RunAsync(DemoApi api, CancellationToken stop)
    {
        await api.PutAsync("settings/calls", CallSettings(), stop);
        await api.PutAsync("employees", Employees(), stop);
        await api.PutAsync("scenario", new JsonObject { ["active"] = true }, stop);
    }

    private static JsonObject CallSettings() => new()
    {
        ["defaultRegion"] = "PL",
        ["ownNumbers"] = Texts(Centre.OwnNumbers.Select(line => line.Write(Notation.Spaced))),
    };

    private static JsonObject Employees() => new()
    {
        ["employees"] = new JsonArray([.. Centre.Listed.Select(Employee)]),
        ["topManagerId"] = Centre.TopManager.Id,
    };

    private static JsonNode Employee(Colleague colleague) => new JsonObject
    {
        ["id"] = colleague.Id,
        ["name"] = colleague.Name,
        ["email"] = colleague.Email,
        ["extensions"] = Texts([colleague.Extension]),
        ["sipAccounts"] = Texts([colleague.Sip]),
        ["numbers"] = new JsonArray(new JsonObject { ["number"] = colleague.Mobile.Write(Notation.Spaced) }),
        ["crmUserId"] = colleague.UserId,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
