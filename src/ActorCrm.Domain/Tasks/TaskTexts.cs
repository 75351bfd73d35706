using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Tasks;

/// <summary>What a task says. English; a translation replaces this file.</summary>
internal static class TaskTexts
{
    private const string Unlinked = "who is linked to no CRM user.";

    /// <summary>One line: that of the first contribution that is still to do, else of the last one.</summary>
    public static string Subject(TaskContribution[] parts, Question question)
    {
        var part = Array.Find(parts, candidate => !candidate.Completed) ?? parts[^1];
        var client = question.Name ?? question.ClientNumber ?? "unknown number";
        return part.Trigger switch
        {
            Trigger.T1 => $"Incoming call: {client}",
            Trigger.T2 => $"Incoming call picked up: {client}",
            Trigger.T3 => $"Call back: {client}",
            Trigger.T4 when IsUnowned(part) => $"Nobody is responsible: {client}",
            Trigger.T4 when part.Action == ScenarioAction.Ac7 => $"Check the call: {client}",
            Trigger.T4 or Trigger.T5 => $"Incoming call: {client}",
            Trigger.T6 or Trigger.T7 => $"Outgoing call: {client}",
            Trigger.T8 => $"Unanswered outgoing call: {client}",
            Trigger.T9 => $"Check the integration settings: call with {client}",
            Trigger.T10 => $"Form: {client}",
        };
    }

    /// <summary>Sentences: why the task is there and what to do.</summary>
    public static string Text(TaskContribution[] parts, Question question)
    {
        var sentences = new List<string>(parts.Length);
        foreach (var part in parts)
        {
            var sentence = Sentence(part, question);
            if (!sentences.Contains(sentence))
            {
                sentences.Add(sentence);
            }
        }

        return string.Join(' ', sentences);
    }

    private static string Sentence(TaskContribution part, Question question) => part.Trigger switch
    {
        Trigger.T1 => "The client is calling.",
        Trigger.T2 => $"{Name(question.Pickup?.Who)} picked up.",
        Trigger.T3 => "Nobody answered the call: call the client back.",
        // CS-31: who answered has their own call and nothing to check in it, but a client whom nobody looks after.
        Trigger.T4 when IsUnowned(part) => question.ClientNumber is null
            ? "The caller has no number to be found by: add the client and the deal if you know who it was."
            : "Nobody is responsible for the client: take the client over or hand them to a colleague.",
        // CS-13: the responsible manager is asked to check what a colleague did.
        Trigger.T4 when part.Action == ScenarioAction.Ac7 =>
            $"{Name(question.End?.Who)} answered your client: check the call.",
        Trigger.T4 or Trigger.T5 => $"{Name(question.End?.Who)} talked with the client.",
        Trigger.T6 or Trigger.T7 => $"{Name(question.End?.Who)} called the client.",
        Trigger.T8 => $"{Name(question.End?.Who)} called the client and got no answer.",
        Trigger.T9 => Unknown(question)
            + " Check the integration settings and move the deal and the call to another agent.",
        Trigger.T10 => "The client sent a form from the site.",
    };

    private static string Name(Participant? who) => who?.Name ?? who?.Label ?? "Somebody";

    // In T4 somebody known has answered, so that the Top manager never stands in.
    private static bool IsUnowned(TaskContribution part) =>
        part is { Action: ScenarioAction.Ac7, Rule: "CS-31" };

    // CS-07: names the SIP account or number, so that the settings can be put right. Who is not named by the telephone
    // system but only seems to be the other side of the call is not said to have talked.
    private static string Unknown(Question question)
    {
        var (did, side) = question.Outgoing ? ("made", "from") : ("answered", "to");
        return question.End?.Who switch
        {
            { Label: { } label, Name: { } name } => $"The call was {did} by {name} ({label}), {Unlinked}",
            { Label: { } label, Reference: not null } => $"The call was {did} by {label}, {Unlinked}",
            { Label: { } label } => $"The telephone system does not say who {did} the call {side} {label}.",
            _ => $"The telephone system does not say who {did} the call.",
        };
    }
}
