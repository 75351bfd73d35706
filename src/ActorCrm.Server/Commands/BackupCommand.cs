using System.Globalization;
using ActorCrm.Runtime.Storage;
using ActorCrm.Runtime.Storage.Sqlite;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands;

/// <summary><c>backup</c> and <c>restore</c> of the embedded database.</summary>
internal static class BackupCommand
{
    /// <summary>Makes a backup, while the server runs or not; returns the exit code.</summary>
    public static Task<int> BackupAsync(string[] args, TextWriter console)
    {
        const string Usage = "backup --data DIR --to FILE";
        var (directory, file) = Read(args, "to", Usage);
        return ShowAsync(console, file, () => SqliteBackup.Make(directory, file, TimeProvider.System.GetUtcNow()));
    }

    /// <summary>Puts a backup into an empty directory; returns the exit code.</summary>
    public static Task<int> RestoreAsync(string[] args, TextWriter console)
    {
        const string Usage = "restore --from FILE --data DIR";
        var (directory, file) = Read(args, "from", Usage);
        return ShowAsync(console, directory, () => SqliteBackup.Restore(
            file, directory, StoreRegistration.Migrations(SqlDialect.Sqlite)));
    }

    private static (string Directory, string File) Read(string[] args, string name, string usage)
    {
        var options = new ConfigurationBuilder().AddCommandLine(args).Build();
        return options["data"] is { } directory && options[name] is { } file
            ? (Path.GetFullPath(directory), Path.GetFullPath(file))
            : throw new StartException($"Say from where and where to: {usage}");
    }

    private static async Task<int> ShowAsync(TextWriter console, string target, Func<BackupManifest> act)
    {
        try
        {
            var manifest = act();
            await console.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{target}: {manifest.Bytes:N0} bytes, {manifest.Rows.Values.Sum():N0} rows in {manifest.Rows.Count} "
                + $"tables, of {manifest.MadeAt:yyyy-MM-dd HH:mm:ss} UTC. Checked."));
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is StorageException or DataDirectoryInUseException or IOException
            or UnauthorizedAccessException)
        {
            throw new StartException(e.Message, e);
        }
    }
}
