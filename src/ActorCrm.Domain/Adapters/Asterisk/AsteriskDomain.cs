using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Calls of Asterisk.</summary>
public static class AsteriskDomain
{
    /// <summary>Adds the grain types and messages of the adapter. Their names are stored: they never change.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        var json = CelJson.Default;
        catalog.Add(new GrainType<CelCallLog>(CelCallLog.Type, json.CelCallLog, CelCallGrain.Handle));
        catalog.Add(new GrainType<AsteriskSetup>(
            AsteriskSetup.Type, json.AsteriskSetup, AsteriskSetupGrain.Handle, isSetting: true));
        catalog.Messages
            .Add("cel.record", json.RecordCelRows)
            .Add("cel.recorded", json.CelRowsRecorded)
            .Add("cel.closeQuiet", json.CloseQuietCel)
            .Add("cel.prune", json.PruneCel)
            .Add("asteriskSettings.save", json.SaveAsteriskSettings);
    }
}
