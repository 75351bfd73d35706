using ActorCrm.Domain.Calls;

namespace ActorCrm.Domain.Contacts;

/// <summary>Tells a client's name from a number that stands in for one.</summary>
internal static class ClientName
{
    /// <summary>
    /// The name that a call or form tells; null when it tells none. Telephone systems that know no name show the number
    /// in its place, so a text without any letter is none.
    /// </summary>
    public static string? Of(Question question)
    {
        foreach (var character in question.Name ?? "")
        {
            if (char.IsLetter(character))
            {
                return question.Name;
            }
        }

        return null;
    }

    /// <summary>Whether a name is an E.164 number, under which a contact is made while no name is known.</summary>
    public static bool IsNumber(string name) =>
        name.Length > 1 && name[0] == '+' && !name.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
