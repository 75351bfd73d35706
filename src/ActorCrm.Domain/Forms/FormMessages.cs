namespace ActorCrm.Domain.Forms;

/// <summary>
/// To <c>form_submission</c>: a visitor sent a form. Reply: <see cref="FormAccepted"/>, <see cref="FormDuplicate"/> or
/// <see cref="FormRefused"/>.
/// </summary>
/// <param name="Source">The adapter's name.</param>
/// <param name="FormId">The id within the source; the same one again is a repeat.</param>
/// <param name="Form">What was sent.</param>
public sealed record SubmitForm(string Source, string FormId, Form Form);

/// <summary>The form is stored, and everything that follows from it will be.</summary>
public sealed record FormAccepted;

/// <summary>The form is there already; nothing changed.</summary>
public sealed record FormDuplicate;

/// <summary>The form was not stored.</summary>
/// <param name="Code"><c>formInvalid</c>.</param>
/// <param name="Message">What is wrong, for a person.</param>
public sealed record FormRefused(string Code, string Message);
