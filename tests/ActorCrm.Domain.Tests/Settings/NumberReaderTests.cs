using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Tests.Settings;

/// <summary>One number is one key, however it is written.</summary>
public sealed class NumberReaderTests
{
    // +44 20 0000 0000: a length that the United Kingdom uses, but no number that it gives out.
    private const string NotInPlan = "+442000000000";

    [Theory]
    [InlineData("PL", "00")]
    [InlineData("GB", "00")]
    [InlineData("US", "011")]
    [InlineData("AU", "0011")]
    [InlineData("JP", "010")]
    [InlineData("HK", "001")]
    [InlineData("RU", "810")]
    [InlineData("UA", "00")]
    [InlineData("SG", "000")]
    [InlineData("CO", "005")]
    [InlineData("BR", "0014")]
    public void A_number_with_its_country_is_the_same_with_the_prefix_for_calls_abroad(string region, string prefix)
    {
        var reader = NumberReader.Of(new CallSettings { DefaultRegion = region });
        foreach (var number in (string[])[NotInPlan, "+442079460958", "+48112345678", "+15550001111"])
        {
            foreach (var written in (string[])
                [
                    number, $" {number}", $"(+{number[1..3]}) {number[3..]}", $"tel:{number}",
                    $"sip:{number}@pbx.example",
                    $"{prefix}{number[1..]}", $"{prefix} {number[1..3]}-{number[3..]}",
                ])
            {
                reader.Read(written).ShouldBe(number, $"{written} in {region}");
            }
        }
    }

    [Theory]
    [InlineData("PL", "48112345678")]
    [InlineData("GB", "442000000000")]
    [InlineData("US", "15550001111")]
    [InlineData("DE", "4930123456")]
    public void A_number_at_home_may_leave_out_the_plus(string region, string digits)
    {
        var reader = NumberReader.Of(new CallSettings { DefaultRegion = region });

        reader.Read($"+{digits}").ShouldBe($"+{digits}");
        reader.Read(digits).ShouldBe($"+{digits}");
    }

    [Fact]
    public void Digits_without_a_country_must_be_in_the_plan()
    {
        var reader = NumberReader.Of(new CallSettings());

        reader.Read("601 234 567").ShouldBe("+48601234567");
        reader.Read("112345678").ShouldBeNull();
        reader.Read("+4811234").ShouldBeNull();
        reader.Read("004811234").ShouldBeNull();
    }

    [Fact]
    public void The_country_of_one_reading_stands_above_the_default()
    {
        var reader = NumberReader.Of(new CallSettings());

        reader.Read("020 7946 0958", "GB").ShouldBe("+442079460958");
        reader.Read("020 7946 0958").ShouldBeNull();
        reader.Read("011 44 20 7946 0958", "US").ShouldBe("+442079460958");
    }
}
