using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorCrm.Server.Telemetry;

/// <summary>Writes what the meters measured in Prometheus' text format, version 0.0.4.</summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>The content type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int TimeoutMilliseconds = 5_000;

    private readonly Lock _collecting = new();
    private readonly Keeper _keeper = new();

    public PrometheusText() => Reader = new BaseExportingMetricReader(_keeper);

    /// <summary>What collects the measurements; belongs to one meter provider.</summary>
    public MetricReader Reader { get; }

    /// <summary>Collects and writes everything.</summary>
    public string Collect()
    {
        lock (_collecting)
        {
            Reader.Collect(TimeoutMilliseconds);
            return _keeper.Text;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();

    private static void Write(StringBuilder text, Metric metric)
    {
        var (suffix, kind) = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => ("_total", "counter"),
            MetricType.Histogram or MetricType.ExponentialHistogram => ("", "histogram"),
            _ => ("", "gauge"),
        };
        var name = Name(metric) + suffix;
        text.Append("# HELP ").Append(name).Append(' ').Append(Escape(metric.Description)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(text, name, labels, point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    WriteLine(text, name, labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    WriteLine(text, name, labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    WriteLine(text, name, labels, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    WriteLine(text, name, labels, point.GetGaugeLastValueDouble());
                    break;
                default:
                    break;
            }
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        var count = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            var limit = double.IsPositiveInfinity(bucket.ExplicitBound)
                ? "+Inf"
                : bucket.ExplicitBound.ToString("R", CultureInfo.InvariantCulture);
            WriteLine(text, name + "_bucket", Join(labels, $"le=\"{limit}\""), count);
        }

        WriteLine(text, name + "_sum", labels, point.GetHistogramSum());
        WriteLine(text, name + "_count", labels, point.GetHistogramCount());
    }

    private static void WriteLine(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Labels(in MetricPoint point)
    {
        var labels = "";
        foreach (var tag in point.Tags)
        {
            var value = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            var escaped = Escape(value).Replace("\"", "\\\"", StringComparison.Ordinal);
            labels = Join(labels, $"{Word(tag.Key)}=\"{escaped}\"");
        }

        return labels;
    }

    private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string Name(Metric metric)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = Word(metric.Name);
        return name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
    }

    private static string Word(string name) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Writes each collection into a text; the points are only valid while it is exported.</summary>
    private sealed class Keeper : BaseExporter<Metric>
    {
        public string Text { get; private set; } = "";

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new StringBuilder();
            foreach (var metric in batch)
            {
                Write(text, metric);
            }

            Text = text.ToString();
            return ExportResult.Success;
        }
    }
}
