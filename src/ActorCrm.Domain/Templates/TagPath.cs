using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Templates;

/// <summary>
/// The name of a tag as it is written: <c>contact.first_name</c>; within a loop <c>this</c> or <c>this.amount</c>.
/// </summary>
public sealed partial record TagPath
{
    /// <summary>Stands for the item of the innermost loop.</summary>
    public const string This = "this";

    private TagPath(string text)
    {
        Text = text;
        var first = text.IndexOf('.', StringComparison.Ordinal);
        var last = text.LastIndexOf('.');
        IsItem = text.AsSpan(0, first < 0 ? text.Length : first).SequenceEqual(This);
        Entity = last < 0 ? "" : text[..last];
        Field = text[(last + 1)..];
    }

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>All steps but the last; empty when there is one only.</summary>
    public string Entity { get; }

    /// <summary>The last step.</summary>
    public string Field { get; }

    /// <summary>Whether it is the item of a loop or a part of it.</summary>
    public bool IsItem { get; }

    /// <summary>Reads a path; null when it is none.</summary>
    public static TagPath? Read(string text) =>
        Form().IsMatch(text) && text.Count(character => character == '.') < TemplateLimits.PathStepsMax
            ? new TagPath(text)
            : null;

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
