using System.Text;
using System.Text.Json;
using ActorCrm.Domain.PhoneNumbers;
using ActorCrm.Server.Demo.Story;

namespace ActorCrm.Server.Tests.Demo;

public sealed class DayTests
{
    private static readonly DateOnly Date = new(2026, 5, 4);
    private static readonly Day Usual = DayWriter.Write(new DayOptions(1, Date, 600, 80));

    [Fact]
    public void The_same_seed_gives_the_same_bytes() =>
        Bytes(DayWriter.Write(new DayOptions(1, Date, 600, 80))).ShouldBe(Bytes(Usual));

    [Fact]
    public void Another_seed_gives_another_day() =>
        Bytes(DayWriter.Write(new DayOptions(2, Date, 600, 80))).ShouldNotBe(Bytes(Usual));

    [Fact]
    public void The_dice_are_the_published_SplitMix64()
    {
        // First output of the reference implementation for seed 0: 0xE220A8397B1DCDAF.
        new Dice(0).Below(int.MaxValue).ShouldBe((int)(0xE220A8397B1DCDAF % int.MaxValue));
    }

    [Fact]
    public void Ids_are_unique_except_for_resends_of_the_same_bytes()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var day = DayWriter.Write(new DayOptions(seed, Date, 300, 60));
            var sent = new Dictionary<(Sender, string), byte[]>();
            foreach (var delivery in day.Deliveries)
            {
                var isNew = sent.TryAdd((delivery.Sender, delivery.Id), delivery.Json);
                isNew.ShouldBe(!delivery.IsResend, delivery.Id);
                sent[(delivery.Sender, delivery.Id)].ShouldBe(delivery.Json);
            }
        }
    }

    [Fact]
    public void A_day_has_exactly_the_calls_and_forms_that_were_asked_for()
    {
        var calls = Events(Usual).Select(told => told.GetProperty("callId").GetString()).Distinct();
        calls.Count().ShouldBe(600);
        Usual.Expected.Calls.ShouldBe(600);
        Usual.Expected.Outcomes.Values.Sum().ShouldBe(600);
        Usual.Deliveries.Count(sent => sent is { Sender: Sender.Website, IsResend: false }).ShouldBe(80);
    }

    [Fact]
    public void A_usual_day_has_every_trigger_and_every_outcome()
    {
        Usual.Expected.Triggers.ShouldAllBe(trigger => trigger.Value > 0);
        Usual.Expected.Outcomes.Keys.ShouldBe(
            ["answered", "busy", "cancelled", "failed", "noAnswer", "voicemail"], ignoreOrder: true);
        Usual.Expected.Deals.ShouldSatisfyAllConditions(
            deals => deals.Open.ShouldBeGreaterThan(0),
            deals => deals.Won.ShouldBeGreaterThan(0),
            deals => deals.Lost.ShouldBeGreaterThan(0));
        Usual.DeskWork.ShouldContain(work => work is DeskWork.CompleteTasks);
    }

    [Fact]
    public void A_usual_day_has_what_real_adapters_do()
    {
        var events = Events(Usual);
        events.ShouldContain(told => Is(told, "type", "transferred"));
        events.ShouldContain(told => Is(told, "direction", "internal"));
        events.ShouldContain(told => Is(told, "from", "anonymous"));
        events.Any(told => told.TryGetProperty("utm", out _)).ShouldBeTrue();
        Usual.Deliveries.ShouldContain(sent => sent.IsResend);
        Usual.Deliveries.Zip(Usual.Deliveries.Skip(1)).ShouldAllBe(pair => pair.First.At <= pair.Second.At);
        Overtaken(events).ShouldBeGreaterThan(5);
        Agents(events).ShouldBe(["email", "extension", "number", "sip"], ignoreOrder: true);
    }

    [Fact]
    public void Arrivals_have_their_peak_in_the_morning_and_none_before_eight_or_after_six()
    {
        var hours = Events(Usual)
            .GroupBy(told => told.GetProperty("callId").GetString())
            .Select(call => call.Min(told => told.GetProperty("at").GetDateTimeOffset().UtcDateTime))
            .CountBy(start => start.Hour)
            .ToDictionary();
        hours.Keys.ShouldBe(Enumerable.Range(8, 10), ignoreOrder: true);
        hours[10].ShouldBeGreaterThan(hours[13]);
        hours[15].ShouldBeGreaterThan(hours[17]);
    }

    [Fact]
    public void Every_number_of_a_client_is_one_in_the_numbering_plan_however_it_is_written()
    {
        var lines = new LineMaker(new Dice(3));
        foreach (var country in Enum.GetValues<Country>())
        {
            for (var i = 0; i < 500; i++)
            {
                var line = lines.Next(country);
                foreach (var notation in Enum.GetValues<Notation>())
                {
                    var read = PhoneNumber.Parse(line.Write(notation), "PL", InternalExtensions.Default);
                    read.IsValid.ShouldBeTrue(line.Write(notation));
                    read.Number.ToString().ShouldBe(line.E164);
                }
            }
        }
    }

    [Fact]
    public void Clients_are_written_in_different_notations()
    {
        var form = Events(Usual).Where(told => Is(told, "direction", "incoming"))
            .Select(told => told.GetProperty("from").GetString()!).ToArray();
        form.ShouldContain(from => from.StartsWith('+'));
        form.ShouldContain(from => from.StartsWith("00", StringComparison.Ordinal));
        form.ShouldContain(from => from.Contains("(0)", StringComparison.Ordinal));
        form.ShouldContain(from => from.Length == 11 && char.IsAsciiDigit(from[0]));
    }

    [Fact]
    public void A_very_long_day_is_written_too()
    {
        var day = DayWriter.Write(new DayOptions(1, Date, 20_000, 2_000));
        day.Expected.Calls.ShouldBe(20_000);
        day.Expected.Contacts.ShouldBeInRange(5_000, 20_000);
    }

    private static byte[] Bytes(Day day) =>
    [
        .. day.Deliveries.SelectMany(sent => Encoding.UTF8.GetBytes($"{sent.At:O} {sent.Sender}").Concat(sent.Json)),
        .. Encoding.UTF8.GetBytes(string.Join('\n', day.DeskWork.Select(work => work.ToString()))),
    ];

    private static JsonElement[] Events(Day day) =>
        [.. day.Deliveries
            .Where(sent => sent.Sender != Sender.Website && !sent.IsResend)
            .Select(sent => JsonDocument.Parse(sent.Json).RootElement)];

    private static bool Is(JsonElement told, string name, string value) =>
        told.TryGetProperty(name, out var found) && found.GetString() == value;

    private static int Overtaken(JsonElement[] events) => events
        .GroupBy(told => told.GetProperty("callId").GetString())
        .Count(call => call.Zip(call.Skip(1)).Any(pair =>
            pair.First.GetProperty("at").GetDateTimeOffset() > pair.Second.GetProperty("at").GetDateTimeOffset()));

    private static string[] Agents(JsonElement[] events) =>
        [.. events
            .Where(told => told.TryGetProperty("agent", out _))
            .SelectMany(told => told.GetProperty("agent").EnumerateObject().Select(member => member.Name))
            .Distinct()];
}
