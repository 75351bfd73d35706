namespace ActorCrm.Domain.Tasks;

/// <summary>To <c>task</c>, from its call or form: the whole task as it should be; made if it is not there.</summary>
/// <remarks>The members are those of <see cref="CrmTask"/>.</remarks>
public sealed record PutTask(
    string Call,
    string Subject,
    string Text,
    string AssigneeId,
    bool Completed,
    DateTimeOffset? DueAt,
    Guid? DealId,
    Guid? ContactId,
    string? ClientNumber,
    string? ClientName,
    string[]? Recordings,
    TaskContribution[] Contributions);

/// <summary>To <c>task</c>: its call does not want it any more. A task that a person completed stays.</summary>
public sealed record WithdrawTask(string Call);

/// <summary>
/// To <c>task</c>: a person completes it. Reply: <see cref="TaskCompleted"/>, <see cref="TaskAlreadyCompleted"/> or
/// <see cref="TaskNotFound"/>.
/// </summary>
public sealed record CompleteTask(string By);

/// <summary>The task is completed now.</summary>
public sealed record TaskCompleted;

/// <summary>The task was completed before; it stays as it was.</summary>
public sealed record TaskAlreadyCompleted(string? By);

/// <summary>There is no such task.</summary>
public sealed record TaskNotFound;
