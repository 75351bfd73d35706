using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Settings;

namespace ActorCrm.Domain.Calls;

/// <summary>What decided where a call should ring.</summary>
public enum ForwardedBy
{
    /// <summary>Nobody in particular: the telephone system's own scheme.</summary>
    Scheme,

    /// <summary>The open deal's owner.</summary>
    Deal,

    /// <summary>The contact's owner.</summary>
    Contact,

    /// <summary>The employee who last talked with the client.</summary>
    Calls,
}

/// <summary>Where an incoming call should ring first.</summary>
/// <param name="By">What decided.</param>
/// <param name="Employee">The employee; null for the scheme.</param>
public sealed record ForwardingRoute(ForwardedBy By, Employee? Employee = null);

/// <summary>
/// Asked before a call rings (CS-36): open lead &gt; open deal &gt; contact &gt; scheme. There are no leads here
/// so the deal comes first.
/// </summary>
public static class SmartForwarding
{
    /// <summary>The route of a call.</summary>
    /// <param name="contact">The client's contact; null for a new client.</param>
    /// <param name="lastTalkedTo">CRM user who last talked with the client; null when nobody did.</param>
    /// <param name="settings">Mode and employees.</param>
    public static ForwardingRoute Route(Contact? contact, string? lastTalkedTo, SettingsSnapshot settings) =>
        settings.Calls.SmartForwarding switch
        {
            SmartForwardingMode.ByCrm => ByCrm(contact, settings),
            SmartForwardingMode.ByCalls => To(ForwardedBy.Calls, lastTalkedTo, settings)
                ?? new ForwardingRoute(ForwardedBy.Scheme),
            _ => new ForwardingRoute(ForwardedBy.Scheme),
        };

    private static ForwardingRoute ByCrm(Contact? contact, SettingsSnapshot settings)
    {
        // No call is excluded: nothing of the call that is about to ring exists yet.
        var snapshot = ContactSnapshot.Of(contact, cause: "");
        return To(ForwardedBy.Deal, snapshot.DealOwnerId, settings)
            ?? To(ForwardedBy.Contact, snapshot.ContactOwnerId, settings)
            ?? new ForwardingRoute(ForwardedBy.Scheme);
    }

    // A CRM user whom no employee has cannot be called: the next one is tried.
    private static ForwardingRoute? To(ForwardedBy by, string? userId, SettingsSnapshot settings) =>
        userId is not null && settings.FindByUser(userId) is { } employee ? new ForwardingRoute(by, employee) : null;
}
