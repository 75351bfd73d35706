using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Tests.PhoneNumbers;

/// <summary>A text, dialled in a region, and what libphonenumber-js makes of it.</summary>
/// <param name="Region">Default region.</param>
/// <param name="Text">The text.</param>
/// <param name="Expected">E.164, or empty when the text is not a number.</param>
/// <param name="IsPossible">Its length is one that the country uses.</param>
/// <param name="IsValid">The country gives it out.</param>
internal sealed record PhoneNumberVector(string Region, string Text, string Expected, bool IsPossible, bool IsValid)
{
    public override string ToString() =>
        $"{Region} \"{Text}\": expected '{Expected}'{(IsPossible ? " possible" : "")}{(IsValid ? " valid" : "")}";
}

/// <summary>The rows of <c>vectors/vectors.tsv</c>, which <c>vectors/generate.mjs</c> writes and describes.</summary>
internal static partial class PhoneNumberVectors
{
    public static PhoneNumberVector[] All { get; } = [.. Read()];

    /// <summary>
    /// The valid ones, without Belarus' premium numbers 810 …: the reference takes the 8 for the prefix of a call at
    /// home when they are written with +375, and so do we. All other valid numbers stay what they are.
    /// </summary>
    public static PhoneNumberVector[] Stable { get; } =
        [.. All.Where(vector => vector.IsValid && !vector.Expected.StartsWith("+375810", StringComparison.Ordinal))];

    private static IEnumerable<PhoneNumberVector> Read()
    {
        using var stream = typeof(PhoneNumberVectors).Assembly
            .GetManifestResourceStream("PhoneNumbers/vectors.tsv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            yield return new PhoneNumberVector(
                columns[0], Unescape(columns[1]), columns[2], columns[3].Contains('p'), columns[3].Contains('v'));
        }
    }

    private static string Unescape(string text) => Escape().Replace(text, match => match.Value[1] switch
    {
        't' => "\t",
        'n' => "\n",
        'r' => "\r",
        'u' => ((char)int.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        _ => match.Value[1..],
    });

    [GeneratedRegex(@"\\(?:u[0-9a-f]{4}|.)")]
    private static partial Regex Escape();
}
