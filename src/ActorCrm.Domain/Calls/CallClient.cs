using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Calls;

/// <summary>Who the client of a call is, and who of the centre took part.</summary>
internal static class CallClient
{
    /// <summary>The client's text as the telephone system writes it; null when unknown or there is no client.</summary>
    public static string? Text(CallFacts facts) => facts.Direction switch
    {
        CallDirection.Incoming => facts.From,
        CallDirection.Outgoing => facts.To ?? facts.Dialled,
        _ => null,
    };

    /// <summary>The client's E.164 number as it is written in a region, or why there is none.</summary>
    public static (string? Number, NoClientReason? None) Of(
        CallFacts facts, string? region, SettingsSnapshot settings)
    {
        if (facts.Direction is null)
        {
            return (null, NoClientReason.DirectionUnknown);
        }

        if (facts.Direction == CallDirection.Internal)
        {
            return (null, NoClientReason.Internal);
        }

        if (Text(facts) is not { } text)
        {
            return (null, NoClientReason.NumberUnknown);
        }

        if (settings.IsExtension(text))
        {
            return (null, NoClientReason.Extension);
        }

        return settings.ReadNumber(text, region) switch
        {
            null => (null, NoClientReason.NoNumber),
            var own when settings.IsOwnNumber(own) => (null, NoClientReason.OwnNumber),
            var staff when settings.IsEmployeeNumber(staff) => (null, NoClientReason.EmployeeNumber),
            var number => (number, null),
        };
    }

    /// <summary>Whether the scenario has nothing to say about a call, whatever happens in it.</summary>
    public static bool IsSilent(NoClientReason? reason) => reason is NoClientReason.DirectionUnknown
        or NoClientReason.Internal or NoClientReason.OwnNumber or NoClientReason.EmployeeNumber;

    /// <summary>
    /// Who took part. Without a reference the other side of the call tells: the number dialled by the client, or the
    /// text that an outgoing call comes from; unless that is the centre's own number, which is nobody's name.
    /// </summary>
    public static Participant Participant(
        AgentReference? reference, Call call, SettingsSnapshot settings, Participant? before)
    {
        var facts = call.Facts;
        var text = CentreText(facts) is { } side && !IsOwn(side, call.Region, settings) ? side : null;
        var label = reference is null
            ? text
            : reference.Sip ?? reference.Extension ?? reference.Number ?? reference.Email;

        // Who was decided once stays it: a later change of the employees must not rewrite what a call did.
        if (before is not null && before.Reference == reference && before.Label == label)
        {
            return before;
        }

        var employee = reference is not null ? settings.Find(reference, call.Region)
            : text is not null ? settings.FindByText(text, call.Region)
            : null;
        return new Participant(employee?.CrmUserId, employee?.Id, label, reference, employee?.Name);
    }

    // Without a direction nobody knows which side is the centre's.
    private static string? CentreText(CallFacts facts) => facts.Direction switch
    {
        CallDirection.Incoming or CallDirection.Internal => facts.To,
        CallDirection.Outgoing => facts.From,
        _ => null,
    };

    private static bool IsOwn(string text, string? region, SettingsSnapshot settings) =>
        settings.ReadNumber(text, region) is { } number && settings.IsOwnNumber(number);
}
