using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Matching;

/// <summary>JSON that matching writes.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class MatchJson : JsonSerializerContext;
