using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Records;

/// <summary>What a request says of one record: its fields.</summary>
internal sealed class RecordDraft
{
    // Who sends back what was read changes nothing by it: these are there to be read only.
    private static readonly string[] ReadOnly =
        ["id", "objectType", "createdAt", "createdBy", "updatedAt", "updatedBy", "deletedAt", "deletedBy", "version"];

    private RecordDraft(JsonElement fields)
    {
        Fields = JsonObject.Create(fields)!;
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fields.GetRawText())));
    }

    /// <summary>Field → value.</summary>
    public JsonObject Fields { get; }

    /// <summary>SHA-256 of the fields as they were written.</summary>
    public string Hash { get; }

    /// <summary>Reads <c>{"fields": {…}}</c>; false with the problem when it is something else.</summary>
    /// <param name="json">An object.</param>
    /// <param name="others">Names that may be there besides.</param>
    /// <param name="draft">What was read.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryRead(
        JsonElement json, ReadOnlySpan<string> others, [NotNullWhen(true)] out RecordDraft? draft,
        [NotNullWhen(false)] out ProblemResult? problem)
    {
        (draft, problem) = (null, null);
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name != "fields" && !ReadOnly.Contains(property.Name) && !others.Contains(property.Name))
            {
                problem = Problem.Invalid(Shown(property.Name), "It is unknown here; values belong into 'fields'.");
                return false;
            }
        }

        if (!json.TryGetProperty("fields", out var fields) || fields.ValueKind != JsonValueKind.Object)
        {
            problem = Problem.Invalid("fields", "It is an object: field → value.");
            return false;
        }

        draft = new RecordDraft(fields);
        return true;
    }

    // A name may be a megabyte of anything.
    private static string Shown(string name) => name.Length <= 64 ? name : $"{name[..64]}…";
}
