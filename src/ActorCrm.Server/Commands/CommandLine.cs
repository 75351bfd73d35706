using ActorCrm.Server.Commands.Records;
using ActorCrm.Server.Demo;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands;

/// <summary>Chooses what the program does: serve, unless the first word is a command.</summary>
internal static class CommandLine
{
    private const string Usage = """
        ActorCrm.Server [--data DIR] [--urls http://127.0.0.1:5080]
            serves. On PostgreSQL where ConnectionStrings:Postgres or ACTORCRM_POSTGRES names one, else on the embedded
            database in DIR; --store sqlite or --store postgres says it aloud, here and below.
        ActorCrm.Server demo [--help]
            plays a working day on a fresh database, tells what became of it, and serves.
        ActorCrm.Server create-key --name NAME --scopes admin,ingest,read,write [--data DIR]
            makes an API key in the database and prints it once; the server must be stopped.
        ActorCrm.Server user add --login LOGIN [--name NAME] --admin | --role ROLE [--password-file FILE] [--data DIR]
        ActorCrm.Server user set-password --login LOGIN [--password-file FILE] [--data DIR]
            makes a user, or sets a password and ends a lock; without a file (- for standard input) a password is made
            and printed once. On SQLite the server must be stopped.
        ActorCrm.Server audit verify [--data DIR]
            reads the audit log and names the first entry that was changed or is missing; on SQLite the server must be
            stopped (or ask it: GET /api/v1/audit/verification).
        ActorCrm.Server import-events FILE [--to URL --key KEY] [--data DIR]
            sends a file of call events, one JSON object a line, to a server, or into the database.
        ActorCrm.Server import records --type TYPE --file FILE [--map HEADER=FIELD …] [--policy skip|update|merge]
                [--keys A,B] [--region PL] [--dry-run] [--errors FILE] (--to URL --key KEY | --data DIR)
            imports a file of records (CSV or NDJSON), on a server or into the database of a stopped one.
        ActorCrm.Server export --type TYPE --file FILE [--fields A,B] (--to URL --key KEY | --data DIR)
            writes all records of a type into a file.
        ActorCrm.Server backup --data DIR --to FILE
            copies the embedded database while a server runs on it or not, and checks the copy.
        ActorCrm.Server restore --from FILE --data DIR
            puts a backup into a directory without a database.
        """;

    /// <summary>Runs the program; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return args.FirstOrDefault() switch
            {
                null => await ServeAsync(args),
                "--help" or "-h" or "help" => await ShowUsageAsync(),
                ['-', ..] => await ServeAsync(args),
                "create-key" => await CreateKeyCommand.RunAsync(args[1..], Console.Out),
                "user" => await UserCommand.RunAsync(args[1..], Console.Out),
                "audit" => await AuditCommand.RunAsync(args[1..], Console.Out),
                "import-events" => await ImportEventsCommand.RunAsync(args[1..], Console.Out),
                "import" => await ImportRecordsCommand.RunAsync(args[1..], Console.Out),
                "export" => await ExportCommand.RunAsync(args[1..], Console.Out),
                "backup" => await BackupCommand.BackupAsync(args[1..], Console.Out),
                "restore" => await BackupCommand.RestoreAsync(args[1..], Console.Out),
                "demo" => await DemoCommand.RunAsync(args[1..], Console.Out, Progress.Columns()),
                var unknown => throw new StartException($"There is no command '{unknown}'.\n\n{Usage}"),
            };
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Usage;
        }
    }

    private static async Task<int> ShowUsageAsync()
    {
        await Console.Out.WriteLineAsync(Usage);
        return ExitCodes.Done;
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        await using var server = ServerApp.Build(args);
        await server.StartAsync();
        return await server.WaitAsync();
    }
}
