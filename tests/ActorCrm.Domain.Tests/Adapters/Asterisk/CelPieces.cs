using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Tests.Adapters.Asterisk;

/// <summary>What is promised of a call whose rows arrive in pieces, checked on all pieces of some orders.</summary>
internal static class CelPieces
{
    public static List<CelRow> Shuffled(IEnumerable<CelRow> rows, int seed)
    {
        var shuffled = rows.ToArray();
        new Random(seed).Shuffle(shuffled);
        return [.. shuffled];
    }

    /// <summary>
    /// 1. Oldest first or newest first: a piece is complete only if it has the whole outcome. 2. In any order: a piece is
    /// complete only if it has the beginning, no channel without an end, and the outcome of the whole or one that only
    /// lacks an answer of which no row has come. 3. "Answered" is never taken back.
    /// </summary>
    public static void Check(IReadOnlyList<CelRow> rows, AsteriskSettings settings)
    {
        var whole = CelInterpreter.Read(rows, settings);
        var inTime = rows.OrderBy(row => row.EventTime).ThenBy(row => CelTypeOrder(row.EventType)).ToList();
        foreach (var order in new[] { inTime, Enumerable.Reverse(inTime).ToList() })
        {
            foreach (var piece in PiecesOf(order, settings).Where(piece => piece.Call.IsComplete))
            {
                piece.Call.Outcome.ShouldBe(whole.Outcome, $"{piece.Count} rows in order of time");
                piece.Call.AnsweredAt.ShouldBe(whole.AnsweredAt);
                piece.Call.Direction.ShouldBe(whole.Direction);
            }
        }

        for (var seed = 1; seed <= 20; seed++)
        {
            var shuffled = Shuffled(rows, seed);
            foreach (var piece in PiecesOf(shuffled, settings))
            {
                InAnyOrder(shuffled.Take(piece.Count).ToList(), piece.Call, whole, $"seed {seed}, {piece.Count} rows");
            }
        }
    }

    private static void InAnyOrder(List<CelRow> rows, CelCall call, CelCall whole, string which)
    {
        var hasBeginning = rows.Any(row => row.EventType == "CHAN_START" && row.EventTime == whole.StartedAt);
        var open = rows.Select(row => row.UniqueId)
            .Except(rows.Where(row => row.EventType is "CHAN_END" or "HANGUP").Select(row => row.UniqueId));
        if (!hasBeginning || (open.Any() && rows.Any(row => row.EventType is "CHAN_END" or "HANGUP")))
        {
            call.IsComplete.ShouldBeFalse(which);
        }

        if (call.IsComplete)
        {
            var isWhole = call.Outcome == whole.Outcome;
            var lacksAnswer = whole.Outcome == CallOutcome.Answered
                && !rows.Any(row => row.EventType is "BRIDGE_EXIT" && !Entered(rows, row));
            (isWhole || lacksAnswer || rows.Count < 4 || whole.Outcome != CallOutcome.Answered).ShouldBeTrue(which);
        }

        if (whole.AnsweredAt is null)
        {
            call.AnsweredAt.ShouldBeNull(which);
        }
    }

    private static bool Entered(List<CelRow> rows, CelRow exit) =>
        rows.Any(row => row.EventType == "BRIDGE_ENTER" && row.UniqueId == exit.UniqueId);

    private static IEnumerable<(int Count, CelCall Call)> PiecesOf(List<CelRow> order, AsteriskSettings settings) =>
        Enumerable.Range(1, order.Count).Select(count => (count, CelInterpreter.Read(order[..count], settings)));

    private static int CelTypeOrder(string type) => type switch
    {
        "CHAN_START" => 0,
        "HANGUP" => 7,
        "CHAN_END" => 8,
        "LINKEDID_END" => 9,
        _ => 5,
    };
}
