namespace ActorCrm.Domain.Records;

/// <summary>What the records have that calls change as well.</summary>
internal class EntityRules(string word) : RecordRules
{
    /// <inheritdoc/>
    public override string Word => word;

    /// <inheritdoc/>
    public override bool IsShared => true;
}
