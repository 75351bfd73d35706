using ActorCrm.Domain.Access;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Worlds;

/// <summary>
/// A call centre that is set up: Tess is the Top manager, Anna and Bruno are mapped to CRM users, Ursula is not.
/// </summary>
internal sealed class CallCentre
{
    public const string Tess = "crm-tess";
    public const string Anna = "crm-anna";
    public const string Bruno = "crm-bruno";
    public const string AnnaExtension = "101";
    public const string BrunoExtension = "102";
    public const string UrsulaExtension = "109";
    public const string Client = "+48601234567";
    public const string OwnNumber = "+48221234567";
    public const string Source = "pbx";

    public static readonly UtmTags Utm = new("google", "cpc", "spring");

    public static readonly Employee[] Staff =
    [
        new("tess", "Tess Top", "tess@centre.example", ["100"], CrmUserId: Tess),
        new("anna", "Anna Able", "anna@centre.example", [AnnaExtension], ["centre_anna"],
            [new("+48 602 111 222")], Anna),
        new("bruno", "Bruno Bold", null, [BrunoExtension], ["centre_bruno"], null, Bruno),
        new("ursula", "Ursula Unmapped", null, [UrsulaExtension], ["centre_ursula"]),
    ];

    private readonly string[] _crmTypes =
    [
        Contact.Type, Organization.Type, Deal.Type, CrmTask.Type,
    ];

    public CallCentre(GrainWorld world, string? matrix = null, CallSettings? settings = null)
    {
        World = world;
        Ask<SettingSaved>(
            new GrainId(CallSettings.Type, CallSettings.Key),
            new SaveCallSettings(settings ?? new CallSettings { OwnNumbers = [OwnNumber] }, "test"));
        Ask<SettingSaved>(
            new GrainId(Employees.Type, Employees.Key), new SaveEmployees(Staff, "tess", "test"));
        if (matrix is not null)
        {
            SaveMatrix(matrix);
        }

        Activate();
    }

    public CallCentre(string? matrix = null, CallSettings? settings = null)
        : this(new GrainWorld(Catalog()), matrix, settings)
    {
    }

    public GrainWorld World { get; }

    public List<Contact> Contacts => World.States<Contact>(Contact.Type);

    public List<Organization> Organizations => World.States<Organization>(Organization.Type);

    public List<Deal> Deals => World.States<Deal>(Deal.Type);

    public List<CrmTask> Tasks => World.States<CrmTask>(CrmTask.Type);

    /// <summary>The CRM as JSON.</summary>
    public string Crm => World.Json(_crmTypes);

    public static GrainCatalog Catalog()
    {
        var catalog = AccessDomain.AddTo(CallsDomain.AddTo(new GrainCatalog()));
        RecordsDomain.AddTo(catalog);
        return catalog;
    }

    public static GrainId ScenarioId(string project = Scenario.DefaultProject) => new(Scenario.Type, project);

    public static GrainId CallId(string call) => new(Domain.Calls.Call.Type, $"{Source}/{call}");

    public void SaveMatrix(string line, string project = Scenario.DefaultProject) =>
        Ask<SettingSaved>(ScenarioId(project), new SaveScenario(Draft(line), "test"));

    public void Activate(bool resend = false, string project = Scenario.DefaultProject) =>
        Ask<SettingSaved>(ScenarioId(project), new ActivateScenario("test", resend));

    public void Deactivate() => Ask<SettingSaved>(ScenarioId(), new DeactivateScenario("test"));

    /// <summary>A contact that a person made, with a deal for each status.</summary>
    public Contact ExistingContact(string? ownerId, params (DealStatus Status, string? OwnerId)[] deals) =>
        ExistingContact(Guid.Parse("00000000-0000-7000-8000-000000000001"), Client, ownerId, deals);

    public Contact ExistingContact(
        Guid id, string phone, string? ownerId, params (DealStatus Status, string? OwnerId)[] deals)
    {
        Ask<ContactSaved>(ContactGrain.Id(id), new SaveContact("Cleo Client", [phone], null, ownerId, "person"));
        for (var i = 0; i < deals.Length; i++)
        {
            var dealId = new Guid(id.ToString()[..^4] + $"d{i:d3}");
            World.Advance(TimeSpan.FromMinutes(1));
            Ask<ContactSaved>(ContactGrain.Id(id), new OpenDeal(dealId, $"Deal {i}", deals[i].OwnerId, "person"));
            if (deals[i].Status != DealStatus.Open)
            {
                Ask<DealClosed>(DealGrain.Id(dealId), new CloseDeal(deals[i].Status == DealStatus.Won, "person"));
            }
        }

        World.Advance(TimeSpan.FromHours(1));
        return World.State<Contact>(ContactGrain.Id(id))!;
    }

    /// <summary>A call that an adapter reports; it does nothing by itself.</summary>
    public CallScript Incoming(string call = "c1", string? from = Client) =>
        new(this, call, CallDirection.Incoming, from, OwnNumber);

    public CallScript Outgoing(string call = "c1", string agent = AnnaExtension, string? to = Client) =>
        new(this, call, CallDirection.Outgoing, agent, to);

    public Call Call(string call = "c1") => World.State<Call>(CallId(call)).ShouldNotBeNull();

    public object? Submit(Form form, string id = "f1") =>
        World.Ask(new GrainId(FormSubmission.Type, $"site/{id}"), new SubmitForm("site", id, form));

    public FormSubmission Form(string id = "f1") =>
        World.State<FormSubmission>(new GrainId(FormSubmission.Type, $"site/{id}")).ShouldNotBeNull();

    public T Ask<T>(GrainId to, object message) => World.Ask(to, message).ShouldBeOfType<T>();

    /// <summary>Runs every timer out.</summary>
    public CallCentre Settle()
    {
        World.Advance(TimeSpan.FromHours(9));
        return this;
    }

    public static Dictionary<string, Dictionary<string, CellDraft>> Draft(string line)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(ScenarioMatrix.Of(line));
        return System.Text.Json.JsonSerializer.Deserialize(json, SettingsJson.Default.MatrixDraft)!;
    }
}

/// <summary>Tells the story of one call, event by event.</summary>
internal sealed class CallScript(
    CallCentre centre, string call, CallDirection direction, string? from, string? to)
{
    private int _events;

    public Call State => centre.Call(call);

    public Decision Decision => State.Decision.ShouldNotBeNull();

    public CallScript Ring(UtmTags? utm = null, string? name = null, string? project = null) =>
        Send(Event(CallEventType.Ringing) with
        {
            Utm = utm,
            CallerName = direction == CallDirection.Incoming ? name : null,
            CalledName = direction == CallDirection.Outgoing ? name : null,
            Agent = direction == CallDirection.Outgoing ? new AgentReference(from) : null,
            Project = project,
        });

    public CallScript Answer(string? extension) =>
        Send(Event(CallEventType.Answered) with { Agent = extension is null ? null : new AgentReference(extension) });

    public CallScript Answer(AgentReference agent) => Send(Event(CallEventType.Answered) with { Agent = agent });

    public CallScript Transfer(string extension) =>
        Send(Event(CallEventType.Transferred) with { Agent = new AgentReference(extension) });

    public CallScript End(CallOutcome? outcome = null) => Send(Event(CallEventType.Ended) with { Outcome = outcome });

    public CallScript Recording(string url = "https://pbx.example/r1.mp3") =>
        Send(Event(CallEventType.Recording) with { RecordingUrl = url });

    public CallScript Update(UtmTags? utm = null, string? name = null) =>
        Send(Event(CallEventType.Updated) with { Utm = utm, CallerName = name });

    /// <summary>The event that would come next, ten seconds after the one before.</summary>
    public CallEvent Event(CallEventType type) => new(
        $"{call}-{++_events}", type, centre.World.Now.AddSeconds(10 * _events), direction, from, to);

    public CallScript Send(CallEvent callEvent)
    {
        centre.Ask<EventAccepted>(
            CallCentre.CallId(call), new RecordCallEvent(CallCentre.Source, call, callEvent));
        return this;
    }
}
