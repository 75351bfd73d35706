using ActorCrm.Domain.Adapters.Asterisk;

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
    /// 1. Oldest first or newest first, a piece that is complete says what the whole says. 2. In any order, a piece is
    /// complete only with the beginning and without a channel that is open. 3. What was never answered is never said to
    /// be. 4. A complete piece of an answered call that does not say so has no row of a conversation (where no Local
    /// channels take part): nothing in it could tell.
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

        if (call.IsComplete && call.Outcome != whole.Outcome && !rows.Any(row => row.ChanName.StartsWith("Local/")))
        {
            rows.Any(row => row.EventType.StartsWith("BRIDGE_") || row.Extra.Contains("\"dialstatus\":\"ANSWER\""))
                .ShouldBeFalse(which);
        }

        if (whole.AnsweredAt is null)
        {
            call.AnsweredAt.ShouldBeNull(which);
        }
    }

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
