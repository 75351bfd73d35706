using System.Globalization;
using System.Text.Json;
using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>The real calls say what a call log should say of them.</summary>
public class SharedCallTests
{
    private static readonly AsteriskSettings Settings = new();

    public static IEnumerable<TheoryDataRow<string>> Names() => SharedCalls.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_real_call_is_read_as_expected(string name)
    {
        var shared = SharedCalls.Read(name);
        var call = CelInterpreter.Read(shared.Rows, Settings);
        call.ShouldSatisfyAllConditions(
            [.. shared.Expected.EnumerateObject().Select<JsonProperty, Action>(key => () => Check(call, key))]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Order_and_repetition_change_nothing(string name)
    {
        var rows = SharedCalls.Read(name).Rows;
        var call = CelInterpreter.Read(rows, Settings);
        for (var turn = 0; turn < rows.Count; turn++)
        {
            List<CelRow> rotated = [.. rows.Skip(turn), .. rows.Take(turn)];
            CelInterpreter.Read(rotated, Settings).ShouldBe(call, $"rotated by {turn}");
        }

        for (var seed = 1; seed <= 20; seed++)
        {
            var shuffled = CelPieces.Shuffled([.. rows, .. rows.Where((_, index) => index % 3 == 0)], seed);
            CelInterpreter.Read(shuffled, Settings).ShouldBe(call, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_whole_call_is_complete(string name) =>
        CelInterpreter.Read(SharedCalls.Read(name).Rows, Settings).IsComplete.ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_piece_of_a_call_is_never_taken_for_the_whole(string name) =>
        CelPieces.Check(SharedCalls.Read(name).Rows, Settings);

    private static void Check(CelCall call, JsonProperty key)
    {
        switch (key.Name)
        {
            case "answeredAt":
                call.AnsweredAt.ShouldBe(Time(key.Value), key.Name);
                break;
            case "endedAt":
                call.EndedAt.ShouldBe(Time(key.Value), key.Name);
                break;
            case "from":
                call.From.ShouldBe(key.Value.GetString(), key.Name);
                break;
            case "fromName":
                call.FromName.ShouldBe(key.Value.GetString(), key.Name);
                break;
            case "to":
                call.To.ShouldBe(key.Value.GetString(), key.Name);
                break;
            case "toName":
                call.ToName.ShouldBe(key.Value.GetString(), key.Name);
                break;
            case "dialled":
                call.Dialled.ShouldBe(key.Value.GetString(), key.Name);
                break;
            case "direction":
                call.Direction.ShouldBe(Direction(key.Value.GetString()), key.Name);
                break;
            default:
                Assert.Fail($"No test for the expectation '{key.Name}'.");
                break;
        }
    }

    private static DateTimeOffset? Time(JsonElement value) => value.ValueKind == JsonValueKind.Null
        ? null
        : DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static CallDirection Direction(string? text) => text switch
    {
        "inbound" => CallDirection.Incoming,
        "outbound" => CallDirection.Outgoing,
        "internal" => CallDirection.Internal,
        _ => throw new ArgumentException($"No direction '{text}'."),
    };
}
