using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Templates;

/// <summary>
/// How a language writes days, times, numbers and money. The program runs without the system's cultures, which differ
/// from machine to machine; these are facts of CLDR, in <c>formats.json</c>.
/// </summary>
public sealed class LanguageFormat
{
    private static readonly FrozenDictionary<string, LanguageFormat> All = Load();

    private readonly LanguageFacts _facts;
    private readonly NumberFormatInfo _numbers;
    private readonly NumberFormatInfo _smallNumbers;

    private LanguageFormat(string language, LanguageFacts facts)
    {
        Language = language;
        _facts = facts;
        _numbers = new NumberFormatInfo
        {
            NumberDecimalSeparator = facts.Decimal,
            NumberGroupSeparator = facts.Group,
            NumberGroupSizes = [3],
        };
        _smallNumbers = new NumberFormatInfo { NumberDecimalSeparator = facts.Decimal, NumberGroupSeparator = "" };
    }

    /// <summary>The formats for readers whose language nobody knows.</summary>
    public static LanguageFormat Default { get; } = All["en"];

    /// <summary>The languages that have formats, BCP 47.</summary>
    public static IReadOnlyCollection<string> Languages => All.Keys;

    /// <summary>The language, BCP 47.</summary>
    public string Language { get; }

    /// <summary>
    /// The formats of a language tag, or of the part of it that is known: <c>pl-PL</c> has those of <c>pl</c>. Null for
    /// a language that is not known at all.
    /// </summary>
    public static LanguageFormat? Find(string? language)
    {
        for (var tag = language?.Replace('_', '-'); !string.IsNullOrEmpty(tag);)
        {
            if (All.TryGetValue(tag, out var format))
            {
                return format;
            }

            var last = tag.LastIndexOf('-');
            tag = last < 0 ? null : tag[..last];
        }

        return null;
    }

    /// <summary>A day: <c>05.11.2034</c>.</summary>
    public string Write(DateOnly day) => day.ToString(_facts.Date, CultureInfo.InvariantCulture);

    /// <summary>A time of the day, to the minute: <c>16:07</c>.</summary>
    public string Write(TimeOnly time) => time.ToString(_facts.Time, CultureInfo.InvariantCulture);

    /// <summary>Day and time.</summary>
    public string Write(DateTime local) =>
        $"{Write(DateOnly.FromDateTime(local))} {Write(TimeOnly.FromDateTime(local))}";

    /// <summary>A number with the digits that it has behind the point.</summary>
    public string Write(decimal number) =>
        number.ToString("#,##0.##########", NumbersFor(number));

    /// <summary>
    /// Money: two digits behind the point, rounded half away from zero, and the currency if there is one.
    /// </summary>
    public string Write(decimal amount, string? currency)
    {
        var rounded = Math.Round(amount, 2, MidpointRounding.AwayFromZero);
        var number = rounded.ToString("#,##0.00", NumbersFor(rounded));

        // Between amount and currency no line may break.
        return string.IsNullOrEmpty(currency) ? number
            : _facts.CurrencyFirst ? $"{currency}\u00a0{number}"
            : $"{number}\u00a0{currency}";
    }

    /// <summary>Yes or no.</summary>
    public string Write(bool truth) => truth ? _facts.Yes : _facts.No;

    // Some languages write 1234 without a separator and 12 345 with one.
    private NumberFormatInfo NumbersFor(decimal number) =>
        _facts.GroupFrom == 5 && Math.Abs(number) < 10_000 ? _smallNumbers : _numbers;

    private static FrozenDictionary<string, LanguageFormat> Load()
    {
        using var stream = typeof(LanguageFormat).Assembly.GetManifestResourceStream("Templates/formats.json")!;
        var facts = JsonSerializer.Deserialize(stream, LanguageJson.Default.DictionaryStringLanguageFacts)!;
        return facts.ToFrozenDictionary(
            pair => pair.Key, pair => new LanguageFormat(pair.Key, pair.Value), StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>An entry of <c>formats.json</c>.</summary>
/// <param name="Date">Format of a day.</param>
/// <param name="Time">Format of a time.</param>
/// <param name="Decimal">Between whole digits and others.</param>
/// <param name="Group">Between groups of three digits.</param>
/// <param name="GroupFrom">How many digits a number has at least to be written in groups.</param>
/// <param name="CurrencyFirst">Whether the currency stands in front of the amount.</param>
/// <param name="Yes">Yes.</param>
/// <param name="No">No.</param>
internal sealed record LanguageFacts(
    string Date, string Time, string Decimal, string Group, int GroupFrom, bool CurrencyFirst, string Yes, string No);

/// <summary>JSON of <c>formats.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, LanguageFacts>))]
internal sealed partial class LanguageJson : JsonSerializerContext;
