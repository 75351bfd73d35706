using System.Text.Json;
using ActorCrm.Domain.Adapters.Asterisk;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>One JSON object is a row, whoever wrote it, or is refused with a reason.</summary>
public class CelRowReaderTests
{
    [Theory]
    [InlineData("2013-01-01 11:02:38.0", "2013-01-01T11:02:38Z")]
    [InlineData("2013-01-01 11:02", "2013-01-01T11:02:00Z")]
    [InlineData("2021-02-08 18:41:07.315137+00", "2021-02-08T18:41:07.315137Z")]
    [InlineData("2024-09-24 09:37:44.412237-04", "2024-09-24T13:37:44.412237Z")]
    [InlineData("2024-09-24 09:37:44.4-04:00", "2024-09-24T13:37:44.4Z")]
    [InlineData("2024-09-24T09:37:44+0530", "2024-09-24T04:07:44Z")]
    [InlineData("2024-09-24T09:37:44Z", "2024-09-24T09:37:44Z")]
    [InlineData("1434650936.31", "2015-06-18T18:08:56.31Z")]
    [InlineData("1434650936310", "2015-06-18T18:08:56.31Z")]
    [InlineData("1434650936310000", "2015-06-18T18:08:56.31Z")]
    public void A_time_is_read_in_the_forms_that_back_ends_write(string written, string expected) =>
        Row($$"""{"eventtype":"ANSWER","uniqueid":"1.1","linkedid":"1.1","eventtime":"{{written}}"}""")
            .EventTime.ShouldBe(DateTimeOffset.Parse(expected));

    [Fact]
    public void A_time_without_an_offset_has_the_offset_of_the_settings()
    {
        using var json = JsonDocument.Parse(
            """{"eventtype":"ANSWER","uniqueid":"1.1","linkedid":"1.1","eventtime":"2024-01-01 12:00:00"}""");
        var settings = new AsteriskSettings { TimeZoneOffset = TimeSpan.FromHours(2) };
        CelRowReader.Read(json.RootElement, settings).Row!.EventTime
            .ShouldBe(DateTimeOffset.Parse("2024-01-01T10:00:00Z"));
    }

    [Fact]
    public void The_manager_interface_spells_the_fields_in_its_own_way()
    {
        var row = Row("""
            {"Event":"CEL","EventName":"ChAN_START","AccountCode":"a","CallerIDnum":"101","CallerIDname":"<unknown>",
             "CallerIDani":"102","CallerIDrdnis":"103","CallerIDdnid":"104","Exten":"105","Context":"from-internal",
             "Channel":"PJSIP/101-00000001","Application":"Dial","AppData":"x","EventTime":"1434650936.31",
             "AMAFlags":"DOCUMENTATION","UniqueID":"1.1","LinkedID":"1.2","Userfield":"u","Peer":"p","PeerAccount":"q",
             "Extra":"e"}
            """);

        row.ShouldBe(new CelRow
        {
            EventType = "CHAN_START",
            EventTime = DateTimeOffset.Parse("2015-06-18T18:08:56.31Z"),
            UniqueId = "1.1",
            LinkedId = "1.2",
            AccountCode = "a",
            CidNum = "101",
            CidAni = "102",
            CidRdnis = "103",
            CidDnid = "104",
            Exten = "105",
            Context = "from-internal",
            ChanName = "PJSIP/101-00000001",
            AppName = "Dial",
            AppData = "x",
            UserField = "u",
            Peer = "p",
            PeerAccount = "q",
            Extra = "e",
        });
    }

    [Fact]
    public void Details_are_the_same_as_an_object_and_as_text()
    {
        const string Fields = """ "eventtype":"HANGUP","uniqueid":"1.1","linkedid":"1.1","eventtime":1434650936, """;
        var asObject = Row("{" + Fields + """ "extra": {"hangupcause": 16, "dialstatus": "ANSWER"}}""");
        var asText = Row("{" + Fields + """ "extra":"{\"hangupcause\":16,\"dialstatus\":\"ANSWER\"}"}""");
        asObject.Identity().ShouldBe(asText.Identity());
    }

    [Theory]
    [InlineData("1", null, "CHAN_START")]
    [InlineData("16", null, "FORWARD")]
    [InlineData("USER_DEFINED", "Wazo_Call_Log_Destination", "WAZO_CALL_LOG_DESTINATION")]
    [InlineData("13", "XIVO_INCALL", "XIVO_INCALL")]
    public void The_type_may_be_a_number_or_the_users_own(string type, string? own, string expected)
    {
        var text = JsonSerializer.Serialize(new
        {
            eventtype = type,
            userdeftype = own,
            uniqueid = "1.1",
            linkedid = "1.1",
            eventtime = 1434650936,
        });
        Row(text).EventType.ShouldBe(expected);
    }

    [Theory]
    [InlineData("[]", "celNotAnObject")]
    [InlineData("{}", "celEventTypeMissing")]
    [InlineData("""{"eventtype":"99","linkedid":"1.1"}""", "celEventTypeMissing")]
    [InlineData("""{"eventtype":"ANSWER"}""", "celLinkedIdMissing")]
    [InlineData("""{"eventtype":"ANSWER","linkedid":"1.1"}""", "celUniqueIdMissing")]
    [InlineData("""{"eventtype":"ANSWER","linkedid":"1.1","uniqueid":"1.1"}""", "celTimeInvalid")]
    [InlineData("""{"eventtype":"X","linkedid":"1.1","uniqueid":"1.1","eventtime":"yesterday"}""", "celTimeInvalid")]
    [InlineData("""{"eventtype":"X","linkedid":"1","uniqueid":"1","eventtime":"2024-02-30 10:00"}""", "celTimeInvalid")]
    [InlineData("""{"eventtype":"ANSWER","linkedid":["1.1"]}""", "celFieldInvalid")]
    [InlineData("""{"eventtype":"ANSWER","exten":"a\u0000b"}""", "celFieldInvalid")]
    public void A_row_that_cannot_be_used_is_refused_with_a_stable_code(string text, string code)
    {
        using var json = JsonDocument.Parse(text);
        var reading = CelRowReader.Read(json.RootElement, new AsteriskSettings());
        reading.Row.ShouldBeNull();
        reading.Refusal!.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("cid_name", CelRowReader.FieldLengthMax)]
    [InlineData("appdata", CelRowReader.LongFieldLengthMax)]
    [InlineData("extra", CelRowReader.ExtraLengthMax)]
    [InlineData("linkedid", CelRowReader.IdLengthMax)]
    public void A_field_that_is_too_long_is_refused(string field, int max)
    {
        Read(field, max).Refusal?.Code.ShouldNotBe("celFieldTooLong");
        Read(field, max + 1).Refusal!.Code.ShouldBe("celFieldTooLong");
    }

    [Fact]
    public void Settings_that_cannot_work_are_named()
    {
        new AsteriskSettings().Validate().ShouldBeEmpty();
        var errors = new AsteriskSettings
        {
            InternalExtensionPattern = "[",
            TrunkPatterns = ["^(?=x)y"],
            IncomingContextPatterns = [.. Enumerable.Repeat("x", AsteriskSettings.PatternsMax + 1)],
            TimeZoneOffset = TimeSpan.FromHours(20),
            CelRowsMax = 0,
        }.Validate();
        errors.Select(error => (error.Field, error.Code)).ShouldBe([
            ("InternalExtensionPattern", "patternInvalid"), ("TrunkPatterns", "patternInvalid"),
            ("IncomingContextPatterns", "patternsTooMany"), ("TimeZoneOffset", "timeZoneOffsetInvalid"),
            ("CelRowsMax", "celRowsMaxInvalid"),
        ]);
    }

    private static CelRowReading Read(string field, int length)
    {
        using var json = JsonDocument.Parse($$"""{"{{field}}":"{{new string('x', length)}}"}""");
        return CelRowReader.Read(json.RootElement, new AsteriskSettings());
    }

    private static CelRow Row(string text)
    {
        using var json = JsonDocument.Parse(text);
        var reading = CelRowReader.Read(json.RootElement, new AsteriskSettings());
        return reading.Row.ShouldNotBeNull(reading.Refusal?.Message);
    }
}
