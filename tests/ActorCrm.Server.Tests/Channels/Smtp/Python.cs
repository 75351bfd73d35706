using System.Diagnostics;
using System.Text;

namespace ActorCrm.Server.Tests.Channels.Smtp;

/// <summary>Debian's Python, as a second opinion on what e-mails are.</summary>
internal static class Python
{
    private const string Debian = "/usr/bin/python3";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Skips the test where the module cannot be installed; where it can, its absence is a failure, since
    /// tests/run.sh installs it.
    /// </summary>
    public static void Require(string module, string package)
    {
        DebianPackage.Require(File.Exists(Debian), "python3");
        using var process = Process.Start(new ProcessStartInfo(Debian, ["-c", $"import {module}"])
        {
            RedirectStandardError = true,
        })!;
        process.WaitForExit();
        DebianPackage.Require(process.ExitCode == 0, package);
    }

    /// <summary>Runs a script with the bytes as its input; returns what it prints. Fails when it fails.</summary>
    public static async Task<string> RunAsync(string script, byte[] input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Debian, ["-c", script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        using var timeout = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardInput.BaseStream.WriteAsync(input, timeout.Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(timeout.Token);
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}

/// <summary>Programs of Debian's that tests run and tests/run.sh installs.</summary>
internal static class DebianPackage
{
    /// <summary>Whether this process could install packages.</summary>
    public static bool IsInstallable => Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get");

    /// <summary>Skips the test where the package is not there and cannot be installed.</summary>
    public static void Require(bool isThere, string package)
    {
        Assert.SkipUnless(
            isThere || IsInstallable, $"needs the Debian package {package}, which only root can install on Debian");
        isThere.ShouldBeTrue($"install the Debian package {package} (tests/run.sh does)");
    }
}
