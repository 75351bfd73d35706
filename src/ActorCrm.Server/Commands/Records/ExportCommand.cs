using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands.Records;

/// <summary><c>export</c>: writes all records of a type into a file, by whose name the format goes.</summary>
internal static class ExportCommand
{
    private const string Usage =
        "export --type TYPE --file FILE[.csv|.ndjson][.gz] [--fields A,B] (--to URL --key KEY | --data DIR)";

    /// <summary>Runs the command; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter console)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        var type = options["type"] ?? throw new StartException($"Name the type of the records: {Usage}");
        var file = options["file"] ?? throw new StartException($"Name the file: {Usage}");
        var isPacked = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var name = isPacked ? file[..^3] : file;
        var format = name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "csv"
            : name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) ? "ndjson"
            : throw new StartException($"The file ends with .csv or .ndjson, and .gz behind it if you like: {Usage}");
        var path = $"records/{Uri.EscapeDataString(type)}/export?format={format}"
            + (isPacked ? "&gzip=true" : "")
            + (options["fields"] is { } fields ? $"&fields={Uri.EscapeDataString(fields)}" : "");

        await using var connection = await CommandConnection.OpenAsync(
            options, args, ["read"], console, CancellationToken.None);
        await connection.DownloadAsync(path, file, CancellationToken.None);
        await console.WriteLineAsync($"{file} is written.");
        return ExitCodes.Done;
    }
}
