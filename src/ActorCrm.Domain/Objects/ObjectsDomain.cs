using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Objects;

/// <summary>Registers object types. The names are stored with rows: they never change.</summary>
public static class ObjectsDomain
{
    /// <summary>Adds the grain type and its messages.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        var json = ObjectTypeJson.Default;
        catalog.Add(new GrainType<SavedObjectType>(
            ObjectType.Type, json.SavedObjectType, ObjectTypeGrain.Handle, isSetting: true));
        catalog.Messages
            .Add("objectType.save", json.SaveObjectType)
            .Add("objectType.delete", json.DeleteObjectType);
    }
}
