using System.Collections.Immutable;

namespace ActorCrm.Domain.Templates;

/// <summary>
/// A compiled template: texts with tags in double braces, conditions and loops. Compiled once, rendered many times;
/// immutable. The grammar is in docs/templates.md.
/// </summary>
public sealed class Template
{
    internal Template(string text, ImmutableArray<TemplateNode> nodes, ImmutableArray<UsedTag> tags)
    {
        Text = text;
        Nodes = nodes;
        Tags = tags;
    }

    /// <summary>The text that it was made from.</summary>
    public string Text { get; }

    /// <summary>
    /// Each use of a tag, in the order of the text. Parts of loop items (<c>this.amount</c>) are among them.
    /// </summary>
    public ImmutableArray<UsedTag> Tags { get; }

    /// <summary>Its pieces.</summary>
    internal ImmutableArray<TemplateNode> Nodes { get; }

    /// <summary>
    /// Compiles a text. Either there is a template, or there are faults: all of them, up to
    /// <see cref="TemplateLimits.FaultsMax"/>.
    /// </summary>
    /// <param name="text">What was written.</param>
    /// <param name="isHtml">
    /// Whether it is HTML: editors write <c>&amp;quot;</c> and <c>&amp;nbsp;</c> between braces as well then.
    /// </param>
    public static TemplateReading Read(string text, bool isHtml) => new TemplateReader(text, isHtml).Read();
}

/// <summary>What came of compiling a template.</summary>
/// <param name="Template">The template; null when there are faults.</param>
/// <param name="Faults">What is wrong; empty when there is a template.</param>
public sealed record TemplateReading(Template? Template, IReadOnlyList<TemplateFault> Faults);

/// <summary>A use of a tag.</summary>
/// <param name="Path">The tag.</param>
/// <param name="Line">Line of the text, from 1.</param>
/// <param name="Column">Character of the line, from 1.</param>
/// <param name="Loop">The list of the innermost loop around it; null outside of loops.</param>
/// <param name="IsList">Whether a loop goes through its value.</param>
/// <param name="HasDefault">Whether the template says what stands in for a missing value.</param>
public sealed record UsedTag(
    TagPath Path, int Line, int Column, TagPath? Loop = null, bool IsList = false, bool HasDefault = false);
