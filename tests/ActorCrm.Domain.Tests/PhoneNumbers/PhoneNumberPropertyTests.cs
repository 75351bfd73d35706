using ActorCrm.Domain.PhoneNumbers;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Domain.Tests.PhoneNumbers;

public sealed class PhoneNumberPropertyTests
{
    private const string NumberLike = "0123456789+00 -./()~#x,;_@\u00A0\u0665\uFF11\uFF0B";
    private const string Separators = " -./()\u00A0\u2011\u3000";

    private static readonly string[] Regions = [.. PhoneNumberVectors.All.Select(vector => vector.Region).Distinct()];
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    private static readonly Gen<string> AnyText =
        Gen.Choose(0, char.MaxValue).Select(code => (char)code).ArrayOf().Select(characters => new string(characters));

    private static readonly Gen<string> NumberLikeText =
        Gen.Elements(NumberLike.ToCharArray()).ArrayOf().Select(characters => new string(characters));

    private static readonly Gen<string> Words = Gen
        .Elements(
            "tel:", "sip:", ";phone-context=", ";isub=", ";ext=", " ext. ", "+48", "601234567", "@", "%2B", "\ud83d")
        .ArrayOf()
        .Select(string.Concat);

    [Fact]
    public void No_text_makes_parsing_throw()
    {
        var texts = Gen.OneOf(AnyText, NumberLikeText, Words).SelectMany(
            _ => Gen.Elements(Regions), (text, region) => (text, region));

        Check.One(Thoroughly, Prop.ForAll(texts.ToArbitrary(), pair =>
        {
            var result = PhoneNumber.Parse(pair.text, pair.region);
            var written = PhoneNumber.ParseWritten(pair.text, pair.region);
            return (!result.IsValid || result.IsPossible) && (!result.IsPossible || result.Number.HasValue)
                && (!result.IsValid || result == written || pair.text.Contains("sip:") || pair.text.Contains('@'));
        }));
    }

    [Fact]
    public void Parsing_what_was_parsed_changes_nothing_in_any_region()
    {
        var numbers = Gen.Elements(PhoneNumberVectors.Stable).SelectMany(
            _ => Gen.Elements(Regions), (vector, region) => (vector, region));

        Check.One(Thoroughly, Prop.ForAll(numbers.ToArbitrary(), pair =>
        {
            var once = PhoneNumber.ParseWritten(pair.vector.Text, pair.vector.Region);
            return PhoneNumber.Parse(once.Number.ToString(), pair.region) == once with { SaysCountry = true };
        }));
    }

    [Fact]
    public void Separators_between_the_digits_change_nothing()
    {
        var spaced = Gen.Elements(PhoneNumberVectors.Stable).SelectMany(
            vector => Gen.Elements(Separators.ToCharArray()).ListOf(vector.Expected.Length),
            (vector, separators) => (vector.Expected, Text: Interleave(vector.Expected, separators)));

        Check.One(Thoroughly, Prop.ForAll(spaced.ToArbitrary(), pair =>
            PhoneNumber.TryParse(pair.Text, "PL", out var number) && number.ToString() == pair.Expected));
    }

    [Fact]
    public void The_script_of_the_digits_changes_nothing()
    {
        var numbers = Gen.Elements(PhoneNumberVectors.Stable).SelectMany(
            _ => Gen.Elements('\uFF10', '\u0660', '\u06F0'),
            (vector, zero) => (vector.Expected, Text: Transliterate(vector.Expected, zero)));

        Check.One(Thoroughly, Prop.ForAll(numbers.ToArbitrary(), pair =>
            PhoneNumber.TryParse(pair.Text, "PL", out var number) && number.ToString() == pair.Expected));
    }

    private static string Interleave(string e164, List<char> separators) =>
        string.Concat(e164.Select((character, at) => $"{character}{separators[at]}"));

    private static string Transliterate(string e164, char zero) =>
        string.Concat(e164.Select(character => character == '+' ? '+' : (char)(zero + character - '0')));
}
