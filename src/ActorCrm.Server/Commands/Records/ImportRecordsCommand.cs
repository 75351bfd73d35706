using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands.Records;

/// <summary><c>import records</c>: imports a file and shows how far it is.</summary>
internal static class ImportRecordsCommand
{
    private const string Usage =
        "import records --type TYPE --file FILE [--map 'HEADER=FIELD' …] [--policy skip|update|merge] [--keys A,B] "
        + "[--region PL] [--dry-run] [--errors FILE] (--to URL --key KEY | --data DIR)";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the command; returns its exit code: 1 when rows were at fault.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter console)
    {
        if (args.FirstOrDefault() != "records")
        {
            throw new StartException($"Say what to import: {Usage}");
        }

        // Words that the configuration does not know: a switch without a value, and one that comes again and again.
        var isDryRun = args.Contains("--dry-run");
        var mapping = Mapping(args);
        string[] rest = [.. Others(args[1..])];
        var options = new ConfigurationBuilder().AddCommandLine(rest).Build();
        var type = options["type"] ?? throw new StartException($"Name the type of the records: {Usage}");
        var file = options["file"] ?? throw new StartException($"Name the file: {Usage}");
        if (!File.Exists(file))
        {
            throw new StartException($"There is no file '{file}'.");
        }

        await using var connection = await CommandConnection.OpenAsync(
            options, rest, ["read", "write"], console, CancellationToken.None);
        var id = await UploadAsync(connection, type, file);
        if (Settings(options, mapping) is { Count: > 0 } settings)
        {
            using var content = new StringContent(settings.ToJsonString(), Encoding.UTF8, "application/json");
            await connection.SendAsync(HttpMethod.Put, $"imports/{id}/settings", content, CancellationToken.None);
        }

        if (isDryRun)
        {
            return await ShowPreviewAsync(connection, id, console);
        }

        await connection.SendAsync(HttpMethod.Post, $"imports/{id}/start", null, CancellationToken.None);
        return await FollowAsync(connection, id, options["errors"], console);
    }

    private static async Task<string> UploadAsync(CommandConnection connection, string type, string file)
    {
        await using var stream = File.OpenRead(file);
        using var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var import = await connection.SendAsync(
            HttpMethod.Post,
            $"imports?type={Uri.EscapeDataString(type)}&fileName={Uri.EscapeDataString(Path.GetFileName(file))}",
            content, CancellationToken.None);
        return (string)import["id"]!;
    }

    private static async Task<int> ShowPreviewAsync(CommandConnection connection, string id, TextWriter console)
    {
        var preview = await connection.SendAsync(
            HttpMethod.Get, $"imports/{id}/preview", null, CancellationToken.None);
        foreach (var column in preview["columns"]!.AsArray())
        {
            await console.WriteLineAsync($"{column!["header"]} → {(string?)column["field"] ?? "(left out)"}");
        }

        foreach (var row in preview["rows"]!.AsArray())
        {
            await console.WriteLineAsync($"row {row!["row"]}: {row["action"]} {row["fields"]!.ToJsonString()}");
            foreach (var fault in row["faults"]!.AsArray())
            {
                await console.WriteLineAsync($"  {(string?)fault!["column"]}: {fault["message"]}");
            }
        }

        await connection.Http.DeleteAsync(new Uri($"imports/{id}", UriKind.Relative));
        return ExitCodes.Done;
    }

    private static async Task<int> FollowAsync(
        CommandConnection connection, string id, string? errors, TextWriter console)
    {
        while (true)
        {
            var import = await connection.SendAsync(HttpMethod.Get, $"imports/{id}", null, CancellationToken.None);
            var progress = import["progress"]!;
            var status = (string)import["status"]!;
            await console.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{progress["rowsRead"]} rows: {progress["created"]} created, {progress["updated"]} updated, "
                + $"{progress["skipped"]} skipped, {progress["failed"]} at fault ({progress["rowsPerSecond"]}/s)"));
            if (status == "running")
            {
                await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
                continue;
            }

            var failed = (long)progress["failed"]!;
            if (failed > 0 && errors is not null)
            {
                await connection.DownloadAsync($"imports/{id}/errors", errors, CancellationToken.None);
                await console.WriteLineAsync($"Faulty rows are in {errors}.");
            }

            await console.WriteLineAsync(status == "completed" ? $"Import {id} is completed."
                : $"Import {id} is {status}: {(string?)import["why"] ?? "somebody stopped it"}.");
            return status == "completed" && failed == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }
    }

    private static JsonObject Settings(IConfiguration options, JsonObject? mapping)
    {
        var settings = new JsonObject();
        if (mapping is not null)
        {
            settings["mapping"] = mapping;
        }

        foreach (var name in new[] { "policy", "region" })
        {
            if (options[name] is { } value)
            {
                settings[name] = value;
            }
        }

        if (options["keys"] is { } keys)
        {
            settings["keys"] = new JsonArray([.. keys
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(key => JsonValue.Create(key))]);
        }

        return settings;
    }

    private static JsonObject? Mapping(string[] args)
    {
        var mapping = new JsonObject();
        for (var i = 0; i + 1 < args.Length; i++)
        {
            if (args[i] == "--map")
            {
                var cut = args[i + 1].LastIndexOf('=');
                if (cut <= 0)
                {
                    throw new StartException($"'{args[i + 1]}' is no pair: --map 'HEADER=FIELD'.");
                }

                mapping[args[i + 1][..cut]] = args[i + 1][(cut + 1)..];
            }
        }

        return mapping.Count == 0 ? null : mapping;
    }

    private static IEnumerable<string> Others(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--map")
            {
                i++;
            }
            else if (args[i] != "--dry-run")
            {
                yield return args[i];
            }
        }
    }
}
