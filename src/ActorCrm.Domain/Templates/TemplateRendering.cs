using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace ActorCrm.Domain.Templates;

/// <summary>For whom a template is rendered.</summary>
/// <param name="Values">The values of its tags.</param>
/// <param name="Medium">What the text is for.</param>
/// <param name="Format">The reader's language.</param>
/// <param name="Zone">Where moments are shown.</param>
public sealed record RenderFrame(ITagValues Values, RenderMedium Medium, LanguageFormat Format, TimeZoneInfo Zone);

/// <summary>What came of rendering a template.</summary>
/// <param name="Text">The text; null when a limit was reached.</param>
/// <param name="Code">
/// <see cref="TemplateFaultCode.TooManySteps"/> or <see cref="TemplateFaultCode.OutputTooLong"/>; null when there is a
/// text.
/// </param>
public sealed record RenderResult(string? Text, string? Code = null);

/// <summary>
/// Writes one template for one reader. Values are written as they are and never read for tags again.
/// </summary>
public sealed class TemplateRendering
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    private readonly RenderFrame _frame;
    private readonly StringBuilder _output = new();
    private readonly List<TagValue> _items = [];
    private int _steps;
    private string? _stopped;

    private TemplateRendering(RenderFrame frame) => _frame = frame;

    /// <summary>Renders a template.</summary>
    public static RenderResult Of(Template template, RenderFrame frame)
    {
        var rendering = new TemplateRendering(frame);
        rendering.Write(template.Nodes);
        return rendering._stopped is { } code
            ? new RenderResult(null, code)
            : new RenderResult(rendering._output.ToString());
    }

    private void Write(ImmutableArray<TemplateNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (++_steps > TemplateLimits.StepsMax)
            {
                _stopped ??= TemplateFaultCode.TooManySteps;
            }

            if (_stopped is not null)
            {
                return;
            }

            Write(node);
            if (_output.Length > TemplateLimits.OutputMax)
            {
                _stopped = TemplateFaultCode.OutputTooLong;
            }
        }
    }

    private void Write(TemplateNode node)
    {
        switch (node)
        {
            case TemplateNode.Literal literal:
                _output.Append(literal.Text);
                break;
            case TemplateNode.Output output:
                var written = Plain(Find(output.Path));
                AppendValue(written.Length > 0 ? written : output.Default ?? "");
                break;
            case TemplateNode.Link link:
                WriteLink(link);
                break;
            case TemplateNode.Choice choice:
                Write(Holds(choice.Test) ? choice.Then : choice.Else);
                break;
            case TemplateNode.Loop loop:
                WriteLoop(loop);
                break;
        }
    }

    private void WriteLoop(TemplateNode.Loop loop)
    {
        var items = Find(loop.List) switch
        {
            TagValue.List list => list.Items,
            TagValue.None => [],
            var single => [single],
        };
        if (items.IsEmpty)
        {
            Write(loop.Else);
            return;
        }

        foreach (var item in items)
        {
            _items.Add(item);
            Write(loop.Body);
            _items.RemoveAt(_items.Count - 1);
        }
    }

    private void WriteLink(TemplateNode.Link link)
    {
        var address = _frame.Values.Track(link.Address);
        switch (_frame.Medium)
        {
            case RenderMedium.Html:
                _output.Append("<a href=\"").Append(Html.Encode(address)).Append("\">")
                    .Append(Html.Encode(link.Text ?? link.Address)).Append("</a>");
                break;
            case RenderMedium.Text when link.Text is { } text:
                AppendValue($"{text} ({address})");
                break;
            default:
                AppendValue(address);
                break;
        }
    }

    private TagValue Find(TagPath path)
    {
        if (!path.IsItem)
        {
            return _frame.Values.Find(path);
        }

        var item = _items.Count == 0 ? TagValue.Nothing : _items[^1];
        return path.Entity.Length == 0 ? item
            : item is TagValue.Item { Parts: var parts } && parts.TryGetValue(path.Field, out var part) ? part
            : TagValue.Nothing;
    }

    private bool Holds(TagTest test)
    {
        var value = Find(test.Path);
        var holds = test.Comparison is { } comparison ? Compares(value, comparison, test.Operand!) : IsThere(value);
        return holds != test.Negated;
    }

    private bool IsThere(TagValue value) => value switch
    {
        TagValue.Truth truth => truth.Value,
        TagValue.Number number => number.Value != 0,
        TagValue.Money money => money.Value != 0,
        TagValue.List list => !list.Items.IsEmpty,
        _ => Plain(value).Length > 0,
    };

    // Numbers and days are compared by their size, everything else as the text that stands for it, whatever its case.
    private static bool Compares(TagValue value, TagComparison comparison, string operand)
    {
        int? order = value switch
        {
            TagValue.Number number => Number(operand) is { } other ? number.Value.CompareTo(other) : null,
            TagValue.Money money => Number(operand) is { } other ? money.Value.CompareTo(other) : null,
            TagValue.Day day => DateOnly.TryParseExact(operand, "yyyy-MM-dd", out var other)
                ? day.Value.CompareTo(other)
                : null,
            TagValue.Truth truth => bool.TryParse(operand, out var other) ? truth.Value.CompareTo(other) : null,
            TagValue.Text text => string.Compare(text.Value, operand, StringComparison.OrdinalIgnoreCase),
            _ => null,
        };
        return comparison switch
        {
            TagComparison.Equal => order == 0,
            TagComparison.NotEqual => order != 0,
            TagComparison.Less => order < 0,
            TagComparison.LessOrEqual => order <= 0,
            TagComparison.Greater => order > 0,
            TagComparison.GreaterOrEqual => order >= 0,
        };
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string Plain(TagValue value) => value switch
    {
        TagValue.Text text => text.Value,
        TagValue.Number number => _frame.Format.Write(number.Value),
        TagValue.Money money => _frame.Format.Write(money.Value, money.Currency),
        TagValue.Day day => _frame.Format.Write(day.Value),
        TagValue.Moment moment => _frame.Format.Write(TimeZoneInfo.ConvertTime(moment.Value, _frame.Zone).DateTime),
        TagValue.Clock clock => _frame.Format.Write(clock.Value),
        TagValue.Truth truth => _frame.Format.Write(truth.Value),
        TagValue.List list => string.Join(
            _frame.Medium == RenderMedium.Line ? ", " : "\n", list.Items.Take(TemplateLimits.StepsMax).Select(Plain)),
        TagValue.Item item => string.Join(
            " – ", item.Line.Select(name => Plain(item.Parts[name])).Where(part => part.Length > 0)),
        _ => "",
    };

    private void AppendValue(string value)
    {
        if (value.Length > TemplateLimits.OutputMax)
        {
            _stopped = TemplateFaultCode.OutputTooLong;
            return;
        }

        if (_frame.Medium == RenderMedium.Html)
        {
            value = Html.Encode(Printable(value)).Replace("&#xA;", "<br>", StringComparison.Ordinal);
        }
        else
        {
            value = Printable(value);
        }

        _output.Append(value);
    }

    // Control characters are nothing that anybody wants to read, and in a line the ends of lines would be headers.
    private string Printable(string value)
    {
        var isLine = _frame.Medium == RenderMedium.Line;
        if (!value.AsSpan().ContainsAnyInRange('\0', '\u001f') && !value.AsSpan().ContainsAnyInRange('\u007f', '\u009f')
            && !value.AsSpan().ContainsAny('\u2028', '\u2029'))
        {
            return value;
        }

        return string.Create(value.Length, (value, isLine), static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var character = source.value[i];
                span[i] = character is '\u2028' or '\u2029' or '\n' ? (source.isLine ? ' ' : '\n')
                    : char.IsControl(character) ? ' '
                    : character;
            }
        });
    }
}
