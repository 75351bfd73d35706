using System.Text.Json;
using ActorCrm.Domain.PhoneNumbers;

namespace ActorCrm.Domain.Tests.PhoneNumbers;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+48601234567")]
    [InlineData("+48 601-234-567")]
    [InlineData("48601234567")]
    [InlineData("0048601234567")]
    [InlineData("601 234 567")]
    [InlineData("tel:+48601234567")]
    [InlineData("tel:601-234-567;phone-context=+48")]
    [InlineData("tel:+48601234567;ext=12")]
    [InlineData("601 234 567 ext. 12")]
    [InlineData("601234567x12")]
    [InlineData("+48 601 234 567 доб. 12")]
    [InlineData("601234567,,12")]
    [InlineData("call (601) 234 567 now")]
    [InlineData("\uFF16\uFF10\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17")]
    [InlineData("+\u0664\u0668\u0666\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667")]
    [InlineData("sip:+48601234567@pbx.example.com")]
    [InlineData("sip:+48601234567@pbx.example.com;user=phone")]
    [InlineData("SIPS:+48601234567@pbx.example.com:5061;transport=tls")]
    [InlineData("\"Anna\" <sip:+48601234567@pbx.example.com>;tag=1928301774")]
    [InlineData("sip:%2B48601234567@pbx.example.com")]
    [InlineData("sip:+48-601-234-567;npdi@pbx.example.com")]
    [InlineData("+48601234567@pbx.example.com")]
    public void A_number_is_the_same_however_it_is_written(string text)
    {
        PhoneNumber.TryParse(text, "PL", out var number).ShouldBeTrue();

        number.ToString().ShouldBe("+48601234567");
    }

    [Theory]
    [InlineData("011 48 601 234 567", "US", "+48601234567")]
    [InlineData("810 48 601234567", "RU", "+48601234567")]
    [InlineData("8 (912) 345-67-89", "RU", "+79123456789")]
    [InlineData("020 7946 0018", "GB", "+442079460018")]
    [InlineData("011 15 2345 6789", "AR", "+5491123456789")]
    [InlineData("06 1234 5678", "IT", "+390612345678")]
    [InlineData("2013734253", "us", "+12013734253")]
    [InlineData("+1 416 555 0123", "PL", "+14165550123")]
    public void Each_region_has_its_own_prefixes(string text, string region, string expected)
    {
        PhoneNumber.Parse(text, region).IsValid.ShouldBeTrue();
        PhoneNumber.Parse(text, region).Number.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData(null, PhoneNumberStatus.NotANumber)]
    [InlineData("", PhoneNumberStatus.NotANumber)]
    [InlineData("   ", PhoneNumberStatus.NotANumber)]
    [InlineData("anonymous", PhoneNumberStatus.NotANumber)]
    [InlineData("unknown", PhoneNumberStatus.NotANumber)]
    [InlineData("restricted", PhoneNumberStatus.NotANumber)]
    [InlineData("Anonymous <anonymous>", PhoneNumberStatus.NotANumber)]
    [InlineData("601 a 234 b 567", PhoneNumberStatus.NotANumber)]
    [InlineData("++48601234567", PhoneNumberStatus.NotANumber)]
    [InlineData("tel:601234567;phone-context=pbx.example.com", PhoneNumberStatus.NotANumber)]
    [InlineData("tel:601234567;phone-context=", PhoneNumberStatus.NotANumber)]
    [InlineData("1", PhoneNumberStatus.TooShort)]
    [InlineData("+48 601", PhoneNumberStatus.TooShort)]
    [InlineData("+48", PhoneNumberStatus.TooShort)]
    [InlineData("60123456789012", PhoneNumberStatus.TooLong)]
    [InlineData("+48 6012345678901234567890", PhoneNumberStatus.TooLong)]
    [InlineData("+999 601234567", PhoneNumberStatus.UnknownCountry)]
    [InlineData("+0 601234567", PhoneNumberStatus.UnknownCountry)]
    [InlineData("001234567", PhoneNumberStatus.TooShort)]
    [InlineData("+48 001234567", PhoneNumberStatus.Invalid)]
    [InlineData("101", PhoneNumberStatus.InternalExtension)]
    [InlineData(" 2001 ", PhoneNumberStatus.InternalExtension)]
    [InlineData("10", PhoneNumberStatus.InternalExtension)]
    [InlineData("123456", PhoneNumberStatus.InternalExtension)]
    [InlineData("tel:101", PhoneNumberStatus.InternalExtension)]
    [InlineData("tel:101;phone-context=pbx.example.com", PhoneNumberStatus.InternalExtension)]
    [InlineData("sip:acme_101@pbx.example.com", PhoneNumberStatus.SipAddress)]
    [InlineData("sip:48601234567@pbx.example.com", PhoneNumberStatus.SipAddress)]
    [InlineData("sip:601234567", PhoneNumberStatus.SipAddress)]
    [InlineData("sip:", PhoneNumberStatus.SipAddress)]
    [InlineData("sip:+@host", PhoneNumberStatus.SipAddress)]
    [InlineData("sip:+48601234567abc@host", PhoneNumberStatus.SipAddress)]
    [InlineData("sip:anonymous@anonymous.invalid", PhoneNumberStatus.SipAddress)]
    [InlineData("601234567@pbx.example.com", PhoneNumberStatus.SipAddress)]
    [InlineData("acme_101", PhoneNumberStatus.SipAddress)]
    [InlineData("acme_48601234567", PhoneNumberStatus.SipAddress)]
    [InlineData("48601234567_acme", PhoneNumberStatus.SipAddress)]
    [InlineData("SIP/101-0000001", PhoneNumberStatus.SipAddress)]
    [InlineData("PJSIP/48601234567-0000001", PhoneNumberStatus.SipAddress)]
    [InlineData("Local/601234567@from-internal-00000001;1", PhoneNumberStatus.SipAddress)]
    [InlineData("sip:+48001234567@host", PhoneNumberStatus.Invalid)]
    public void What_is_not_a_number_says_why(string? text, PhoneNumberStatus why)
    {
        var result = PhoneNumber.Parse(text, "PL");

        result.Status.ShouldBe(why);
        PhoneNumber.TryParse(text, "PL", out var number).ShouldBeFalse();
        number.HasValue.ShouldBeFalse();
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("")]
    [InlineData(null)]
    public void Without_a_known_region_only_numbers_with_a_plus_are_understood(string? region)
    {
        PhoneNumber.Parse("+48601234567", region).IsValid.ShouldBeTrue();
        PhoneNumber.Parse("601234567", region).Status.ShouldBe(PhoneNumberStatus.UnknownCountry);
    }

    [Fact]
    public void A_possible_number_is_told_from_a_valid_one()
    {
        var result = PhoneNumber.Parse("+48 001 234 567", "PL");

        result.IsPossible.ShouldBeTrue();
        result.IsValid.ShouldBeFalse();
        result.Number.ToString().ShouldBe("+48001234567");
    }

    [Fact]
    public void A_full_width_plus_is_a_plus_which_the_reference_overlooks()
    {
        PhoneNumber.TryParse("\uFF0B48601234567", "US", out var number).ShouldBeTrue();

        number.ToString().ShouldBe("+48601234567");
    }

    [Fact]
    public void A_text_of_a_megabyte_is_refused_unread()
    {
        PhoneNumber.Parse(new string('6', 1_000_000), "PL").Status.ShouldBe(PhoneNumberStatus.TooLong);
        PhoneNumber.ParseWritten(new string(' ', 251), "PL").Status.ShouldBe(PhoneNumberStatus.TooLong);
    }

    [Fact]
    public void Short_numbers_of_small_countries_are_numbers_where_no_extension_can_stand()
    {
        PhoneNumber.Parse("712345", "AD").Status.ShouldBe(PhoneNumberStatus.InternalExtension);
        PhoneNumber.ParseWritten("712345", "AD").Number.ToString().ShouldBe("+376712345");
        PhoneNumber.Parse("+376712345", "AD").IsValid.ShouldBeTrue();
    }

    [Fact]
    public void The_pattern_of_internal_extensions_comes_from_the_settings()
    {
        var extensions = InternalExtensions.FromPattern(@"^7\d{8}$");

        PhoneNumber.Parse("712345678", "PL", extensions).Status.ShouldBe(PhoneNumberStatus.InternalExtension);
        PhoneNumber.Parse("601234567", "PL", extensions).IsValid.ShouldBeTrue();
        PhoneNumber.Parse("101", "PL", extensions).Status.ShouldBe(PhoneNumberStatus.TooShort);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData(@"(?=\d)1")]
    [InlineData(@"(\d)\1")]
    public void A_pattern_that_cannot_be_matched_in_linear_time_is_refused(string pattern)
    {
        Should.Throw<ArgumentException>(() => InternalExtensions.FromPattern(pattern));
        Should.Throw<ArgumentException>(() => InternalExtensions.FromPattern(new string('1', 201)));
    }

    [Fact]
    public void Every_status_has_a_code_of_its_own_in_camel_case()
    {
        var codes = Enum.GetValues<PhoneNumberStatus>().Select(status => (status, code: status.Code())).ToList();

        codes.ShouldAllBe(pair => JsonNamingPolicy.CamelCase.ConvertName(pair.status.ToString()) == pair.code);
    }

    [Theory]
    [InlineData("+123", true)]
    [InlineData("+48601234567", true)]
    [InlineData("+12345678901234567890", true)]
    [InlineData("+123456789012345678901", false)]
    [InlineData("+12", false)]
    [InlineData("+0123456", false)]
    [InlineData("48601234567", false)]
    [InlineData("+48 601234567", false)]
    [InlineData("+4860123456\u0667", false)]
    [InlineData("+", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_stored_number_is_checked_for_its_shape_only(string? text, bool isNumber)
    {
        PhoneNumber.TryFromE164(text, out var number).ShouldBe(isNumber);

        number.HasValue.ShouldBe(isNumber);
        if (!isNumber)
        {
            Should.Throw<FormatException>(() => PhoneNumber.FromE164(text!));
        }
    }

    [Fact]
    public void A_number_in_json_is_its_string()
    {
        var number = PhoneNumber.FromE164("+48601234567");

        JsonSerializer.Serialize(number).ShouldBe("\"\\u002B48601234567\"");
        JsonSerializer.Deserialize<PhoneNumber>("\"+48601234567\"").ShouldBe(number);
        JsonSerializer.Deserialize<PhoneNumber>(JsonSerializer.Serialize(number)).ShouldBe(number);
    }

    [Fact]
    public void A_number_can_be_a_key_in_json()
    {
        var calls = new Dictionary<PhoneNumber, int> { [PhoneNumber.FromE164("+48601234567")] = 3 };
        var json = JsonSerializer.Serialize(calls);

        JsonSerializer.Deserialize<Dictionary<PhoneNumber, int>>(json).ShouldBe(calls);
    }

    [Fact]
    public void No_number_is_null_in_json_and_empty_as_text()
    {
        default(PhoneNumber).ToString().ShouldBe("");
        JsonSerializer.Serialize(default(PhoneNumber)).ShouldBe("null");
        JsonSerializer.Deserialize<PhoneNumber>("null").ShouldBe(default);
        JsonSerializer.Deserialize<PhoneNumber?>("null").ShouldBeNull();
    }

    [Theory]
    [InlineData("\"601234567\"")]
    [InlineData("\"\"")]
    [InlineData("48601234567")]
    [InlineData("{}")]
    public void Json_that_is_not_a_number_is_refused(string json)
    {
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<PhoneNumber>(json));
    }
}
