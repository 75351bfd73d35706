using System.Text.Json.Serialization;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Tasks;

/// <summary>JSON of states and messages of tasks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [
        typeof(CompactTime),
        typeof(JsonStringEnumConverter<Trigger>),
        typeof(JsonStringEnumConverter<ScenarioAction>)])]
[JsonSerializable(typeof(CrmTask))]
[JsonSerializable(typeof(PutTask))]
[JsonSerializable(typeof(WithdrawTask))]
[JsonSerializable(typeof(CompleteTask))]
[JsonSerializable(typeof(TaskCompleted))]
[JsonSerializable(typeof(TaskAlreadyCompleted))]
[JsonSerializable(typeof(TaskNotFound))]
public sealed partial class TaskJson : JsonSerializerContext;
