using System.Security.Cryptography;
using System.Text;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Server.Criteria;

namespace ActorCrm.Server.Search;

/// <summary>The index of a field that its object type marks as indexed.</summary>
/// <param name="Source">Where the records of the type are.</param>
/// <param name="Field">The field.</param>
internal sealed record FieldIndex(RecordSource Source, FieldDefinition Field)
{
    /// <summary>The form in which it holds values.</summary>
    public CriteriaForm Form => CriteriaForms.Of(Field.Kind);

    /// <summary>Where the document has the field, as SQLite writes it.</summary>
    public string Path => $"$.{string.Join('.', Source.Path(Field))}";

    /// <summary>
    /// The name on PostgreSQL. It changes with everything that the index depends on, so that one of another definition
    /// is made beside it.
    /// </summary>
    public string Name
    {
        get
        {
            var what = $"{Source.ObjectType}\n{Path}\n{Form}\n{SortedText.IsCut(Field)}";
            return $"field_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, 12))}";
        }
    }

    /// <summary>All that types want.</summary>
    public static IEnumerable<FieldIndex> Wanted(ObjectTypes types) =>
        types.All.SelectMany(Wanted);

    /// <summary>
    /// All that a type wants. Calls write contacts, organizations, deals and tasks, and an index for each of their
    /// built-in fields made them a sixth slower on SQLite: there only custom fields have one, for who asks for it.
    /// </summary>
    public static IEnumerable<FieldIndex> Wanted(ObjectType type) =>
        from field in type.Fields
        where field.Indexed && !field.IsList() && (field.Custom || !RecordKey.IsEntity(type.Name))
        select new FieldIndex(RecordSource.Of(type.Name), field);
}

/// <summary>How far an index is.</summary>
public enum FieldIndexState
{
    /// <summary>It is made once there are records of the type.</summary>
    Waiting,

    /// <summary>It is being made; nothing uses it yet.</summary>
    Building,

    /// <summary>Lists are served by it.</summary>
    Ready,
}

/// <summary>The indexes of fields in a database.</summary>
internal interface IFieldIndexStore
{
    /// <summary>How far the indexes of a type are, by field.</summary>
    Task<IReadOnlyDictionary<string, FieldIndexState>> ReadAsync(ObjectType type, CancellationToken stop);

    /// <summary>
    /// Makes what is missing and drops what nothing wants any more, beside readers and writers. What a crash leaves
    /// half done is gone on with.
    /// </summary>
    /// <param name="types">All object types, as far as this process knows.</param>
    /// <param name="stop">Gives up between two steps.</param>
    Task KeepAsync(ObjectTypes types, CancellationToken stop);
}
