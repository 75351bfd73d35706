using System.Text.Json.Nodes;

namespace ActorCrm.Server.Grains;

/// <summary>One grain, as it is stored and where it lives.</summary>
/// <param name="Type">The grain type.</param>
/// <param name="Key">Its key.</param>
/// <param name="Version">Raised by each change; 0 without a state.</param>
/// <param name="State">
/// The stored state, secrets and message bodies masked by <c>***</c>; null when there is none.
/// </param>
/// <param name="Shard">Its shard.</param>
/// <param name="Owner">Id of the silo that owns the shard; null when nobody with a lease does.</param>
/// <param name="Epoch">The shard's epoch.</param>
/// <param name="ActiveHere">Whether it is in the memory of the silo that answers.</param>
/// <param name="Inbox">Durable messages that wait for it, the next one first; without their bodies.</param>
/// <param name="Reminders">Its reminders, the next one first; without their bodies.</param>
/// <param name="Timeline">What happened to it, the latest first.</param>
public sealed record GrainView(
    string Type, string Key, long Version, JsonNode? State, int Shard, string? Owner, long Epoch, bool ActiveHere,
    IReadOnlyList<GrainMessageView> Inbox, IReadOnlyList<GrainReminderView> Reminders,
    IReadOnlyList<GrainEntryView> Timeline);

/// <summary>A message that waits.</summary>
/// <param name="Type">The message's type.</param>
/// <param name="SentAt">When it was sent, UTC.</param>
/// <param name="DueAt">Not handled before, UTC.</param>
/// <param name="Attempts">How often it failed.</param>
public sealed record GrainMessageView(string Type, DateTimeOffset SentAt, DateTimeOffset DueAt, int Attempts);

/// <summary>A reminder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of the message that it sends.</param>
/// <param name="DueAt">When, UTC.</param>
public sealed record GrainReminderView(string Name, string Type, DateTimeOffset DueAt);

/// <summary>An entry of its timeline, without further facts.</summary>
/// <param name="Seq">Its place in the order of all that happened.</param>
/// <param name="At">When, UTC.</param>
/// <param name="What">Past tense.</param>
/// <param name="By">Who or what.</param>
/// <param name="Rule">The number of the rule that decided.</param>
/// <param name="Why">The reason.</param>
/// <param name="Cause">The call or form that led to it.</param>
public sealed record GrainEntryView(
    long Seq, DateTimeOffset At, string What, string By, string? Rule, string? Why, string? Cause);
