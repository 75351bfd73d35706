using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Records;

/// <summary>
/// A record of any object type (grain <c>record</c>, key = object type, slash, id). Contacts, organizations, deals and
/// tasks have grains of their own.
/// </summary>
/// <param name="ObjectType">The name of its type.</param>
/// <param name="Id">Unique within the type.</param>
/// <param name="Fields">
/// Its values in the normal form of their kinds; a field without a value is left out. Never changed in place.
/// </param>
/// <param name="Version">
/// Raised by each change that a reader can see; 0 while it is only reserved: it was never created, or not yet.
/// </param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="UpdatedAt">When it was last changed, deleted or restored, UTC.</param>
/// <param name="UpdatedBy">Who did that.</param>
public sealed record ObjectRecord(
    string ObjectType,
    Guid Id,
    JsonObject Fields,
    int Version,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset UpdatedAt,
    string UpdatedBy)
{
    /// <summary>The grain type.</summary>
    public const string Type = "record";

    /// <summary>Most outcomes of changes that are remembered for who asks for them.</summary>
    public const int OutcomesMax = 16;

    /// <summary>How long an outcome is remembered at least, unless more than the most come meanwhile.</summary>
    public static readonly TimeSpan OutcomeKept = TimeSpan.FromMinutes(10);

    /// <summary>When it was deleted, UTC; null when it is not. A deleted record holds no unique values.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Who deleted it.</summary>
    public string? DeletedBy { get; init; }

    /// <summary>
    /// Hash of the request that made it, if that carried an idempotency key: a repeat is told from another request
    /// under the same key by it.
    /// </summary>
    public string? RequestHash { get; init; }

    /// <summary>The unique values that are its own, by key; null when there are none.</summary>
    public UniqueHold[]? Unique { get; init; }

    /// <summary>The change that waits for its unique values; null when none does. Until then no other begins.</summary>
    public PendingChange? Pending { get; init; }

    /// <summary>How the latest changes that had to wait ended, oldest first; null when there were none.</summary>
    public ChangeOutcome[]? Outcomes { get; init; }
}

/// <summary>A unique value that a record has to itself.</summary>
/// <param name="Key">The key of the <c>unique_value</c> grain.</param>
/// <param name="Token">The change that reserved it; nobody but its holder can release it.</param>
public sealed record UniqueHold(string Key, Guid Token);

/// <summary>A change that is decided but for its unique values.</summary>
/// <param name="Token">Names it.</param>
/// <param name="What">What the timeline will say, such as <c>recordChanged</c>.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Fields">All fields as they will be.</param>
/// <param name="Unique">Keys of all unique values that the record will have.</param>
/// <param name="Needed">Those of them that it has yet to reserve, in order of their keys.</param>
/// <param name="RequestHash">As <see cref="ObjectRecord.RequestHash"/>.</param>
/// <param name="Changed">
/// The fields that it is about, of a record that calls change as well: the others stay what they are by then.
/// </param>
public sealed record PendingChange(
    Guid Token,
    string What,
    string By,
    JsonObject Fields,
    string[] Unique,
    string[] Needed,
    string? RequestHash = null,
    string[]? Changed = null);

/// <summary>How a change that had to wait ended.</summary>
/// <param name="Token">The change.</param>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Refused">Why it did not happen; null when it did.</param>
public sealed record ChangeOutcome(Guid Token, DateTimeOffset At, RecordRefused? Refused = null);
