using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;

namespace ActorCrm.Server.Search;

/// <summary>A stored record as criteria see it in memory; references are not followed.</summary>
/// <param name="type">Its type, with the fields that the server keeps.</param>
/// <param name="id">The key of its row.</param>
/// <param name="doc">The document of its row.</param>
internal sealed class StoredValues(ObjectType type, string id, JsonElement doc) : ICriteriaRecord
{
    private readonly RecordSource _source = RecordSource.Of(type.Name);

    /// <inheritdoc/>
    public JsonElement Value(string field) => type.Find(field) switch
    {
        null => default,
        { Name: "id" } => JsonSerializer.SerializeToElement(id[_source.KeyPrefix.Length..]),
        var known => RecordSource.Find(doc, _source.Path(known)) ?? default,
    };

    /// <inheritdoc/>
    public ICriteriaRecord? Find(string objectType, string id) => null;
}
