using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Records;

/// <summary>Registers records of any object type. The names are stored with rows: they never change.</summary>
public static class RecordsDomain
{
    /// <summary>Adds the grain types and messages of records.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        var json = RecordJson.Default;
        catalog.Add(new GrainType<ObjectRecord>(ObjectRecord.Type, json.ObjectRecord, RecordGrain.Handle));
        catalog.Add(new GrainType<UniqueValue>(UniqueValue.Type, json.UniqueValue, UniqueValueGrain.Handle));
        catalog.Messages
            .Add("record.create", json.CreateRecord)
            .Add("record.replace", json.ReplaceRecord)
            .Add("record.patch", json.PatchRecord)
            .Add("record.delete", json.DeleteRecord)
            .Add("record.restore", json.RestoreRecord)
            .Add("record.readOutcome", json.ReadRecordOutcome)
            .Add("record.forgetRefused", json.ForgetRefusedRecord)
            .Add("record.uniqueReserved", json.UniqueReserved)
            .Add("record.uniqueTaken", json.UniqueTaken)
            .Add("record.saved", json.RecordSaved)
            .Add("record.refused", json.RecordRefused)
            .Add("record.pending", json.RecordPending)
            .Add("record.busy", json.RecordBusy)
            .Add("record.outcomeForgotten", json.RecordOutcomeForgotten)
            .Add("uniqueValue.reserve", json.ReserveUnique)
            .Add("uniqueValue.confirm", json.ConfirmUnique)
            .Add("uniqueValue.release", json.ReleaseUnique)
            .Add("uniqueValue.claim", json.ClaimUnique)
            .Add("record.allowed", json.RecordAllowed)
            .Add("record.notAllowed", json.RecordNotAllowed);
    }
}
