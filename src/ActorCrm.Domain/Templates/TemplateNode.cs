using System.Collections.Immutable;

namespace ActorCrm.Domain.Templates;

/// <summary>A piece of a compiled template.</summary>
/// <param name="Position">Where it begins in the text, in characters from 0.</param>
internal abstract record TemplateNode(int Position)
{
    /// <summary>Text that is written as it is.</summary>
    internal sealed record Literal(int Position, string Text) : TemplateNode(Position);

    /// <summary>The value of a tag, or a text where there is none.</summary>
    internal sealed record Output(int Position, TagPath Path, string? Default) : TemplateNode(Position);

    /// <summary>A tracked link to an address: <c>link.url("https://…", "text")</c>.</summary>
    internal sealed record Link(int Position, string Address, string? Text) : TemplateNode(Position);

    /// <summary>One of two bodies.</summary>
    internal sealed record Choice(
        int Position, TagTest Test, ImmutableArray<TemplateNode> Then, ImmutableArray<TemplateNode> Else)
        : TemplateNode(Position);

    /// <summary>A body for each item of a list; another one where the list is empty.</summary>
    internal sealed record Loop(
        int Position, TagPath List, ImmutableArray<TemplateNode> Body, ImmutableArray<TemplateNode> Else)
        : TemplateNode(Position);
}

/// <summary>What a block asks.</summary>
/// <param name="Path">Whose value.</param>
/// <param name="Comparison">How it is compared; null: whether there is a value that is not <c>false</c> or 0.</param>
/// <param name="Operand">What it is compared with; a text, compared as a number with numbers.</param>
/// <param name="Negated">Whether the answer is turned round.</param>
internal sealed record TagTest(TagPath Path, TagComparison? Comparison, string? Operand, bool Negated);

/// <summary>Comparisons in templates.</summary>
internal enum TagComparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
