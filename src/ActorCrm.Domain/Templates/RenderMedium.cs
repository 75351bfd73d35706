namespace ActorCrm.Domain.Templates;

/// <summary>What a rendered text is for, and so how values are written in it.</summary>
public enum RenderMedium
{
    /// <summary>HTML: values are escaped, ends of lines become <c>&lt;br&gt;</c>.</summary>
    Html,

    /// <summary>Plain text of several lines.</summary>
    Text,

    /// <summary>One line, such as a subject: whatever would end a line is a space.</summary>
    Line,
}
