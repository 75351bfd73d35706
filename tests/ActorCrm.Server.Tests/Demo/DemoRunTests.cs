using System.Diagnostics;
using ActorCrm.Server.Demo;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Tests.Demo;

/// <summary>
/// The demonstration as a whole: its own check compares everything that the API says with the day's book.
/// </summary>
public sealed class DemoRunTests
{
    private static readonly string[] Small =
        ["--exit", "--urls", "http://127.0.0.1:0", "--calls", "120", "--forms", "16"];

    [Theory]
    [InlineData(1)]
    [InlineData(20260504)]
    public async Task A_small_day_gives_exactly_what_it_should(int seed)
    {
        using var output = new StringWriter();
        var code = await DemoCommand.RunAsync(
            [.. Small, "--seed", $"{seed}", "--date", "2026-05-04"], output, columns: 0);
        var told = output.ToString();
        told.ShouldNotContain("!!!");
        told.ShouldContain("Every count is exactly what this day should give");
        told.ShouldContain("One missed call explained");
        told.ShouldContain(" 0 rejected");
        code.ShouldBe(ExitCodes.Done, told);
    }

    [Fact]
    public async Task A_paced_day_takes_its_time_and_gives_the_same()
    {
        using var output = new StringWriter();
        var startedAt = Stopwatch.GetTimestamp();
        var code = await DemoCommand.RunAsync([.. Small, "--speed", "18000"], output, columns: 100);
        code.ShouldBe(ExitCodes.Done, output.ToString());
        Stopwatch.GetElapsedTime(startedAt).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        output.ToString().ShouldContain("\r");
    }

    [Fact]
    public async Task A_directory_with_something_in_it_is_refused()
    {
        var directory = Directory.CreateTempSubdirectory("actorcrm-demo-test-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "mine.txt"), "keep this");
            var refused = await Should.ThrowAsync<StartException>(
                () => DemoCommand.RunAsync([.. Small, "--data", directory.FullName], TextWriter.Null, columns: 0));
            refused.Message.ShouldContain("not empty");
            directory.EnumerateFileSystemInfos().Count().ShouldBe(1);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_program_ends_with_nought_and_keeps_the_data_where_it_was_told()
    {
        var directory = Directory.CreateTempSubdirectory("actorcrm-demo-test-");
        try
        {
            var (code, told) = await RunProgramAsync([.. Small, "--calls", "40", "--data", directory.FullName]);
            code.ShouldBe(ExitCodes.Done, told);
            told.ShouldContain("Tasks by assignee");
            directory.EnumerateFileSystemInfos().ShouldNotBeEmpty();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_program_says_what_is_wrong_with_an_argument_and_ends_with_two()
    {
        var (code, told) = await RunProgramAsync(["--calls", "many"]);
        code.ShouldBe(ExitCodes.Usage);
        told.ShouldContain("--calls is a number");
        told.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task The_program_tells_its_options()
    {
        var (code, told) = await RunProgramAsync(["--help"]);
        code.ShouldBe(ExitCodes.Done);
        told.ShouldContain("--speed");
    }

    private static async Task<(int Code, string Told)> RunProgramAsync(string[] args)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(ServerApp).Assembly.Location, "demo", .. args])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await output + await error);
    }
}
