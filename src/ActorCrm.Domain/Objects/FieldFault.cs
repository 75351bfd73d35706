namespace ActorCrm.Domain.Objects;

/// <summary>What is wrong with the value of a field.</summary>
/// <param name="Field">The field's name, as it was written.</param>
/// <param name="Code">
/// <c>fieldUnknown</c>, <c>notCreatable</c>, <c>notUpdatable</c>, <c>typeMismatch</c>, <c>optionUnknown</c>,
/// <c>requiredMissing</c>, <c>tooLong</c>, <c>referenceUnknown</c> or <c>duplicate</c>.
/// </param>
/// <param name="Message">For people: what is wrong and what would be right.</param>
public sealed record FieldFault(string Field, string Code, string Message);
