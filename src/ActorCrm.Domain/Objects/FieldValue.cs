using System.Text.Json.Nodes;

namespace ActorCrm.Domain.Objects;

/// <summary>
/// What became of a value: the normal form that is kept, nothing (an empty text, null), or why it is refused.
/// <c>default</c> is nothing.
/// </summary>
public readonly record struct FieldValue
{
    private FieldValue(JsonNode? node, string? code, string? message)
    {
        Node = node;
        Code = code;
        Message = message;
    }

    /// <summary>The value in its normal form, without a parent; null when there is none or it is refused.</summary>
    public JsonNode? Node { get; }

    /// <summary>The code of the fault, one of <see cref="FieldFault"/>; null when there is none.</summary>
    public string? Code { get; }

    /// <summary>What would be right, a sentence; null when nothing is wrong.</summary>
    public string? Message { get; }

    /// <summary>No value.</summary>
    public static FieldValue Nothing => default;

    /// <summary>A value in its normal form.</summary>
    public static FieldValue Of(JsonNode node) => new(node, null, null);

    /// <summary>A value of a wrong shape.</summary>
    public static FieldValue Mismatch(string message) => new(null, "typeMismatch", message);

    /// <summary>A value that does not fit.</summary>
    public static FieldValue TooLong(string message) => new(null, "tooLong", message);

    /// <summary>A value that the field does not offer.</summary>
    public static FieldValue OptionUnknown(string message) => new(null, "optionUnknown", message);

    /// <summary>The same fault, of a value in a list; <paramref name="index"/> counts from 0.</summary>
    internal FieldValue At(int index) => new(null, Code, $"Value {index + 1}: {Message}");
}
