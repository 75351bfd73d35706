using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActorCrm.Server.Tests.Processes;

namespace ActorCrm.Server.Tests.Imports;

/// <summary>The real program is killed again and again while it imports; each row must be there once.</summary>
public sealed class ImportKillTests
{
    private const int Rows = 3_000;
    private const int Kills = 4;

    [Fact]
    public async Task Killed_while_it_imports_the_server_makes_each_row_once()
    {
        await using var server = new ServerProcess
        {
            Settings =
            [
                "--Silo:EffectTimeout", "00:00:01", "--Imports:BatchRows", "50", "--Imports:ChunkRows", "300",
                "--Imports:ChunkTime", "00:00:00.5",
            ],
        };
        await server.StartAsync();
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(File()));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var made = await server.Http.PostAsync(new Uri("imports?type=invoice", UriKind.Relative), file);
        var import = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement;
        var id = import.GetProperty("id").GetString()!;
        using var started = await server.SendAsync(HttpMethod.Post, $"imports/{id}/start", "");
        started.EnsureSuccessStatusCode();

        var random = new Random(7);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 700)), TimeProvider.System);
            await server.KillAsync();
            await server.StartAsync();
        }

        var done = await UntilEndAsync(server, id);
        var progress = done.GetProperty("progress");
        (progress.GetProperty("rowsRead").GetInt32(), progress.GetProperty("created").GetInt32(),
            progress.GetProperty("skipped").GetInt32(), progress.GetProperty("failed").GetInt32())
            .ShouldBe((Rows, Rows - (Rows / 10) - 1, Rows / 10, 1));
        var invoices = await server.ReadAllAsync("records/invoice");
        invoices.Count.ShouldBe(Rows - (Rows / 10) - 1);
        invoices.Select(invoice => invoice.GetProperty("fields").GetProperty("number").GetString()).Distinct().Count()
            .ShouldBe(invoices.Count);
        invoices.ShouldAllBe(invoice => invoice.GetProperty("version").GetInt32() == 1);
        (await server.ReadAllAsync("dead-letters")).ShouldBeEmpty();
        (await server.StopAsync()).ShouldBe(0);
    }

    // Each tenth row is the one before it again; one has no number.
    private static string File()
    {
        var text = new StringBuilder("number,amount\n");
        for (var i = 1; i <= Rows; i++)
        {
            var number = i % 10 == 0 ? i - 1 : i;
            text.Append(i == 1_501 ? "" : $"N{number.ToString(CultureInfo.InvariantCulture)}").Append(",1.5\n");
        }

        return text.ToString();
    }

    private static async Task<JsonElement> UntilEndAsync(ServerProcess server, string id)
    {
        for (var i = 0; i < 600; i++)
        {
            var import = JsonDocument.Parse(
                await server.Http.GetStringAsync(new Uri($"imports/{id}", UriKind.Relative))).RootElement;
            if (import.GetProperty("status").GetString() != "running")
            {
                return import;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new TimeoutException("The import did not end.");
    }
}
