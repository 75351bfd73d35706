using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ActorCrm.Server.OpenApi;

/// <summary>
/// Examples of bodies that types of the program describe: in the embedded file <c>OpenApi/examples.json</c>, under the
/// operations' names, <c>request</c> and <c>response</c> (that of 200).
/// </summary>
internal static class OperationExamples
{
    private const string ResourceName = "OpenApi/examples.json";

    private static readonly JsonObject Bodies = Load();

    /// <summary>The operations that have examples.</summary>
    public static IEnumerable<string> Operations => Bodies.Select(body => body.Key);

    /// <summary>Adds the examples of an operation, if there are any.</summary>
    public static void Describe(OpenApiOperation operation)
    {
        if (operation.OperationId is not { } name || Bodies[name] is not JsonObject example)
        {
            return;
        }

        Put(operation.RequestBody?.Content, example["request"]);
        Put(operation.Responses?["200"].Content, example["response"]);
    }

    private static void Put(IDictionary<string, OpenApiMediaType>? content, JsonNode? example)
    {
        if (example is not null)
        {
            content!["application/json"].Example = example.DeepClone();
        }
    }

    private static JsonObject Load()
    {
        using var stream = typeof(OperationExamples).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The embedded file '{ResourceName}' is missing.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
