using ActorCrm.Server.Commands.Import;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands;

/// <summary>
/// <c>import-events</c>: sends a file of call events, one a line. Breaking it off and starting it again is safe: what
/// is stored counts as a duplicate.
/// </summary>
internal static class ImportEventsCommand
{
    /// <summary>Runs the command; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter console)
    {
        if (args is not [var path, ..] || path.StartsWith('-'))
        {
            throw new StartException("Name the file: import-events FILE [--to URL --key KEY] [--data DIR].");
        }

        if (!File.Exists(path))
        {
            throw new StartException($"There is no file '{path}'.");
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        var options = new ConfigurationBuilder().AddCommandLine(args[1..]).Build();
        await using var target = await OpenAsync(options, args[1..], console, stop.Token);
        await using var file = File.OpenRead(path);
        var import = new EventImport(target, new ImportProgress(console, file.Length, TimeProvider.System));
        return await import.RunAsync(file, stop.Token);
    }

    private static async Task<IEventTarget> OpenAsync(
        IConfiguration options, string[] args, TextWriter console, CancellationToken stop)
    {
        if (options["to"] is not { } to)
        {
            return await SiloTarget.OpenAsync(args, console, stop);
        }

        if (!Uri.TryCreate(to, UriKind.Absolute, out var address)
            || !address.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            throw new StartException($"'{to}' is no address: give --to http://host:port.");
        }

        var key = options["key"] ?? throw new StartException("Give the key with --key ack_….");
        return new HttpTarget(address, key, TimeProvider.System);
    }
}
