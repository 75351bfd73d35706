using System.Runtime.CompilerServices;

namespace ActorCrm.Server.Tests;

/// <summary>
/// Holds a text that others depend on against the one that was approved. To approve a change, run the tests once with
/// <c>ACTORCRM_APPROVE=1</c> in the environment and read the difference before committing it.
/// </summary>
internal static class Approved
{
    private const string Variable = "ACTORCRM_APPROVE";

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static async Task CheckAsync(string path, string text)
    {
        var file = Path.Combine(Root, path);
        text = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
            return;
        }

        var approved = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        if (approved == text)
        {
            return;
        }

        var old = approved.Split('\n');
        var now = text.Split('\n');
        var line = Enumerable.Range(0, Math.Max(old.Length, now.Length))
            .First(i => old.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        Assert.Fail(
            $"{path} is no longer what was approved, from line {line + 1} on:\n"
            + $"  approved: {old.ElementAtOrDefault(line)}\n  now:      {now.ElementAtOrDefault(line)}\n"
            + $"If the change is meant, run this test with {Variable}=1 and commit the file.");
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
