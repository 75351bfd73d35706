using System.Text.Json.Serialization;
using ActorCrm.Domain.Deals;

namespace ActorCrm.Domain.Contacts;

/// <summary>JSON of states and messages of contacts and their numbers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CompactTime), typeof(CamelCaseEnum<DealStatus>)])]
[JsonSerializable(typeof(Contact))]
[JsonSerializable(typeof(NumberContacts))]
[JsonSerializable(typeof(SaveContact))]
[JsonSerializable(typeof(OpenDeal))]
[JsonSerializable(typeof(DealChanged))]
[JsonSerializable(typeof(ClientNamed))]
[JsonSerializable(typeof(NumberAdded))]
[JsonSerializable(typeof(NumberRemoved))]
[JsonSerializable(typeof(NumberWanted))]
[JsonSerializable(typeof(NumberNotHad))]
[JsonSerializable(typeof(TakeDeal))]
[JsonSerializable(typeof(ContactSaved))]
[JsonSerializable(typeof(ContactRefused))]
public sealed partial class ContactJson : JsonSerializerContext;
