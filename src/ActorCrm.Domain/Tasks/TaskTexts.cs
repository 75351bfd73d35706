using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Tasks;

/// <summary>What a task says. English; a translation replaces this file.</summary>
internal static class TaskTexts
{
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
        // CS-13: the responsible manager is asked to check what a colleague did.
        Trigger.T4 when part.Action == ScenarioAction.Ac7 =>
            $"{Name(question.End?.Who)} answered your client: check the call.",
        Trigger.T4 or Trigger.T5 => $"{Name(question.End?.Who)} talked with the client.",
        Trigger.T6 or Trigger.T7 => $"{Name(question.End?.Who)} called the client.",
        Trigger.T8 => $"{Name(question.End?.Who)} called the client and got no answer.",
        // CS-07: names the SIP account or number, so that the settings can be put right.
        Trigger.T9 => $"The call was answered or made by {Label(question.End?.Who)}, who is linked to no CRM user. "
            + "Check the integration settings and move the deal and the call to another agent.",
        Trigger.T10 => "The client sent a form from the site.",
    };

    private static string Name(Participant? who) => who?.Name ?? who?.Label ?? "Somebody";

    private static string Label(Participant? who) => who switch
    {
        { Label: { } label, Name: { } name } => $"{name} ({label})",
        { Label: { } label } => label,
        { Name: { } name } => name,
        _ => "somebody whom the telephone system does not name",
    };
}
