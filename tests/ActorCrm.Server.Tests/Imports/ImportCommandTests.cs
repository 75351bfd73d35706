using ActorCrm.Server.Commands.Records;

namespace ActorCrm.Server.Tests.Imports;

public sealed class ImportCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actorcrm-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_file_goes_into_a_directory_and_out_again()
    {
        var file = Path.Combine(_directory, "in.csv");
        await File.WriteAllTextAsync(file, "Invoice no.,Total\n2026/1,10\n2026/2,x\n");
        string[] to = ["--store", "sqlite", "--data", Path.Combine(_directory, "data")];
        string[] asked = ["records", "--type", "invoice", "--file", file, "--map", "Invoice no.=number"];

        var (tried, preview) = await RunAsync(
            ImportRecordsCommand.RunAsync, [.. asked, "--map", "Total=amount", "--dry-run", .. to]);
        tried.ShouldBe(0, preview);
        preview.ShouldContain("Invoice no. → number");
        preview.ShouldContain("row 3: fail");

        var errors = Path.Combine(_directory, "errors.csv");
        var (code, said) = await RunAsync(
            ImportRecordsCommand.RunAsync, [.. asked, "--map", "Total=amount", "--errors", errors, .. to]);
        code.ShouldBe(1, said);
        said.ShouldContain("1 created");
        (await File.ReadAllTextAsync(errors)).ShouldContain("2026/2,x,3,Total: ");

        var export = Path.Combine(_directory, "out.csv");
        var (exported, line) = await RunAsync(
            ExportCommand.RunAsync, ["--type", "invoice", "--file", export, "--fields", "number,amount", .. to]);
        exported.ShouldBe(0, line);
        (await File.ReadAllTextAsync(export)).ShouldBe("number,amount\r\n2026/1,10\r\n");
    }

    private static async Task<(int Code, string Said)> RunAsync(
        Func<string[], TextWriter, Task<int>> command, string[] args)
    {
        await using var console = new StringWriter();
        var code = await command(args, console);
        return (code, console.ToString());
    }
}
