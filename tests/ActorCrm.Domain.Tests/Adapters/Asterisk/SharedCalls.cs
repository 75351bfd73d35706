using System.Text.Json;
using ActorCrm.Domain.Adapters.Asterisk;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>
/// The real calls beside the repository. They stay there: where the folder is absent their tests are skipped, aloud.
/// ACTORCRM_SHARED names the folder "shared" where it is not beside the repository.
/// </summary>
internal static class SharedCalls
{
    private const string Absent = "No folder ../shared/data/asterisk-cel beside the repository.";

    public sealed record SharedCall(string Name, IReadOnlyList<CelRow> Rows, JsonElement Expected);

    public static IEnumerable<TheoryDataRow<string>> Names() => Folder() is { } folder
        ? Directory.EnumerateFiles(folder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)
            .Select(name => new TheoryDataRow<string>(name))
        : [new TheoryDataRow<string>("(absent)") { Skip = Absent }];

    public static SharedCall Read(string name)
    {
        var folder = Folder();
        Assert.SkipWhen(folder is null, Absent);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name + ".json")));
        var rows = json.RootElement.GetProperty("rows").EnumerateArray()
            .Select(row => CelRowReader.Read(row, new AsteriskSettings()).Row.ShouldNotBeNull())
            .ToList();
        return new SharedCall(name, rows, json.RootElement.GetProperty("expected").Clone());
    }

    private static string? Folder() => Candidates()
        .Select(shared => Path.Combine(shared, "data", "asterisk-cel"))
        .FirstOrDefault(Directory.Exists);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("ACTORCRM_SHARED") is { Length: > 0 } named)
        {
            yield return named;
        }

        var isInside = false;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            isInside |= File.Exists(Path.Combine(at.FullName, "ActorCrm.sln"));
            if (isInside)
            {
                yield return Path.Combine(at.FullName, "..", "shared");
            }
        }
    }
}
