using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Forms;

/// <summary>One form from a site: T10 of its project's scenario (CS-20 to CS-23, A-11).</summary>
public static class FormGrain
{
    private const int TextLengthMax = 512;
    private const int FieldLengthMax = 4_000;

    /// <summary>Handles one message.</summary>
    public static FormSubmission? Handle(Turn turn, FormSubmission? state, object message) => message switch
    {
        SubmitForm submit => Submit(turn, state, submit),
        SituationDecided decided => Decided(turn, state, decided),
        _ => throw new InvalidOperationException($"A form does not understand {message.GetType().Name}."),
    };

    private static FormSubmission? Submit(Turn turn, FormSubmission? state, SubmitForm submit)
    {
        if (Fault(submit.Form) is { } fault)
        {
            turn.Reply(new FormRefused("formInvalid", fault));
            return state;
        }

        if (state is not null)
        {
            // CS-33.
            turn.Reply(new FormDuplicate());
            return state;
        }

        var settings = SettingsSnapshot.Of(turn);
        var project = submit.Form.Project ?? Scenario.DefaultProject;
        var scenario = settings.Scenario(project);
        var form = new FormSubmission(
            submit.Source,
            submit.FormId,
            submit.Form,
            turn.Now,
            new CallScenario(project, scenario.Active ? scenario.Version : null))
        {
            // CS-23.
            StoredOnly = !settings.Calls.FormsActive ? FormStoredOnly.FormsInactive
                : !scenario.Active ? FormStoredOnly.IntegrationInactive
                : null,
        };
        turn.Record(new TimelineEntry(turn.Self, "formReceived", submit.Source, Why: form.StoredOnly?.ToString()));
        turn.Reply(new FormAccepted());
        return form.StoredOnly is null ? Ask(turn, form, settings) : form;
    }

    private static FormSubmission Ask(Turn turn, FormSubmission state, SettingsSnapshot settings)
    {
        var form = state.Form;
        var question = new Question
        {
            Scenario = state.Scenario,
            ClientNumber = ClientNumber(form.Phone, settings.RegionOf(state.Source), settings),
            Name = Text(form.Name),
            Email = Text(form.Email),
            Company = Text(form.Company),
            Utm = form.Utm is { } utm && !utm.IsEmpty() ? utm : null,
            LandingPage = Text(form.LandingPage),
            ClientId = Text(form.ClientId),
            Form = new Moment(
                form.SentAt ?? turn.Now, settings.Calls.TaskDeadline, settings.TopManagerUserId),
        };
        var matrix = settings.Matrix(state.Scenario.Project, state.Scenario.Version ?? 0);
        var situation = new Situation(turn.Self.ToString(), turn.Cause, state.ReceivedAt, question, matrix);
        state = state with { Asked = question };
        if (question.ClientNumber is not { } number)
        {
            // Nobody can be looked up (CS-20), so nobody is made; tasks are wanted all the same (CS-30).
            var snapshots = new ClientSnapshots(ClientSnapshot.None);
            return WithDecision(
                turn, state with { Snapshots = snapshots }, question, CallRules.Decide(situation, snapshots, null));
        }

        turn.Tell(
            CompanyName(question, matrix) ?? new GrainId(NumberContacts.Type, number), situation);
        return state with { Awaiting = turn.Cause };
    }

    // The centre's own people are no clients.
    private static string? ClientNumber(string? phone, string region, SettingsSnapshot settings) =>
        settings.ReadNumber(phone, region) switch
        {
            { } number when !settings.IsOwnNumber(number) && !settings.IsEmployeeNumber(number) => number,
            _ => null,
        };

    // CS-27: an organization that a form names is found by its name.
    private static GrainId? CompanyName(Question question, ScenarioMatrix matrix) =>
        question.Company is { } company && matrix.Has(Trigger.T10, ScenarioAction.Ac4)
            ? OrganizationNameGrain.Id(company)
            : null;

    private static FormSubmission? Decided(Turn turn, FormSubmission? state, SituationDecided decided)
    {
        if (state?.Asked is not { } asked || state.Awaiting != decided.Token)
        {
            // An answer that came twice.
            return state;
        }

        var next = state with { Awaiting = null, Snapshots = decided.Snapshots };
        return WithDecision(turn, next, asked, decided.Decision);
    }

    private static FormSubmission WithDecision(
        Turn turn, FormSubmission state, Question question, Decision decision)
    {
        var cause = turn.Self.ToString();
        DecisionTasks.Tell(turn, cause, question, state.Decision, decision, recordings: null);
        if (decision.AttachedTo is { } entity)
        {
            // CS-21: what the visitor wrote belongs to the deal.
            var step = decision.Steps![^1];
            turn.Record(new TimelineEntry(
                CallKey.Grain(entity), "formAdded", step.Cell(), step.Rule, step.Why, cause, Data(state.Form)));
        }

        return state with { Decision = decision };
    }

    private static List<KeyValuePair<string, string>> Data(Form form)
    {
        var data = new List<KeyValuePair<string, string>>();
        Add("phone", form.Phone);
        Add("name", form.Name);
        Add("email", form.Email);
        Add("company", form.Company);
        foreach (var (name, text) in form.Fields ?? [])
        {
            Add(name, text);
        }

        return data;

        void Add(string name, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                data.Add(new(name, text));
            }
        }
    }

    private static string? Fault(Form? form)
    {
        if (form is null)
        {
            return "The form is missing.";
        }

        if (form.Fields?.Count > FormSubmission.FieldsMax)
        {
            return $"A form has at most {FormSubmission.FieldsMax} further fields.";
        }

        if (form.SentAt is { Year: < 2000 or > 2200 })
        {
            return "'sentAt' is between 2000 and 2200.";
        }

        foreach (var (name, text) in form.Fields ?? [])
        {
            if (name.Length > TextLengthMax || text?.Length > FieldLengthMax)
            {
                return $"A field has a name of at most {TextLengthMax} characters "
                    + $"and a text of at most {FieldLengthMax}.";
            }
        }

        return IsLong(form.Phone) || IsLong(form.Name) || IsLong(form.Email) || IsLong(form.Company)
            || IsLong(form.Project) || IsLong(form.ClientId) || form.LandingPage?.Length > FieldLengthMax
            ? $"A text is longer than {TextLengthMax} characters."
            : null;
    }

    private static bool IsLong(string? text) => text?.Length > TextLengthMax;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
