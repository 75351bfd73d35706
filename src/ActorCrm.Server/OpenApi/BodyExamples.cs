using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ActorCrm.Server.OpenApi;

/// <summary>
/// Examples of bodies that the program's types describe, in the embedded file <c>OpenApi/examples.json</c>, under the
/// operations' names: of requests under <c>request</c>, of answers under their status.
/// </summary>
internal static class BodyExamples
{
    private const string Json = "application/json";

    private static readonly JsonObject Bodies = Load();

    /// <summary>The operations that have examples.</summary>
    public static IEnumerable<string> Operations => Bodies.Select(body => body.Key);

    /// <summary>Adds the examples of an operation.</summary>
    public static void Describe(OpenApiOperation operation)
    {
        if (operation.OperationId is not { } name || Bodies[name] is not JsonObject examples)
        {
            return;
        }

        foreach (var (part, example) in examples)
        {
            var content = part == "request"
                ? operation.RequestBody?.Content
                : operation.Responses?[part].Content;
            if (content is null || !content.TryGetValue(Json, out var body))
            {
                throw new InvalidOperationException($"'{name}' has no JSON body '{part}' to give an example of.");
            }

            ((OpenApiMediaType)body).Example = example!.DeepClone();
        }
    }

    private static JsonObject Load()
    {
        using var stream = typeof(BodyExamples).Assembly.GetManifestResourceStream("OpenApi/examples.json")
            ?? throw new InvalidOperationException("The embedded file 'OpenApi/examples.json' is missing.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
