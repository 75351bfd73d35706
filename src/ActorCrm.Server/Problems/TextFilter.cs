using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace ActorCrm.Server.Problems;

/// <summary>
/// Refuses a request whose body has U+0000 in a text: JSON can say it, a text of the database cannot hold it. What is
/// looked at is what was bound, so every address with a typed body is covered, whatever its message becomes. Streams of
/// events read their texts themselves, and refuse single events under the same code.
/// </summary>
internal sealed class TextFilter(IOptions<JsonOptions> json) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var type = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var body = type is null ? null : context.Arguments.FirstOrDefault(type.IsInstanceOfType);
        if (body is null
            || FieldWithNul(JsonSerializer.SerializeToUtf8Bytes(body, type!, json.Value.SerializerOptions))
                is not { } field)
        {
            return await next(context);
        }

        return Problem.Of(
            ProblemCode.FieldInvalid, $"'{field}' has U+0000 in a text.",
            new Dictionary<string, string[]> { [field] = ["U+0000 cannot be stored."] });
    }

    /// <summary>The outermost field of the first text, or name, that has U+0000; null when none has.</summary>
    private static string? FieldWithNul(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var field = "body";
        while (reader.Read())
        {
            var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
            if (isText && reader.ValueIsEscaped && reader.GetString()!.Contains('\0', StringComparison.Ordinal))
            {
                return field;
            }

            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                field = reader.GetString()!;
            }
        }

        return null;
    }
}
