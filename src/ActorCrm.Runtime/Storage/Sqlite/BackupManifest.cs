using System.Text.Json.Serialization;

namespace ActorCrm.Runtime.Storage.Sqlite;

/// <summary>What a backup holds; it lies beside it as <c>{file}.json</c>, written last.</summary>
/// <param name="ClusterId">Of the database that it was made of.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of the file, in hexadecimal.</param>
/// <param name="Migrations">Owner → the last migration that has run.</param>
/// <param name="Rows">Table → how many rows.</param>
public sealed record BackupManifest(
    string ClusterId, DateTimeOffset MadeAt, long Bytes, string Sha256, IReadOnlyDictionary<string, int> Migrations,
    IReadOnlyDictionary<string, long> Rows);

/// <summary>JSON of manifests.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
