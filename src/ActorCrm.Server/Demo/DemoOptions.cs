using System.Globalization;
using ActorCrm.Server.Demo.Story;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Demo;

/// <summary>What the demonstration is asked for.</summary>
internal sealed record DemoOptions
{
    /// <summary>Most calls of a day, and most forms: the day is written in memory before it is played.</summary>
    public const int CountMax = 200_000;

    private const int CallsDefault = 600;
    private const int FormsDefault = 80;
    private const double SpeedMax = 1_000_000;

    /// <summary>What <c>demo --help</c> says.</summary>
    public const string Help = """
        ActorCrm demo: a working day of a contact centre on a fresh embedded database, played through the public API.

          dotnet run --project src/ActorCrm.Server -- demo [options]

          --calls N      calls of the day, 1 to 200,000 (default 600)
          --forms N      forms of the site, 0 to 200,000 (default: as many to the calls as 80 to 600)
          --seed N       another day; the same seed and date give the same day, byte for byte (default 1)
          --date DATE    the day, such as 2026-05-04; today (the default) or before
          --speed X      X simulated seconds a second: 60 plays a minute a second, 1 in real time
                         (default: as fast as the server acknowledges)
          --data DIR     where the database lies, a new or empty directory (default: a new temporary one)
          --urls URL     where the server listens (default http://127.0.0.1:5080, or a free port if that is taken)
          --exit         end after the summary: 0 if every count is right, 1 if not
          --help         this text

        The day is from 08:00 to 18:00 UTC. Afterwards the server stays up until Ctrl+C.
        """;

    public bool IsHelp { get; private init; }

    public bool IsExit { get; private init; }

    /// <summary>The database's directory; null for a new temporary one.</summary>
    public string? Data { get; private init; }

    /// <summary>Where the server listens; null for the default.</summary>
    public string? Urls { get; private init; }

    /// <summary>Simulated seconds a second; null: as fast as it goes.</summary>
    public double? Speed { get; private init; }

    /// <summary>What the day is made from.</summary>
    public required DayOptions Day { get; init; }

    /// <summary>
    /// Reads the arguments after <c>demo</c>. Throws <see cref="StartException"/> for anything unclear.
    /// </summary>
    /// <param name="args">The arguments.</param>
    /// <param name="today">The day now, UTC.</param>
    public static DemoOptions Read(IReadOnlyList<string> args, DateOnly today)
    {
        var options = new DemoOptions { Day = new DayOptions(1, today, CallsDefault, Forms: -1) };
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--help" or "-h" => options with { IsHelp = true },
                "--exit" => options with { IsExit = true },
                ['-', '-', .. var word] when word.Split('=', 2) is [var name, var value] =>
                    options.With(name, value, today),
                ['-', '-', .. var name] when IsName(name) && i + 1 < args.Count => options.With(name, args[++i], today),
                ['-', '-', .. var name] when IsName(name) => throw Wrong($"--{name} needs a value."),
                var other => throw Wrong($"'{other}' is no option of the demo."),
            };
        }

        var day = options.Day;
        var proportionate = (int)Math.Round(day.Calls * (double)FormsDefault / CallsDefault);
        return day.Forms >= 0 ? options : options with { Day = day with { Forms = proportionate } };
    }

    private static bool IsName(string name) =>
        name is "calls" or "forms" or "seed" or "date" or "speed" or "data" or "urls";

    private DemoOptions With(string name, string value, DateOnly today) => name switch
    {
        "calls" => this with { Day = Day with { Calls = Count(name, value, min: 1) } },
        "forms" => this with { Day = Day with { Forms = Count(name, value, min: 0) } },
        "seed" => this with { Day = Day with { Seed = Seed(value) } },
        "date" => this with { Day = Day with { Date = Date(value, today) } },
        "speed" => this with { Speed = Pace(value) },
        "data" => this with { Data = Text(name, value) },
        "urls" => this with { Urls = Text(name, value) },
        _ => throw Wrong($"'--{name}' is no option of the demo."),
    };

    private static int Count(string name, string value, int min) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count >= min && count <= CountMax
            ? count
            : throw Wrong($"--{name} is a number from {min} to {CountMax}, not '{value}'.");

    private static long Seed(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw Wrong($"--seed is a whole number, not '{value}'.");

    private static DateOnly Date(string value, DateOnly today)
    {
        if (!DateOnly.TryParseExact(
            value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            throw Wrong($"--date is a day such as {today:yyyy-MM-dd}, not '{value}'.");
        }

        // The server refuses events from more than a day ahead, and from before 2000.
        return date <= today && date.Year >= 2000
            ? date
            : throw Wrong($"--date is between 2000-01-01 and today, {today:yyyy-MM-dd} (UTC).");
    }

    private static double Pace(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed)
        && speed is >= 0.1 and <= SpeedMax
            ? speed
            : throw Wrong($"--speed is a number from 0.1 to {SpeedMax:0}, not '{value}'.");

    private static string Text(string name, string value) =>
        string.IsNullOrWhiteSpace(value) ? throw Wrong($"--{name} needs a value.") : value;

    private static StartException Wrong(string message) =>
        new($"{message}{Environment.NewLine}'demo --help' tells what there is.");
}
