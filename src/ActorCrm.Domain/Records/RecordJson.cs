using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Records;

/// <summary>JSON of states and messages of records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime)])]
[JsonSerializable(typeof(ObjectRecord))]
[JsonSerializable(typeof(UniqueValue))]
[JsonSerializable(typeof(CreateRecord))]
[JsonSerializable(typeof(ReplaceRecord))]
[JsonSerializable(typeof(PatchRecord))]
[JsonSerializable(typeof(DeleteRecord))]
[JsonSerializable(typeof(RestoreRecord))]
[JsonSerializable(typeof(ReadRecordOutcome))]
[JsonSerializable(typeof(ForgetRefusedRecord))]
[JsonSerializable(typeof(UniqueReserved))]
[JsonSerializable(typeof(UniqueTaken))]
[JsonSerializable(typeof(ReserveUnique))]
[JsonSerializable(typeof(ConfirmUnique))]
[JsonSerializable(typeof(ReleaseUnique))]
[JsonSerializable(typeof(ClaimUnique))]
[JsonSerializable(typeof(RecordAllowed))]
[JsonSerializable(typeof(RecordNotAllowed))]
[JsonSerializable(typeof(RecordSaved))]
[JsonSerializable(typeof(RecordRefused))]
[JsonSerializable(typeof(RecordPending))]
[JsonSerializable(typeof(RecordBusy))]
[JsonSerializable(typeof(RecordOutcomeForgotten))]
public sealed partial class RecordJson : JsonSerializerContext;
