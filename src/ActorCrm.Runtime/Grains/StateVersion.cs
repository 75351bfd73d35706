using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorCrm.Runtime.Grains;

/// <summary>
/// Brings a state's JSON from one version to the next: from <paramref name="version"/> to <paramref name="version"/>+1.
/// </summary>
public delegate void StateUpgrade(JsonObject state, int version);

/// <summary>
/// The version of a stored state, in its property <c>$v</c>; one that has none is of version 1. A version is raised
/// only by a change that older programs would misread; new optional properties need none.
/// </summary>
internal static class StateVersion
{
    private const string Property = "$v";

    /// <summary>The version of a state's JSON.</summary>
    public static int Of(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\"$v\""u8) < 0)
        {
            return 1;
        }

        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                var isVersion = reader.ValueTextEquals(Property);
                reader.Read();
                if (isVersion)
                {
                    return reader.GetInt32();
                }

                reader.Skip();
            }
        }

        return 1;
    }

    /// <summary>Writes a state's JSON with its version.</summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> json, int version)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Property, version);
        using var document = JsonDocument.Parse(json.ToArray());
        foreach (var property in document.RootElement.EnumerateObject())
        {
            property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>A state's JSON as the version <paramref name="to"/> has it.</summary>
    public static JsonObject Upgrade(ReadOnlySpan<byte> json, int from, int to, StateUpgrade upgrade)
    {
        var state = JsonNode.Parse(json)!.AsObject();
        for (var version = from; version < to; version++)
        {
            upgrade(state, version);
        }

        state.Remove(Property);
        return state;
    }
}

/// <summary>
/// A newer program wrote this, and this one cannot read it. Nothing is wrong with it: it waits for a newer silo.
/// </summary>
public sealed class NewerThanProgramException : Exception
{
    public NewerThanProgramException()
    {
    }

    public NewerThanProgramException(string message)
        : base(message)
    {
    }

    public NewerThanProgramException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
