namespace ActorCrm.Server.Demo;

/// <summary>What a day is made from; the same options give the same day, byte for byte.</summary>
/// <param name="Seed">Chance.</param>
/// <param name="Date">The day.</param>
/// <param name="Calls">How many calls.</param>
/// <param name="Forms">How many forms of the site.</param>
internal sealed record DayOptions(long Seed, DateOnly Date, int Calls, int Forms);

/// <summary>A working day as the outside world lives it.</summary>
/// <param name="Start">When the centre opens.</param>
/// <param name="End">When the last thing arrives.</param>
/// <param name="Deliveries">What adapters send, in the order of its arrival.</param>
/// <param name="DeskWork">What colleagues do in the CRM, in the order of its time.</param>
/// <param name="Expected">What the CRM should look like in the end.</param>
internal sealed record Day(
    DateTimeOffset Start, DateTimeOffset End, Delivery[] Deliveries, DeskWork[] DeskWork, ExpectedDay Expected);

/// <summary>One thing that an adapter sends.</summary>
/// <param name="At">When it reaches the server.</param>
/// <param name="Sender">Which adapter sends it.</param>
/// <param name="Id">The id of the event or form.</param>
/// <param name="IsResend">Whether it was sent before.</param>
/// <param name="Json">Its bytes.</param>
internal sealed record Delivery(DateTimeOffset At, Sender Sender, string Id, bool IsResend, byte[] Json);

/// <summary>The four adapters, each with a connection of its own.</summary>
internal enum Sender
{
    /// <summary>Telephone system of Warsaw.</summary>
    Warsaw,

    /// <summary>Telephone system of Berlin.</summary>
    Berlin,

    /// <summary>Telephone service of London.</summary>
    London,

    /// <summary>The site with its forms.</summary>
    Website,
}

/// <summary>What a colleague does in the CRM.</summary>
internal abstract record DeskWork(DateTimeOffset At)
{
    /// <summary>Closes the open deal of a client.</summary>
    internal sealed record CloseDeal(DateTimeOffset At, string ClientNumber, bool IsWon) : DeskWork(At);

    /// <summary>Completes the open tasks of a call that was called back.</summary>
    internal sealed record CompleteTasks(DateTimeOffset At, string Source, string CallId) : DeskWork(At);
}
