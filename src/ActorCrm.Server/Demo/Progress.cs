using System.Globalization;
using System.Text;

namespace ActorCrm.Server.Demo;

/// <summary>
/// Tells how the day goes: on a terminal one line that changes, elsewhere (or with <c>NO_COLOR</c>) a line an hour.
/// </summary>
internal sealed class Progress(
    TextWriter output, bool isLive, Day day, Acknowledgements acknowledgements, TimeProvider clock)
{
    private const int BarWidth = 28;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan PlainEvery = TimeSpan.FromHours(1);

    private readonly long _startedAt = clock.GetTimestamp();
    private long _shownAt;
    private DateTimeOffset _nextPlain = day.Start + PlainEvery;
    private int _width;

    /// <summary>Whether a stream can show a line that changes.</summary>
    public static bool CanBeLive() =>
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Shows the day at a time, if it is worth it.</summary>
    public void Show(DateTimeOffset at)
    {
        if (isLive)
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
        if (isLive)
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
        // Blanks cover what a longer line before left behind.
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
        if (isLive)
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
