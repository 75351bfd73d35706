using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.Contacts;

/// <summary>
/// To <c>contact</c>: a person makes it, or replaces name, numbers, addresses and owner. Reply:
/// <see cref="ContactSaved"/> or <see cref="ContactRefused"/> (<c>contactInvalid</c>).
/// </summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Phones">In any form; stored as E.164.</param>
/// <param name="Emails">E-mail addresses.</param>
/// <param name="OwnerId">CRM user.</param>
/// <param name="By">Who asks.</param>
public sealed record SaveContact(string Name, string[] Phones, string[]? Emails, string? OwnerId, string By);

/// <summary>
/// To <c>contact</c>: a person opens a deal for it. Reply: <see cref="ContactSaved"/> or <see cref="ContactRefused"/>
/// (<c>contactNotFound</c>, <c>dealsTooMany</c>): a deal is not independent (spec/calls.md §1.1).
/// </summary>
public sealed record OpenDeal(Guid DealId, string Title, string? OwnerId, string By);

/// <summary>To <c>contact</c>, from a deal: what the contact has to remember of it; no reply.</summary>
/// <param name="Summary">The deal as it is.</param>
public sealed record DealChanged(DealSummary Summary);

/// <summary>
/// To <c>deal</c> and <c>organization</c>, from their contact: its name is another one. What was named after the
/// contact and no person changed follows.
/// </summary>
/// <param name="From">The name before.</param>
/// <param name="To">The name now.</param>
public sealed record ClientNamed(string From, string To);

/// <summary>
/// To <c>contact</c>, from a deal that the API makes or restores: may it be one of the contact's? Answered by
/// <see cref="RecordAllowed"/> or <see cref="RecordNotAllowed"/>; once allowed, the contact knows it.
/// </summary>
/// <param name="Token">The deal's change.</param>
/// <param name="Summary">The deal as it will be.</param>
public sealed record TakeDeal(Guid Token, DealSummary Summary);

/// <summary>
/// To <c>contact</c>, from one of its numbers: another contact asks for it as a unique value. A contact that has it
/// refuses; else the number is told <see cref="NumberNotHad"/>.
/// </summary>
public sealed record NumberWanted(string Number, ReserveUnique Reserve);

/// <summary>
/// To <c>phone_number</c>, from a contact that it remembers: the contact does not have it, or is not there.
/// </summary>
/// <param name="ContactId">The contact.</param>
/// <param name="Reserve">Who asked for the number.</param>
public sealed record NumberNotHad(Guid ContactId, ReserveUnique Reserve);

/// <summary>To <c>phone_number</c>: a contact has it.</summary>
public sealed record NumberAdded(Guid ContactId, DateTimeOffset CreatedAt);

/// <summary>To <c>phone_number</c>: a contact does not have it any more.</summary>
public sealed record NumberRemoved(Guid ContactId);

/// <summary>The contact is as asked.</summary>
/// <param name="Id">The contact.</param>
public sealed record ContactSaved(Guid Id);

/// <summary>Nothing was changed.</summary>
/// <param name="Code"><c>contactInvalid</c>, <c>contactNotFound</c> or <c>dealsTooMany</c>.</param>
/// <param name="Faults">Every fault, one sentence each.</param>
public sealed record ContactRefused(string Code, string[] Faults);
