namespace ActorCrm.Chaos.Tests;

/// <summary>
/// One call with a known right answer: one task, and one contact, organization and deal for each client number.
/// Answered calls are answered by anna, whose client it is; the top manager gets the others, whose numbers call once
/// only. Of some calls nobody says how they ended: a reminder decides that, whichever silo has the call by then.
/// </summary>
/// <param name="Id">Unique.</param>
/// <param name="Number">Of the client, E.164.</param>
/// <param name="IsAnswered">Whether anna took it.</param>
/// <param name="Outcome">How the telephone system says that it ended, if it does.</param>
internal sealed record SentCall(string Id, string Number, bool IsAnswered, string? Outcome)
{
    private const int SharedNumbers = 12;
    private const int CallsPerSender = 1_000_000;

    /// <summary>The call number <paramref name="n"/> of a sender: always the same.</summary>
    public static SentCall Make(int sender, int n) => (n % 5) switch
    {
        // Of a client who calls all the time, through all senders.
        0 => new SentCall(
            $"{sender}-{n}", $"+48228{100_000 + (n / 5 % SharedNumbers)}", IsAnswered: true, "answered"),
        1 or 3 => new SentCall($"{sender}-{n}", Own(sender, n), IsAnswered: true, "answered"),
        2 => new SentCall($"{sender}-{n}", Own(sender, n), IsAnswered: false, "noAnswer"),
        _ => new SentCall($"{sender}-{n}", Own(sender, n), IsAnswered: false, Outcome: null),
    };

    /// <summary>Number of events of the whole call.</summary>
    public int EventCount => IsAnswered ? 3 : 2;

    /// <summary>The events until somebody talks, or nobody does.</summary>
    public IReadOnlyList<string> Beginning => IsAnswered
        ? [Event(1, "ringing", ""), Event(2, "answered", ",\"agent\":{\"extension\":\"101\"}")]
        : [Event(1, "ringing", "")];

    /// <summary>The last event.</summary>
    public IReadOnlyList<string> End =>
        [Event(EventCount, "ended", Outcome is null ? "" : $",\"outcome\":\"{Outcome}\"")];

    private static string Own(int sender, int n) => $"+48{600_000_000 + (sender * CallsPerSender) + n}";

    private string Event(int number, string type, string more) =>
        $$"""
        {"id":"{{Id}}.{{number}}","type":"{{type}}","source":"pbx","callId":"{{Id}}","direction":"incoming",
        "from":"{{Number}}","to":"+48221234567","at":"2026-05-04T09:30:0{{number}}Z"{{more}}}
        """;
}
