using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using static ActorCrm.Domain.Tests.Worlds.CallCentre;

namespace ActorCrm.Domain.Tests.Calls;

/// <summary>CS-36: where an incoming call rings. There are no leads, so the open deal comes first.</summary>
public sealed class SmartForwardingTests
{
    private static readonly Contact Contact = new(
        Guid.CreateVersion7(), "Cleo", [Client], null, Bruno, "person", DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(Anna, DealStatus.Open, ForwardedBy.Deal, "anna")]
    [InlineData(Anna, DealStatus.Won, ForwardedBy.Contact, "bruno")]
    [InlineData("crm-nobody", DealStatus.Open, ForwardedBy.Contact, "bruno")]
    [InlineData(null, DealStatus.Open, ForwardedBy.Contact, "bruno")]
    public void CS_36_A_14_The_open_deals_owner_comes_before_the_contacts(
        string? dealOwner, DealStatus status, ForwardedBy by, string employee)
    {
        var contact = Contact with
        {
            Deals = [new(Guid.CreateVersion7(), dealOwner, status, DateTimeOffset.UnixEpoch, "person")],
        };

        var route = SmartForwarding.Route(contact, Tess, Settings(SmartForwardingMode.ByCrm));

        route.By.ShouldBe(by);
        route.Employee!.Id.ShouldBe(employee);
    }

    [Fact]
    public void CS_36_A_new_client_and_a_contact_of_nobody_follow_the_scheme()
    {
        var settings = Settings(SmartForwardingMode.ByCrm);

        SmartForwarding.Route(null, Anna, settings).ShouldBe(new ForwardingRoute(ForwardedBy.Scheme));
        SmartForwarding.Route(Contact with { OwnerId = null }, Anna, settings).By.ShouldBe(ForwardedBy.Scheme);
    }

    [Fact]
    public void CS_36_By_calls_the_employee_who_last_talked_with_the_client_comes_first()
    {
        var settings = Settings(SmartForwardingMode.ByCalls);

        SmartForwarding.Route(Contact, Anna, settings).Employee!.Id.ShouldBe("anna");
        SmartForwarding.Route(Contact, null, settings).By.ShouldBe(ForwardedBy.Scheme);
    }

    [Fact]
    public void CS_36_Switched_off_every_call_follows_the_scheme() =>
        SmartForwarding.Route(Contact, Anna, Settings(SmartForwardingMode.Off)).By.ShouldBe(ForwardedBy.Scheme);

    private static SettingsSnapshot Settings(SmartForwardingMode mode) =>
        SettingsSnapshot.From(new Dictionary<GrainId, object>
        {
            [new GrainId(CallSettings.Type, CallSettings.Key)] = new CallSettings { SmartForwarding = mode },
            [new GrainId(Employees.Type, Employees.Key)] = new Employees(Staff, "tess", 1),
        });
}
