using System.Globalization;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Commands.Import;

/// <summary>Shows how far an import is, as a bar on a terminal, as lines elsewhere; and the totals at its end.</summary>
internal sealed class ImportProgress(TextWriter console, long bytes, TimeProvider clock)
{
    private const int BarWidth = 30;
    private const int RejectionsShown = 10;

    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BarPeriod = TimeSpan.FromMilliseconds(100);

    private readonly List<Rejection> _rejections = [];
    private readonly long _startedAt = clock.GetTimestamp();
    private readonly bool _isTerminal = ReferenceEquals(console, Console.Out) && !Console.IsOutputRedirected;
    private TimeSpan _shownAt;
    private long _accepted;
    private long _duplicates;
    private long _rejected;
    private long _bytesDone;

    /// <summary>Adds the answer to a piece of the file.</summary>
    public void Add(IngestionAnswer answer, long firstLine, int length)
    {
        _accepted += answer.Accepted;
        _duplicates += answer.Duplicates;
        _rejected += answer.Rejected.Count;
        _bytesDone += length;
        foreach (var rejection in answer.Rejected)
        {
            if (_rejections.Count < RejectionsShown)
            {
                _rejections.Add(rejection with { Index = firstLine + rejection.Index + 1 });
            }
        }

        var elapsed = clock.GetElapsedTime(_startedAt);
        if (elapsed - _shownAt >= (_isTerminal ? BarPeriod : LinePeriod))
        {
            _shownAt = elapsed;
            Show(elapsed);
        }
    }

    /// <summary>Shows the totals and the first rejections.</summary>
    public void End(string last)
    {
        var elapsed = clock.GetElapsedTime(_startedAt);
        Show(elapsed);
        if (_isTerminal)
        {
            console.WriteLine();
        }

        var seconds = elapsed.TotalSeconds;
        Write($"accepted {_accepted:N0}, duplicates {_duplicates:N0}, rejected {_rejected:N0} in {seconds:N1} s");
        foreach (var rejection in _rejections)
        {
            Write($"  line {rejection.Index}, id {rejection.Id ?? "unknown"}: {rejection.Code}: {rejection.Message}");
        }

        if (_rejected > _rejections.Count)
        {
            Write($"  … and {_rejected - _rejections.Count:N0} more");
        }

        console.WriteLine(last);
    }

    private void Show(TimeSpan elapsed)
    {
        var part = bytes == 0 ? 1 : Math.Min(1, (double)_bytesDone / bytes);
        var rate = (_accepted + _duplicates + _rejected) / Math.Max(0.001, elapsed.TotalSeconds);
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{part,6:P0}  {_accepted + _duplicates + _rejected:N0} events  {rate:N0}/s");
        if (_isTerminal)
        {
            var done = (int)(part * BarWidth);
            console.Write($"\r[{new string('#', done)}{new string('.', BarWidth - done)}] {text}   ");
        }
        else
        {
            console.WriteLine(text);
        }
    }

    private void Write(FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
