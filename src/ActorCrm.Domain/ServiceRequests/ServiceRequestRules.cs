using System.Text.Json;
using System.Text.Json.Nodes;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.ServiceRequests;

/// <summary>
/// The resolution states of service requests (spec/communications.md §2.6): which status follows which, and when the
/// client may have accepted what. One that is made may have any status: it may come from another system.
/// </summary>
internal sealed class ServiceRequestRules : RecordRules
{
    /// <summary>The object type.</summary>
    public const string Type = "serviceRequest";

    /// <summary>Which status may follow which; a request that is resolved for good or cancelled stays so.</summary>
    public static IReadOnlyDictionary<string, string[]> Next { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["new"] = ["responded", "temporaryResolved", "finalResolved", "cancelled"],
            ["responded"] = ["temporaryResolved", "finalResolved", "cancelled"],
            ["temporaryResolved"] = ["finalResolved", "cancelled"],
            ["finalResolved"] = [],
            ["cancelled"] = [],
        };

    /// <summary>The only one.</summary>
    public static ServiceRequestRules Rules { get; } = new();

    /// <inheritdoc/>
    public override void Check(JsonObject before, JsonObject given, JsonObject? values, List<FieldFault> faults)
    {
        var was = before.Text("status");
        if (was is not null && given.TryGetPropertyValue("status", out var status) && Text(status) is var next
            && next != was && !faults.Exists(fault => fault.Field == "status") && !Next[was].Contains(next))
        {
            faults.Add(new FieldFault("status", "notUpdatable", Next[was].Length == 0
                ? $"A request that is {was} stays so."
                : $"After {was} it is one of {string.Join(", ", Next[was])}."));
        }

        if (values is null)
        {
            return;
        }

        if (values["status"] is null && was is not null)
        {
            values["status"] = was;
        }

        CheckAccepted(before, values, faults);
    }

    private static void CheckAccepted(JsonObject before, JsonObject values, List<FieldFault> faults)
    {
        var status = values.Text("status");
        Refuse(
            "responseAcceptedOn", values["responseNeedsAcceptance"]?.GetValue<bool>() != true,
            "Only a response that needs acceptance is accepted.");
        Refuse(
            "temporaryResolutionAcceptedOn", status != "temporaryResolved",
            "A temporary resolution is accepted while it stands: in the status temporaryResolved.");
        Refuse(
            "finalResolutionAcceptedOn", status != "finalResolved",
            "A final resolution is accepted in the status finalResolved.");
        Refuse(
            "finalResolutionAcceptedOn",
            values["temporaryResolution"] is not null && values["temporaryResolutionAcceptedOn"] is null,
            "The temporary resolution has to be accepted before.");

        void Refuse(string field, bool isWrong, string message)
        {
            var isNew = values[field] is not null && !JsonNode.DeepEquals(before[field], values[field]);
            if (isNew && isWrong && !faults.Exists(fault => fault.Field == field))
            {
                faults.Add(new FieldFault(field, before.Count == 0 ? "notCreatable" : "notUpdatable", message));
            }
        }
    }

    private static string? Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>().Trim() : null;
}
