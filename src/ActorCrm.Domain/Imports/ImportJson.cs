using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Imports;

/// <summary>JSON of states and messages of imports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime)])]
[JsonSerializable(typeof(RecordImport))]
[JsonSerializable(typeof(ImportPart))]
[JsonSerializable(typeof(ImportFaults))]
[JsonSerializable(typeof(CreateImport))]
[JsonSerializable(typeof(AnnounceImportPart))]
[JsonSerializable(typeof(FinishImportUpload))]
[JsonSerializable(typeof(ConfigureImport))]
[JsonSerializable(typeof(StartImport))]
[JsonSerializable(typeof(PauseImport))]
[JsonSerializable(typeof(CancelImport))]
[JsonSerializable(typeof(DeleteImport))]
[JsonSerializable(typeof(ExpireImport))]
[JsonSerializable(typeof(ImportRows))]
[JsonSerializable(typeof(RowsImported))]
[JsonSerializable(typeof(StoreImportPart))]
[JsonSerializable(typeof(StoreImportFaults))]
[JsonSerializable(typeof(DropImportPart))]
[JsonSerializable(typeof(ImportPartStored))]
[JsonSerializable(typeof(ImportStored))]
[JsonSerializable(typeof(ImportRefused))]
public sealed partial class ImportJson : JsonSerializerContext;
