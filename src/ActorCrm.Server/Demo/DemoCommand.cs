using System.Globalization;
using ActorCrm.Server.Demo.Story;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Demo;

/// <summary>
/// <c>demo</c>: a real server on a fresh database, a working day sent to it as adapters would send it, and what became
/// of it, read back and compared with what should have.
/// </summary>
internal sealed class DemoCommand
{
    // After the last acknowledgement some of what follows may still be on its way from one loop of the silo to another.
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SettleDelay = TimeSpan.FromMilliseconds(200);

    private readonly DemoOptions _options;
    private readonly TextWriter _output;
    private readonly TimeProvider _clock;
    private readonly int _columns;

    private DemoCommand(DemoOptions options, TextWriter output, TimeProvider clock, int columns)
    {
        _options = options;
        _output = output;
        _clock = clock;
        _columns = columns;
    }

    /// <summary>
    /// Runs the demonstration; returns the exit code. Throws <see cref="StartException"/> for a wrong argument.
    /// </summary>
    /// <param name="args">What follows <c>demo</c>.</param>
    /// <param name="output">Where it tells its story.</param>
    /// <param name="columns">Width of a line that can change there; 0 when none can.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, int columns)
    {
        var clock = TimeProvider.System;
        var options = DemoOptions.Read(args, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (options.IsHelp)
        {
            await output.WriteLineAsync(DemoOptions.Help);
            return ExitCodes.Done;
        }

        return await new DemoCommand(options, output, clock, columns).RunAsync();
    }

    private async Task<int> RunAsync()
    {
        var directory = DemoServer.Directory(_options.Data);
        var isStarted = false;
        try
        {
            await using var server = DemoServer.Build(directory, DemoServer.Urls(_options.Urls));
            await server.StartAsync();
            isStarted = true;
            return await RunAsync(server, directory);
        }
        finally
        {
            if (_options.Data is null && (_options.IsExit || !isStarted))
            {
                // Nobody asked to keep it, and a test run each hour would fill the disk.
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private async Task<int> RunAsync(ServerApp server, string directory)
    {
        var stop = server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var key = server.FirstKey ?? throw new InvalidOperationException("A fresh database made no admin key.");
        var guide = new Guide(_output, server.Address, key, directory);
        var isKeyTold = _options is { Speed: not null, IsExit: false };
        if (isKeyTold)
        {
            // A day that takes its time can be looked at while it goes on.
            guide.WriteAccess();
        }

        try
        {
            using var api = new DemoApi(DemoServer.Reachable(server.Address), key);
            var (summary, isRight) = await PlayAsync(api, stop);
            if (_options.IsExit)
            {
                await server.StopAsync(CancellationToken.None);
                return isRight ? ExitCodes.Done : ExitCodes.Failed;
            }

            guide.WriteEnd(summary, isKeyTold);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            var isKept = _options is { IsExit: false } or { Data: not null };
            await _output.WriteLineAsync(
                $"{Environment.NewLine}  The day was cut short.{(isKept ? $" Its data stays in {directory}" : "")}");
            return _options.IsExit ? ExitCodes.Failed : await server.WaitAsync();
        }
        catch (Exception e) when (e is DemoFailedException or HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{Environment.NewLine}The demo failed: {e.Message}");
            return ExitCodes.Failed;
        }

        return await server.WaitAsync();
    }

    private async Task<(Summary Summary, bool IsRight)> PlayAsync(DemoApi api, CancellationToken stop)
    {
        await Setup.RunAsync(api, stop);
        var day = DayWriter.Write(_options.Day);
        await _output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  Playing {_options.Day.Date:d MMMM yyyy}: {_options.Day.Calls:N0} calls, {_options.Day.Forms:N0} forms, "
            + $"{Centre.Listed.Count} employees, seed {_options.Day.Seed}"));
        var acknowledgements = new Acknowledgements();
        var progress = new Progress(_output, _columns, day, acknowledgements, _clock);
        var took = await new Player(api, day, progress, acknowledgements, _clock).PlayAsync(_options.Speed, stop);
        var (summary, faults) = await SettledAsync(api, day, acknowledgements, stop);
        var text = new SummaryText(_output);
        text.Write(day, summary, acknowledgements, took);
        text.WriteVerdict(faults);
        return (summary, faults.Count == 0);
    }

    private async Task<(Summary Summary, IReadOnlyList<string> Faults)> SettledAsync(
        DemoApi api, Day day, Acknowledgements acknowledgements, CancellationToken stop)
    {
        var startedAt = _clock.GetTimestamp();
        while (true)
        {
            var summary = await Summary.ReadAsync(api, day, stop);
            var faults = Check.Faults(day.Expected, summary, acknowledgements);
            if (faults.Count == 0 || _clock.GetElapsedTime(startedAt) > SettlePatience)
            {
                return (summary, faults);
            }

            await Task.Delay(SettleDelay, _clock, stop);
        }
    }
}
