using System.Text.Json.Nodes;
using ActorCrm.Domain.Access;
using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Forms;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tasks;
using ActorCrm.Domain.Webhooks;

namespace ActorCrm.Server.Grains;

/// <summary>
/// What of a stored state is nobody's business: for each grain type, the names of the fields that are masked, wherever
/// they stand. A type that is not listed is masked as a whole, so that nobody shows a new secret by forgetting this.
/// </summary>
internal static class GrainMask
{
    /// <summary>Stands where something is masked.</summary>
    public const string Masked = "***";

    /// <summary>Masked in every type.</summary>
    private static readonly string[] Always = ["hash", "secret", "password", "token"];

    private static readonly Dictionary<string, string[]> ByType = new(StringComparer.Ordinal)
    {
        [ApiKey.Type] = [],
        [ApiKeyUse.Type] = [],
        [AsteriskSetup.Type] = [],
        [AuditChain.Type] = ["lastId"],
        [AuditEntry.Type] = [],
        [Call.Type] = [],
        [CallSettings.Type] = [],
        [CelCallLog.Type] = [],
        [Contact.Type] = [],
        [CrmTask.Type] = [],
        [Deal.Type] = [],
        [Employees.Type] = [],

        // What a visitor wrote into the fields of a form is a message.
        [FormSubmission.Type] = ["fields"],
        [Network.Type] = [],
        [NumberContacts.Type] = [],
        [ObjectRecord.Type] = [],
        [RecordOwnership.Type] = [],
        [ObjectType.Type] = [],
        [Organization.Type] = [],
        [OrganizationName.Type] = [],
        [Scenario.Type] = [],
        [UniqueValue.Type] = [],
        [Webhook.Type] = [],
        [WebhookFeed.Type] = [],

        // What a receiver answered is a message too.
        [WebhookOutbox.Type] = ["answer"],
        [SignIns.Type] = [],
        [User.Type] = ["passwordHash"],
        [UserLogin.Type] = [],
    };

    /// <summary>Whether somebody decided what of a type is masked.</summary>
    public static bool Knows(string type) => ByType.ContainsKey(type);

    /// <summary>A state as it may be shown; the given one is changed.</summary>
    public static JsonNode? Apply(string type, JsonNode? state)
    {
        if (!ByType.TryGetValue(type, out var names))
        {
            return Masked;
        }

        Mask(state, names);
        return state;
    }

    private static void Mask(JsonNode? node, string[] names)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Mask(item, names);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                if (value is not null && (Has(Always, name) || Has(names, name)))
                {
                    fields[name] = Masked;
                }
                else
                {
                    Mask(value, names);
                }
            }
        }
    }

    private static bool Has(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
