using System.Diagnostics.CodeAnalysis;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Calls;

/// <summary>Names a call or a form: <c>{source}/{id}</c>, unique within its grain type.</summary>
public static class CallKey
{
    /// <summary>Longest source, in characters out of <c>A-Z a-z 0-9 . _ -</c>.</summary>
    public const int SourceLengthMax = 64;

    /// <summary>Longest id within a source, in printable characters.</summary>
    public const int IdLengthMax = 200;

    /// <summary>The identity of a call; false when the source or the id cannot be one.</summary>
    public static bool TryCall(string? source, string? callId, out GrainId id) =>
        TryMake(Call.Type, source, callId, out id);

    /// <summary>The identity of a form submission; false when the source or the id cannot be one.</summary>
    public static bool TryForm(string? source, string? formId, out GrainId id) =>
        TryMake(Forms.FormSubmission.Type, source, formId, out id);

    /// <summary>Whether a text can be a source.</summary>
    public static bool IsSource([NotNullWhen(true)] string? source)
    {
        if (string.IsNullOrEmpty(source) || source.Length > SourceLengthMax)
        {
            return false;
        }

        foreach (var character in source)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The grain that a cause (<c>type/key</c>, as in <c>madeBy</c>) names.</summary>
    internal static GrainId Grain(string cause)
    {
        var slash = cause.IndexOf('/', StringComparison.Ordinal);
        return new GrainId(cause[..slash], cause[(slash + 1)..]);
    }

    private static bool TryMake(string type, string? source, string? id, out GrainId grain)
    {
        var isKey = IsSource(source) && id is { Length: <= IdLengthMax } && GrainId.IsKey(id);
        grain = isKey ? new GrainId(type, $"{source}/{id}") : default;
        return isKey;
    }
}
