using System.Text.Json.Serialization;

namespace ActorCrm.Runtime.Storage;

[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
internal sealed partial class StorageJson : JsonSerializerContext;
