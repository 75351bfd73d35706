using ActorCrm.Server.Demo;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Commands;

/// <summary>Chooses what the program does: serve, unless the first word is a command.</summary>
internal static class CommandLine
{
    /// <summary>Runs the program; returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return args.FirstOrDefault() switch
            {
                null => await ServeAsync(args),
                ['-', ..] => await ServeAsync(args),
                "demo" => await DemoCommand.RunAsync(args[1..], Console.Out, Progress.CanBeLive()),
                var unknown => throw new StartException($"There is no command '{unknown}'. Commands: demo."),
            };
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Usage;
        }
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        await using var server = ServerApp.Build(args);
        await server.StartAsync();
        return await server.WaitAsync();
    }
}
