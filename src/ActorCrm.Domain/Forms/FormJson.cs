using System.Text.Json.Serialization;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Forms;

/// <summary>JSON of states and messages of forms.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(CompactTime),
        typeof(CamelCaseEnum<FormStoredOnly>),
        typeof(JsonStringEnumConverter<Trigger>),
        typeof(JsonStringEnumConverter<ScenarioAction>)])]
[JsonSerializable(typeof(FormSubmission))]
[JsonSerializable(typeof(SubmitForm))]
[JsonSerializable(typeof(FormAccepted))]
[JsonSerializable(typeof(FormDuplicate))]
[JsonSerializable(typeof(FormRefused))]
public sealed partial class FormJson : JsonSerializerContext;
