using System.Text.Json;

namespace ActorCrm.Domain.Criteria;

/// <summary>A record as criteria see it in memory.</summary>
public interface ICriteriaRecord
{
    /// <summary>The value of a field of this record; undefined when there is none.</summary>
    JsonElement Value(string field);

    /// <summary>The record of an object type with an id; null when it does not exist.</summary>
    ICriteriaRecord? Find(string objectType, string id);
}
