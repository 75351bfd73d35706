using System.Globalization;
using System.Text;

namespace ActorCrm.Bench;

/// <summary>
/// The calls of one caller, from a seed: what an adapter of a busy centre sends. Of ten calls seven are incoming and
/// answered, one incoming and missed, one outgoing and answered, one outgoing and not; answered ones have a recording.
/// Six of ten calls are with the employee who usually talks with that client.
/// </summary>
/// <param name="seed">Of this caller's calls.</param>
/// <param name="numbers">Telephone numbers of clients.</param>
/// <param name="agents">Employees who answer.</param>
/// <param name="source">The adapter's name.</param>
/// <param name="hasRandomIds">
/// False: ids as Asterisk makes them, a time and a number (<c>1700000000.4711</c>), so that rows of the same time lie
/// beside each other. True: UUIDs of version 4, as other telephone systems have them; each lies anywhere.
/// </param>
internal sealed class CallTraffic(int seed, int numbers, int agents, string source, bool hasRandomIds)
{
    /// <summary>The centre's own number; dialled by every client.</summary>
    public const string OwnNumber = "+48221000000";

    private static int _calls;

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();

    /// <summary>Events made so far.</summary>
    public long Events { get; private set; }

    /// <summary>The events of the next call, in order, each as one line of JSON.</summary>
    public string[] NextCall(DateTimeOffset at)
    {
        var callId = hasRandomIds
            ? Guid.NewGuid().ToString()
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}.{Interlocked.Increment(ref _calls):d7}");
        var number = _random.Next(numbers);
        var client = $"+4860{1_000_000 + number}";

        // Most clients talk with the same employee again, who is responsible for them since the first call.
        var agent = 100 + (_random.Next(10) < 6 ? number % agents : _random.Next(agents));
        var lines = _random.Next(10) switch
        {
            < 7 => Answered(callId, "incoming", client, OwnNumber, agent, at),
            7 => Missed(callId, "incoming", client, OwnNumber, null, at),
            8 => Answered(callId, "outgoing", OwnNumber, client, agent, at),
            _ => Missed(callId, "outgoing", OwnNumber, client, agent, at),
        };
        Events += lines.Length;
        return lines;
    }

    private string[] Answered(string callId, string direction, string from, string to, int agent, DateTimeOffset at) =>
    [
        Line(callId, 1, "ringing", direction, from, to, at, direction == "outgoing" ? agent : null),
        Line(callId, 2, "answered", direction, from, to, at.AddSeconds(8), agent),
        Line(callId, 3, "ended", direction, from, to, at.AddSeconds(95), agent, "\"outcome\":\"answered\""),
        Line(
            callId, 4, "recording", direction, from, to, at.AddSeconds(99), null,
            $"\"recordingUrl\":\"https://pbx.example/recordings/{callId}.wav\""),
    ];

    private string[] Missed(string callId, string direction, string from, string to, int? agent, DateTimeOffset at) =>
    [
        Line(callId, 1, "ringing", direction, from, to, at, agent),
        Line(callId, 2, "ended", direction, from, to, at.AddSeconds(25), agent, "\"outcome\":\"noAnswer\""),
    ];

    private string Line(
        string callId, int number, string type, string direction, string from, string to, DateTimeOffset at,
        int? agent, string? more = null)
    {
        _text.Clear();
        _text.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"{callId}.{number}\",\"source\":\"{source}\",");
        _text.Append(CultureInfo.InvariantCulture, $"\"callId\":\"{callId}\",\"type\":\"{type}\",");
        _text.Append(CultureInfo.InvariantCulture, $"\"at\":\"{at:yyyy-MM-ddTHH:mm:ss.fffZ}\",");
        _text.Append(CultureInfo.InvariantCulture, $"\"direction\":\"{direction}\",\"from\":\"{from}\",");
        _text.Append(CultureInfo.InvariantCulture, $"\"to\":\"{to}\"");
        if (agent is { } extension)
        {
            _text.Append(CultureInfo.InvariantCulture, $",\"agent\":{{\"extension\":\"{extension}\"}}");
        }

        if (more is not null)
        {
            _text.Append(',').Append(more);
        }

        return _text.Append('}').ToString();
    }
}
