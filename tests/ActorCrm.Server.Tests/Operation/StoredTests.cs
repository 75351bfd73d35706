using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Operation;

/// <summary>
/// What earlier programs stored, as <c>Stored/States/{type}.{what}.json</c> and <c>Stored/Messages/{name}.json</c>. In
/// a rolling upgrade, and after one, programs read such rows; so these files are added to and never edited. Those
/// named <c>full</c> have a value in every property.
/// </summary>
public sealed class StoredTests
{
    private static readonly string Folder = Path.Combine(Approved.Root, "tests", "ActorCrm.Server.Tests", "Stored");

    public static TheoryData<string> States => [.. Files("States")];

    public static TheoryData<string> Messages => [.. Files("Messages")];

    [Fact]
    public void Every_grain_type_and_every_message_type_is_among_what_was_stored()
    {
        var catalog = SiloHosting.Catalog();

        catalog.Types.Select(type => type.Name).Except(Files("States").Select(TypeOf)).ShouldBeEmpty();
        catalog.Messages.Types.Select(type => type.Name).Except(Files("Messages").Select(NameOf)).ShouldBeEmpty();
        Files("States").Select(file => file.EndsWith(".full.json", StringComparison.Ordinal) ? TypeOf(file) : null)
            .OfType<string>().ShouldBe(catalog.Types.Select(type => type.Name), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_stored_state_is_read_and_written_without_loss(string file)
    {
        var type = SiloHosting.Catalog().Of(TypeOf(file));
        var stored = await ReadAsync("States", file);

        var state = type.ReadState(stored);

        using var written = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(written))
        {
            type.WriteState(writer, state);
        }

        ShouldBeSame(written.ToArray(), stored);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_stored_message_is_read_and_written_without_loss(string file)
    {
        SiloHosting.Catalog().Messages.TryFind(NameOf(file), out var type).ShouldBeTrue();
        var stored = await ReadAsync("Messages", file);

        ShouldBeSame(type.Write(type.Read(stored)), stored);
    }

    private static IEnumerable<string> Files(string kind) =>
        Directory.GetFiles(Path.Combine(Folder, kind), "*.json").Select(file => Path.GetFileName(file)).Order();

    private static string TypeOf(string file) => file[..file.IndexOf('.', StringComparison.Ordinal)];

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    private static Task<byte[]> ReadAsync(string kind, string file) =>
        File.ReadAllBytesAsync(Path.Combine(Folder, kind, file));

    private static void ShouldBeSame(byte[] written, byte[] stored)
    {
        if (!JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(stored)))
        {
            Encoding.UTF8.GetString(written).ShouldBe(Encoding.UTF8.GetString(stored));
        }
    }
}
