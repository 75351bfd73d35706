using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Settings;

/// <summary>The readable JSON of a matrix: only the cells that are on.</summary>
internal sealed class ScenarioMatrixConverter : JsonConverter<ScenarioMatrix>
{
    private static readonly Trigger[] Triggers = Enum.GetValues<Trigger>();
    private static readonly ScenarioAction[] Actions = Enum.GetValues<ScenarioAction>();

    public override ScenarioMatrix Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var draft = JsonSerializer.Deserialize(ref reader, SettingsJson.Default.MatrixDraft);
        return ScenarioMatrix.TryRead(draft, out var matrix, out var faults)
            ? matrix
            : throw new JsonException(string.Join(' ', faults));
    }

    public override void Write(Utf8JsonWriter writer, ScenarioMatrix value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var trigger in Triggers)
        {
            if (!value.IsOff(trigger))
            {
                writer.WriteStartObject(trigger.ToString());
                WriteRow(writer, value, trigger);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, ScenarioMatrix matrix, Trigger trigger)
    {
        foreach (var action in Actions)
        {
            if (matrix.Has(trigger, action))
            {
                writer.WriteStartObject(action.ToString());
                if (ScenarioMatrix.IsTask(action))
                {
                    writer.WriteBoolean("completed", matrix.Completes(trigger, action));
                }

                writer.WriteEndObject();
            }
        }
    }
}
