using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Settings;
using ActorCrm.Server.Access;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Calls;
using ActorCrm.Server.Cluster;
using ActorCrm.Server.Contacts;
using ActorCrm.Server.Deals;
using ActorCrm.Server.Forms;
using ActorCrm.Server.Grains;
using ActorCrm.Server.Objects;
using ActorCrm.Server.Organizations;
using ActorCrm.Server.Records;
using ActorCrm.Server.Settings;
using ActorCrm.Server.Tasks;
using ActorCrm.Server.Timeline;
using ActorCrm.Server.Webhooks;

namespace ActorCrm.Server.Reads;

/// <summary>
/// JSON of what is read: every field is there, null where there is nothing, so that a client sees all that exists.
/// Times are in UTC.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(UtcTime),
        typeof(CamelCaseWord<CallEventType>),
        typeof(CamelCaseWord<CallDirection>),
        typeof(CamelCaseWord<CallOutcome>),
        typeof(CamelCaseWord<CallPhase>),
        typeof(CamelCaseWord<CallClosing>),
        typeof(CamelCaseWord<CallWait>),
        typeof(CamelCaseWord<NoClientReason>),
        typeof(CamelCaseWord<DealStatus>),
        typeof(CamelCaseWord<FormStoredOnly>),
        typeof(CamelCaseWord<SmartForwardingMode>),
        typeof(CamelCaseWord<CollaborationScope>),
        typeof(CamelCaseWord<RecordAction>)])]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Page<CallView>))]
[JsonSerializable(typeof(Page<ContactView>))]
[JsonSerializable(typeof(Page<OrganizationView>))]
[JsonSerializable(typeof(Page<DealView>))]
[JsonSerializable(typeof(Page<TaskView>))]
[JsonSerializable(typeof(Page<TimelineView>))]
[JsonSerializable(typeof(Page<ScenarioRevisionView>))]
[JsonSerializable(typeof(Page<FormView>))]
[JsonSerializable(typeof(Page<SiloMinuteView>))]
[JsonSerializable(typeof(OwnerView))]
[JsonSerializable(typeof(RecordView))]
[JsonSerializable(typeof(Page<RecordView>))]
[JsonSerializable(typeof(Page<RecordTimelineView>))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(Page<WebhookView>))]
[JsonSerializable(typeof(Page<WebhookDeliveryView>))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(GrainView))]
[JsonSerializable(typeof(ChangeView))]
[JsonSerializable(typeof(ScenarioView))]
[JsonSerializable(typeof(EmployeesView))]
[JsonSerializable(typeof(CallSettingsView))]
[JsonSerializable(typeof(ScenarioTestView))]
[JsonSerializable(typeof(ObjectTypeView))]
[JsonSerializable(typeof(Page<ObjectTypeView>))]
[JsonSerializable(typeof(NetworkView))]
[JsonSerializable(typeof(Page<AuditView>))]
[JsonSerializable(typeof(AuditVerificationView))]
internal sealed partial class ReadJson : JsonSerializerContext
{
    /// <summary>An answer is no HTML: plus signs and letters stay as they are.</summary>
    public static ReadJson Plain => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
