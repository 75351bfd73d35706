using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.ServiceRequests;

namespace ActorCrm.Domain.Tests.Records;

/// <summary>The resolution states of service requests (spec/communications.md §2.6).</summary>
public sealed class ServiceRequestTests
{
    private const string At = "2026-03-02T09:00:00Z";

    private static readonly string[] Statuses =
        [.. BuiltInTypes.Find("serviceRequest")!.Find("status")!.Options!.Select(option => option.Value)];

    private readonly EntityWorld _world = new();

    [Fact]
    public void Each_status_is_followed_by_those_of_the_table_and_no_others()
    {
        var allowed = new HashSet<string>(StringComparer.Ordinal)
        {
            "new>responded", "new>temporaryResolved", "new>finalResolved", "new>cancelled",
            "responded>temporaryResolved", "responded>finalResolved", "responded>cancelled",
            "temporaryResolved>finalResolved", "temporaryResolved>cancelled",
        };
        ServiceRequestRules.Next.Keys.ShouldBe(Statuses, ignoreOrder: true);
        var n = 0;
        foreach (var from in Statuses)
        {
            foreach (var to in Statuses)
            {
                Make(++n, $$"""{"subject":"x","status":"{{from}}"}""");
                var answer = _world.Patch("serviceRequest", n, $$"""{"status":"{{to}}"}""");
                if (from == to || allowed.Contains($"{from}>{to}"))
                {
                    answer.Saved().Fields.Text("status").ShouldBe(to);
                }
                else
                {
                    answer.Refused("recordInvalid").Faults.ShouldHaveSingleItem().Field.ShouldBe("status");
                }
            }

            Make(++n, $$"""{"subject":"x","status":"{{from}}"}""");
            _world.Put("serviceRequest", n, """{"subject":"y"}""").Saved().Fields.Text("status").ShouldBe(from);
            _world.Patch("serviceRequest", n, """{"status":null}""").Refused("recordInvalid");
        }
    }

    [Fact]
    public void A_resolution_is_accepted_only_where_it_stands()
    {
        Make(1, """{"subject":"x","status":"responded","temporaryResolution":"restart it"}""");
        Refused(1, $$"""{"temporaryResolutionAcceptedOn":"{{At}}"}""", "temporaryResolutionAcceptedOn");
        Refused(1, $$"""{"responseAcceptedOn":"{{At}}"}""", "responseAcceptedOn");
        Refused(
            1, $$"""{"status":"finalResolved","finalResolutionAcceptedOn":"{{At}}"}""", "finalResolutionAcceptedOn");
        _world.Patch("serviceRequest", 1, """{"status":"temporaryResolved"}""").Saved();
        Refused(1, $$"""{"finalResolutionAcceptedOn":"{{At}}"}""", "finalResolutionAcceptedOn");
        _world.Patch("serviceRequest", 1, $$"""{"temporaryResolutionAcceptedOn":"{{At}}"}""").Saved();
        _world.Patch("serviceRequest", 1, """{"status":"finalResolved"}""").Saved();
        _world.Patch("serviceRequest", 1, $$"""{"finalResolutionAcceptedOn":"{{At}}"}""").Saved();

        Make(2, """{"subject":"x","status":"responded","responseNeedsAcceptance":true}""");
        _world.Patch("serviceRequest", 2, $$"""{"responseAcceptedOn":"{{At}}"}""").Saved();
    }

    private void Make(int n, string fields) => _world.Create("serviceRequest", n, fields).Saved();

    private void Refused(int n, string patch, string field) =>
        _world.Patch("serviceRequest", n, patch).Refused("recordInvalid").Faults.ShouldHaveSingleItem().Field
            .ShouldBe(field);
}
