using System.Security.Cryptography;
using ActorCrm.Domain.Access;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands;

/// <summary>
/// <c>user add</c> and <c>user set-password</c>: the first admin, and the way back for whoever forgot the password.
/// Who can read and write the database may do so.
/// </summary>
internal static class UserCommand
{
    private const string By = "commandLine";
    private const int MadeLength = 20;

    // Without letters and digits that look alike.
    private const string MadeOf = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Runs the command; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter console)
    {
        // A switch without a value, which the configuration does not know.
        var isAdmin = args.Contains("--admin");
        string[] rest = [.. args.Skip(1).Where(word => word != "--admin")];
        var options = new ConfigurationBuilder().AddCommandLine(rest).Build();
        var act = args.FirstOrDefault() switch
        {
            "add" => (Func<ServerApp, string, string, Task<AskResult>>)((server, login, hash) => AddAsync(
                server, login, options["name"] ?? login,
                isAdmin ? Roles.Admin : options["role"] ?? throw new StartException(
                    $"Say what the user may do: --admin, or --role {string.Join('|', Roles.All)}."),
                hash)),
            "set-password" => SetPasswordAsync,
            _ => throw new StartException("Say what to do: user add …, or user set-password …."),
        };
        var login = User.LoginOf(options["login"]) ?? throw new StartException($"--login LOGIN. {UserFaults.Login}");
        var given = await ReadPasswordAsync(options["password-file"]);
        var password = given ?? RandomNumberGenerator.GetString(MadeOf, MadeLength);

        await using var server = ServerApp.Build(rest, console, Quiet.Logs);
        var passwords = server.Services.GetRequiredService<Passwords>();
        if (passwords.Fault(password, login) is { } fault)
        {
            throw new StartException(fault);
        }

        await server.StartSiloAsync();
        var result = await act(server, login, passwords.Hash(password));
        if (result is AskResult.Answered { Answer: UserRefused refused })
        {
            throw new StartException(string.Join(Environment.NewLine, refused.Faults));
        }

        if (result is not AskResult.Answered { Answer: UserStored { User: var user } })
        {
            await console.WriteLineAsync($"The user could not be stored: {result}.");
            return ExitCodes.Failed;
        }

        if (given is null)
        {
            server.Services.GetRequiredService<KeyConsole>().Show(
                $"Password of '{user.Login}' ({user.Role}). It is shown this once: keep it.", password);
        }
        else
        {
            await console.WriteLineAsync($"User '{user.Login}' ({user.Role}) is stored.");
        }

        return ExitCodes.Done;
    }

    private static Task<AskResult> AddAsync(
        ServerApp server, string login, string name, string role, string passwordHash) =>
        server.Services.GetRequiredService<Users>().CreateAsync(
            login, name, role, passwordHash, By, null, null, CancellationToken.None);

    private static async Task<AskResult> SetPasswordAsync(ServerApp server, string login, string passwordHash)
    {
        var users = server.Services.GetRequiredService<Users>();
        var user = users.FindByLogin(login) ?? throw new StartException($"There is no user with the login '{login}'.");
        var result = await users.AskAsync(user.Id, new SetPassword(passwordHash, By), CancellationToken.None);
        await users.AskSignInAsync(user.Id, new Unlock(By), CancellationToken.None);
        return result;
    }

    /// <summary>The first line of a file, or of standard input for <c>-</c>; null for no file.</summary>
    private static async Task<string?> ReadPasswordAsync(string? path)
    {
        if (path is null)
        {
            return null;
        }

        if (path != "-" && !File.Exists(path))
        {
            throw new StartException($"There is no file '{path}'.");
        }

        using var reader = path == "-" ? Console.In : File.OpenText(path);
        return await reader.ReadLineAsync() ?? throw new StartException("The password is empty.");
    }
}
