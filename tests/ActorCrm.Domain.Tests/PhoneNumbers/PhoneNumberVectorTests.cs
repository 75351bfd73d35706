using ActorCrm.Domain.PhoneNumbers;

namespace ActorCrm.Domain.Tests.PhoneNumbers;

/// <summary>
/// Our parser against what libphonenumber-js said about the same texts; see <c>vectors/generate.mjs</c>.
/// </summary>
public sealed class PhoneNumberVectorTests
{
    private const int VectorsMin = 30_000;
    private const double AgreementMin = 0.999;

    [Fact]
    public void Every_number_that_is_valid_in_the_reference_is_valid_here_and_equal()
    {
        var disagreements = PhoneNumberVectors.All.Where(vector => vector.IsValid).Where(Disagrees).ToList();

        disagreements.ShouldBeEmpty(Describe(disagreements));
    }

    [Fact]
    public void What_the_reference_does_not_call_valid_is_not_valid_here()
    {
        var disagreements = PhoneNumberVectors.All.Where(vector => !vector.IsValid && Parse(vector).IsValid).ToList();

        disagreements.ShouldBeEmpty(Describe(disagreements));
    }

    [Fact]
    public void Nearly_every_text_has_the_outcome_of_the_reference()
    {
        var vectors = PhoneNumberVectors.All;
        var disagreements = vectors.Where(Disagrees).ToList();

        vectors.Length.ShouldBeGreaterThan(VectorsMin);
        vectors.Select(vector => vector.Region).Distinct().Count().ShouldBe(245);
        (1.0 - ((double)disagreements.Count / vectors.Length)).ShouldBeGreaterThanOrEqualTo(
            AgreementMin, Describe(disagreements));
    }

    [Fact]
    public void Many_threads_read_the_metadata_at_once_and_agree()
    {
        var disagreements = PhoneNumberVectors.All.AsParallel().WithDegreeOfParallelism(8).Where(Disagrees).ToList();

        disagreements.ShouldBeEmpty(Describe(disagreements));
    }

    [Fact]
    public void A_number_parsed_again_is_the_same_number_in_every_default_region()
    {
        string?[] regions = ["PL", "US", "GB", "AR", "BR", "IT", "RU", "JP", "GG", "SM", "XX", null];
        var changed = PhoneNumberVectors.Stable
            .Select(vector => vector.Expected)
            .Distinct()
            .SelectMany(e164 => regions.Select(region => (E164: e164, Region: region)))
            .Where(pair => PhoneNumber.Parse(pair.E164, pair.Region) is var again
                && !(again.IsValid && again.Number.ToString() == pair.E164))
            .ToList();

        changed.ShouldBeEmpty(string.Join('\n', changed.Take(100)));
    }

    private static PhoneNumberResult Parse(PhoneNumberVector vector) =>
        PhoneNumber.ParseWritten(vector.Text, vector.Region);

    private static bool Disagrees(PhoneNumberVector vector)
    {
        var result = Parse(vector);
        return result.Number.ToString() != vector.Expected
            || result.IsPossible != vector.IsPossible
            || result.IsValid != vector.IsValid;
    }

    private static string Describe(List<PhoneNumberVector> disagreements)
    {
        var lines = disagreements.Take(100).Select(vector => $"{vector}, got {Parse(vector)}");
        return $"{disagreements.Count} disagreements:\n{string.Join('\n', lines)}";
    }
}
