using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActorCrm.Domain.PhoneNumbers;

namespace ActorCrm.Domain.Tests.PhoneNumbers;

/// <summary>Our parser against what libphonenumber-js said about the same texts; see <c>vectors/generate.mjs</c>.</summary>
public sealed partial class PhoneNumberVectorTests
{
    private const int VectorsMin = 30_000;
    private const double AgreementMin = 0.999;

    private sealed record Vector(string Region, string Text, string Expected, bool IsPossible, bool IsValid)
    {
        public override string ToString() =>
            $"{Region} \"{Text}\": expected '{Expected}'{(IsPossible ? " possible" : "")}{(IsValid ? " valid" : "")}";
    }

    [Fact]
    public void Every_number_that_is_valid_in_the_reference_is_valid_here_and_equal()
    {
        var disagreements = Read().Where(vector => vector.IsValid).Where(Disagrees).ToList();

        disagreements.ShouldBeEmpty(Describe(disagreements));
    }

    [Fact]
    public void What_the_reference_does_not_call_valid_is_not_valid_here()
    {
        var disagreements = Read().Where(vector => !vector.IsValid && Parse(vector).IsValid).ToList();

        disagreements.ShouldBeEmpty(Describe(disagreements));
    }

    [Fact]
    public void Nearly_every_text_has_the_outcome_of_the_reference()
    {
        var vectors = Read().ToList();
        var disagreements = vectors.Where(Disagrees).ToList();

        vectors.Count.ShouldBeGreaterThan(VectorsMin);
        vectors.Select(vector => vector.Region).Distinct().Count().ShouldBe(245);
        (1.0 - ((double)disagreements.Count / vectors.Count)).ShouldBeGreaterThanOrEqualTo(
            AgreementMin, Describe(disagreements));
    }

    private static PhoneNumberResult Parse(Vector vector) => PhoneNumber.ParseWritten(vector.Text, vector.Region);

    private static bool Disagrees(Vector vector)
    {
        var result = Parse(vector);
        return result.Number.ToString() != vector.Expected
            || result.IsPossible != vector.IsPossible
            || result.IsValid != vector.IsValid;
    }

    private static string Describe(List<Vector> disagreements)
    {
        var lines = disagreements.Take(100).Select(vector => $"{vector}, got {Parse(vector)}");
        return $"{disagreements.Count} disagreements:\n{string.Join('\n', lines)}";
    }

    private static IEnumerable<Vector> Read()
    {
        using var stream = typeof(PhoneNumberVectorTests).Assembly
            .GetManifestResourceStream("PhoneNumbers/vectors.tsv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            yield return new Vector(
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
