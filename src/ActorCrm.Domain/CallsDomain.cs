using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain;

/// <summary>
/// Registers everything from a call event to a task. The names are stored with rows: they never change.
/// </summary>
public static class CallsDomain
{
    /// <summary>Adds all grain types and messages, and the settings snapshot.</summary>
    public static GrainCatalog AddTo(GrainCatalog catalog)
    {
        catalog.Settings = SettingsSnapshot.From;
        AddSettings(catalog);
        AddCalls(catalog);
        AddContacts(catalog);
        AddOrganizations(catalog);
        AddDeals(catalog);
        AddTasks(catalog);
        AddForms(catalog);
        ObjectsDomain.AddTo(catalog);
        return catalog;
    }

    private static void AddSettings(GrainCatalog catalog)
    {
        var json = SettingsJson.Default;
        catalog.Add(new GrainType<Scenario>(Scenario.Type, json.Scenario, ScenarioGrain.Handle, isSetting: true));
        catalog.Add(new GrainType<Employees>(Employees.Type, json.Employees, EmployeesGrain.Handle, isSetting: true));
        catalog.Add(new GrainType<CallSettings>(
            CallSettings.Type, json.CallSettings, CallSettingsGrain.Handle, isSetting: true));
        catalog.Messages
            .Add("scenario.save", json.SaveScenario)
            .Add("scenario.activate", json.ActivateScenario)
            .Add("scenario.deactivate", json.DeactivateScenario)
            .Add("employees.save", json.SaveEmployees)
            .Add("callSettings.save", json.SaveCallSettings)
            .Add("setting.saved", json.SettingSaved)
            .Add("setting.refused", json.SettingRefused)
            .Add("scenario.resendCalls", json.ResendCalls);
    }

    private static void AddCalls(GrainCatalog catalog)
    {
        var json = CallJson.Default;
        catalog.Add(new GrainType<Call>(Call.Type, json.Call, CallGrain.Handle));
        catalog.Messages
            .Add("call.record", json.RecordCallEvent)
            .Add("call.replace", json.ReplaceCallEvents)
            .Add("call.resend", json.ResendCall)
            .Add("call.settle", json.SettleCall)
            .Add("call.closeQuiet", json.CloseQuietCall)
            .Add("call.situation", json.Situation)
            .Add("call.decided", json.SituationDecided)
            .Add("call.accepted", json.EventAccepted)
            .Add("call.duplicate", json.EventDuplicate)
            .Add("call.refused", json.EventRefused);
    }

    private static void AddContacts(GrainCatalog catalog)
    {
        var json = ContactJson.Default;
        catalog.Add(new GrainType<Contact>(Contact.Type, json.Contact, ContactGrain.Handle));
        catalog.Add(new GrainType<NumberContacts>(NumberContacts.Type, json.NumberContacts, PhoneNumberGrain.Handle));
        catalog.Messages
            .Add("contact.save", json.SaveContact)
            .Add("contact.openDeal", json.OpenDeal)
            .Add("contact.dealChanged", json.DealChanged)
            .Add("contact.clientNamed", json.ClientNamed)
            .Add("contact.saved", json.ContactSaved)
            .Add("contact.refused", json.ContactRefused)
            .Add("phoneNumber.added", json.NumberAdded)
            .Add("phoneNumber.removed", json.NumberRemoved)
            .Add("phoneNumber.notHad", json.NumberNotHad)
            .Add("contact.numberWanted", json.NumberWanted)
            .Add("contact.takeDeal", json.TakeDeal);
    }

    private static void AddOrganizations(GrainCatalog catalog)
    {
        var json = OrganizationJson.Default;
        catalog.Add(new GrainType<Organization>(Organization.Type, json.Organization, OrganizationGrain.Handle));
        catalog.Add(new GrainType<OrganizationName>(
            OrganizationName.Type, json.OrganizationName, OrganizationNameGrain.Handle));
        catalog.Messages
            .Add("organization.put", json.PutOrganization)
            .Add("organization.putUtm", json.PutOrganizationUtm)
            .Add("organization.withdraw", json.WithdrawOrganization)
            .Add("organization.name", json.NameOrganization)
            .Add("organizationName.move", json.MoveOrganizationName)
            .Add("organizationName.claim", json.ClaimOrganizationName)
            .Add("organizationName.release", json.ReleaseOrganizationName);
    }

    private static void AddDeals(GrainCatalog catalog)
    {
        var json = DealJson.Default;
        catalog.Add(new GrainType<Deal>(Deal.Type, json.Deal, DealGrain.Handle));
        catalog.Messages
            .Add("deal.put", json.PutDeal)
            .Add("deal.putUtm", json.PutDealUtm)
            .Add("deal.withdraw", json.WithdrawDeal)
            .Add("deal.addCall", json.AddCallToDeal)
            .Add("deal.removeCall", json.RemoveCallFromDeal)
            .Add("deal.close", json.CloseDeal)
            .Add("deal.assign", json.AssignDeal)
            .Add("deal.closed", json.DealClosed)
            .Add("deal.alreadyClosed", json.DealAlreadyClosed)
            .Add("deal.assigned", json.DealAssigned)
            .Add("deal.notFound", json.DealNotFound);
    }

    private static void AddTasks(GrainCatalog catalog)
    {
        var json = TaskJson.Default;
        catalog.Add(new GrainType<CrmTask>(CrmTask.Type, json.CrmTask, TaskGrain.Handle));
        catalog.Messages
            .Add("task.put", json.PutTask)
            .Add("task.withdraw", json.WithdrawTask)
            .Add("task.complete", json.CompleteTask)
            .Add("task.completed", json.TaskCompleted)
            .Add("task.alreadyCompleted", json.TaskAlreadyCompleted)
            .Add("task.notFound", json.TaskNotFound);
    }

    private static void AddForms(GrainCatalog catalog)
    {
        var json = FormJson.Default;
        catalog.Add(new GrainType<FormSubmission>(FormSubmission.Type, json.FormSubmission, FormGrain.Handle));
        catalog.Messages
            .Add("form.submit", json.SubmitForm)
            .Add("form.accepted", json.FormAccepted)
            .Add("form.duplicate", json.FormDuplicate)
            .Add("form.refused", json.FormRefused);
    }
}
