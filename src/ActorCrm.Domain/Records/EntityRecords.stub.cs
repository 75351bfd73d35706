namespace ActorCrm.Domain.Records;

public static class EntityRecords
{
    public static ObjectRecord Read(string objectType, string doc, long version) => throw new NotSupportedException();
}
