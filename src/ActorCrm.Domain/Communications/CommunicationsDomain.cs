using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Communications;

/// <summary>Registers communications. The names are stored with rows: they never change.</summary>
public static class CommunicationsDomain
{
    /// <summary>Adds all grain types and messages.</summary>
    public static void AddTo(GrainCatalog catalog)
    {
        var json = CommunicationJson.Default;
        catalog.Add(new GrainType<CommunicationSettings>(
            CommunicationSettings.Type, json.CommunicationSettings, CommunicationSettingsGrain.Handle,
            isSetting: true));
        catalog.Add(new GrainType<Communication>(
            Communication.Type, json.Communication, CommunicationGrain.Handle));
        catalog.Add(new GrainType<Numbering>(Numbering.Type, json.Numbering, Numbering.Handle));
        catalog.Messages
            .Add("numbering.take", json.TakeNumbers)
            .Add("numbering.taken", json.NumbersTaken)
            .Add("communicationSettings.save", json.SaveCommunicationSettings)
            .Add("communicationSettings.activate", json.ActivateCommunicationDefinition)
            .Add("communication.saveDraft", json.SaveDraft)
            .Add("communication.complete", json.CompleteCommunication)
            .Add("communication.deleteDraft", json.DeleteDraft)
            .Add("communication.writeNotes", json.WriteNotes)
            .Add("communication.followUp", json.FollowUpCommunication)
            .Add("communication.beginFollowUp", json.BeginFollowUp)
            .Add("communication.tellDelivery", json.TellDelivery)
            .Add("communication.requeue", json.RequeueDelivery)
            .Add("communication.send", json.SendMessage)
            .Add("communication.saved", json.CommunicationSaved)
            .Add("communication.refused", json.CommunicationRefused);
    }
}
