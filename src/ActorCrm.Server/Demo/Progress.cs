using System.Globalization;
using System.Text;
using ActorCrm.Server.Demo.Story;

namespace ActorCrm.Server.Demo;

/// <summary>
/// Tells how the day goes: on a terminal one line that changes, elsewhere (or with <c>NO_COLOR</c>) a line an hour.
/// </summary>
/// <param name="output">Where it tells it.</param>
/// <param name="columns">Width of the line that changes; 0 where none can.</param>
/// <param name="day">The day.</param>
/// <param name="acknowledgements">What the server said so far.</param>
/// <param name="clock">For the rate.</param>
internal sealed class Progress(
    TextWriter output, int columns, Day day, Acknowledgements acknowledgements, TimeProvider clock)
{
    private const int BarWidth = 28;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan PlainEvery = TimeSpan.FromHours(1);

    private readonly long _startedAt = clock.GetTimestamp();
    private long _shownAt;
    private DateTimeOffset _nextPlain = day.Start + PlainEvery;
    private int _width;

    private bool IsLive => columns > 0;

    /// <summary>Width of a line that can change on standard output; 0 when none can.</summary>
    public static int Columns() =>
        Console.IsOutputRedirected
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        || Environment.GetEnvironmentVariable("TERM") == "dumb"
            ? 0
            : Math.Max(0, Console.WindowWidth - 1);

    /// <summary>Shows the day at a time, if it is worth it.</summary>
    public void Show(DateTimeOffset at)
    {
        if (IsLive)
        {
            if (_shownAt == 0 || clock.GetElapsedTime(_shownAt) >= Refresh)
            {
                _shownAt = clock.GetTimestamp();
                Rewrite(Line(at));
            }
        }
        else if (at >= _nextPlain)
        {
            _nextPlain += PlainEvery;
            output.WriteLine(Line(at));
        }
    }

    /// <summary>Shows the end of the day.</summary>
    public void Done(DateTimeOffset at)
    {
        if (IsLive)
        {
            Rewrite(Line(at));
        }
        else
        {
            output.Write(Line(at));
        }

        output.WriteLine();
    }

    private void Rewrite(string line)
    {
        // A line that wraps cannot be overwritten. Blanks cover what a longer one before left behind.
        line = line.Length <= columns ? line : line[..columns];
        output.Write($"\r{line.PadRight(_width)}");
        output.Flush();
        _width = line.Length;
    }

    private string Line(DateTimeOffset at)
    {
        var sent = acknowledgements.Sent;
        var seconds = Math.Max(clock.GetElapsedTime(_startedAt).TotalSeconds, 0.001);
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"  {at:HH:mm}  ");
        if (IsLive)
        {
            var done = (int)(BarWidth * sent / Math.Max(1, day.Deliveries.Length));
            line.Append('█', done).Append('░', BarWidth - done).Append("  ");
        }

        line.Append(
            CultureInfo.InvariantCulture,
            $"{sent:N0} of {day.Deliveries.Length:N0} events  {sent / seconds:N0}/s  "
            + $"p50 {acknowledgements.Percentile(50).TotalMilliseconds:0.0} ms  "
            + $"p99 {acknowledgements.Percentile(99).TotalMilliseconds:0.0} ms");
        return line.ToString();
    }
}
