using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ActorCrm.Server.OpenApi;

/// <summary>
/// Describes the bodies that are read by hand, so that no type of the program says what they are: JSON schemas and
/// examples in the embedded file <c>OpenApi/ingestion.json</c>, under the operations' names.
/// </summary>
internal static class IngestionExamples
{
    private static readonly JsonObject Bodies = Load();

    /// <summary>Adds the request body of an ingestion address.</summary>
    public static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (operation.OperationId is not { } name || Bodies[name] is not JsonObject body)
        {
            return;
        }

        var item = Schema(body["schema"]!.AsObject());
        var example = body["example"]!;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        OneOf = [item, new OpenApiSchema { Type = JsonSchemaType.Array, Items = item }],
                    },
                    Examples = new Dictionary<string, IOpenApiExample>
                    {
                        ["one"] = new OpenApiExample { Value = example[0]!.DeepClone() },
                        ["array"] = new OpenApiExample { Value = example.DeepClone() },
                    },
                },
                ["application/x-ndjson"] = new() { Schema = item, Example = Lines(example.AsArray()) },
            },
        };
    }

    private static JsonObject Load()
    {
        using var stream = typeof(IngestionExamples).Assembly.GetManifestResourceStream("OpenApi/ingestion.json")
            ?? throw new InvalidOperationException("The embedded file 'OpenApi/ingestion.json' is missing.");
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static JsonValue Lines(JsonArray items) =>
        JsonValue.Create(string.Join('\n', items.Select(item => item!.ToJsonString())) + "\n");

    private static OpenApiSchema Schema(JsonObject json)
    {
        var schema = new OpenApiSchema
        {
            Type = json["type"]?.GetValue<string>() switch
            {
                "object" => JsonSchemaType.Object,
                "string" => JsonSchemaType.String,
                _ => null,
            },
            Format = json["format"]?.GetValue<string>(),
            Description = json["description"]?.GetValue<string>(),
            Pattern = json["pattern"]?.GetValue<string>(),
            MaxLength = json["maxLength"]?.GetValue<int>(),
        };
        if (json["required"] is JsonArray required)
        {
            schema.Required = required.Select(name => name!.GetValue<string>()).ToHashSet();
        }

        if (json["enum"] is JsonArray values)
        {
            schema.Enum = [.. values.Select(value => value!.DeepClone())];
        }

        if (json["properties"] is JsonObject properties)
        {
            schema.Properties = properties.ToDictionary(
                property => property.Key, property => (IOpenApiSchema)Schema(property.Value!.AsObject()));
        }

        if (json["additionalProperties"] is JsonObject further)
        {
            schema.AdditionalProperties = Schema(further);
        }

        return schema;
    }
}
