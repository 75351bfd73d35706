using System.Text.Json;
using ActorCrm.Domain.Contacts;
using ActorCrm.Domain.Deals;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Organizations;
using ActorCrm.Domain.Tasks;

namespace ActorCrm.Domain.Tests.Objects;

/// <summary>The catalogue that comes with the program.</summary>
public sealed class BuiltInTypesTests
{
    /// <summary>The fields of tags.md §4.2; those in brackets are read from elsewhere: see docs/objects.md.</summary>
    private static readonly string[] Tags =
    [
        "contact: name title first_name middle_name last_name number mobile address city country language birthday "
            + "name_day category",
        "account: number name balance outstanding credit_limit currency last_payment_date last_payment_amount status",
        "subscription: number type status activation_date expiry_date services hardware unsettled_amount "
            + "billing_frequency",
        "job: number type status scheduled_date completed_date total_amount assigned_to",
        "activity: number type status start end assigned_to location",
        "serviceRequest: number type status category received_on response temporary_resolution final_resolution "
            + "due_date assigned_to",
        "lead: number type status value assigned_to",
        "bill: number date due_date amount balance_forward total_due period",
        "invoice: number date due_date amount open_amount",
        "payment: number date amount method reference",
        "gatewayCard: masked_number brand expiry holder",
        "gatewayRequest: number state amount created_on",
        "wallet: number balance currency",
        "walletTransaction: number date amount kind balance_after",
        "buyInAdvance: number from to amount state",
        "rewardParticipant: number scheme joined_on balance",
        "award: number date amount expires_on offer",
        "spend: number date amount where",
    ];

    [Fact]
    public void Every_type_that_tags_criteria_and_flows_name_is_there()
    {
        BuiltInTypes.All.Select(type => type.Name).ShouldBe(
            ("contact organization deal task activity job lead subscription account bill invoice payment gatewayCard "
                + "gatewayRequest wallet walletTransaction buyInAdvance serviceRequest rewardParticipant award spend "
                + "incident order product campaign answer asset opportunity user").Split(' '));
    }

    [Fact]
    public void Every_field_of_the_tag_catalogue_is_there()
    {
        foreach (var line in Tags)
        {
            var (name, fields) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..].Split(' '));
            var type = BuiltInTypes.Find(name).ShouldNotBeNull();
            foreach (var field in fields)
            {
                type.Find(field == "assigned_to" ? "assigneeId" : CamelCase(field)).ShouldNotBeNull($"{name}.{field}");
            }
        }
    }

    [Fact]
    public void The_catalogue_keeps_the_rules_of_custom_types()
    {
        foreach (var type in BuiltInTypes.All)
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            type.Custom.ShouldBeFalse();
            type.Label!["en"].ShouldNotBeEmpty();
            type.Find(type.TitleField!).ShouldNotBeNull(type.Name);
            foreach (var field in type.Fields)
            {
                var faults = new List<string>();
                FieldDraftFaults.Check(
                    Draft(field), field.Name, target => BuiltInTypes.Find(target) is not null, faults);
                faults.ShouldBeEmpty(type.Name);
                names.Add(field.Name).ShouldBeTrue($"{type.Name}.{field.Name}");
                field.Name.ShouldMatch("^[a-z][A-Za-z0-9]*$");
                field.Name.ShouldNotStartWith(ObjectTypeReader.CustomPrefix);
                field.Label!["en"].ShouldNotBeEmpty();
                SystemFields.Find(field.Name).ShouldBeNull(type.Name);
                (field.Kind == FieldKind.Reference).ShouldBe(
                    field.Name.EndsWith("Id", StringComparison.Ordinal) && field.Name != "clientId" || field.Many
                    && field.Name.EndsWith("Ids", StringComparison.Ordinal), $"{type.Name}.{field.Name}");
            }
        }
    }

    [Theory]
    [InlineData("contact", typeof(Contact), "name phones emails ownerId madeBy landingPage clientId")]
    [InlineData("organization", typeof(Organization), "name ownerId madeBy")]
    [InlineData("deal", typeof(Deal), "title contactId organizationId ownerId status madeBy closedAt")]
    [InlineData(
        "task", typeof(CrmTask),
        "subject text assigneeId completed dueAt dealId contactId call clientNumber clientName recordings completedAt "
        + "completedBy")]
    public void What_the_call_path_stores_is_a_field_of_the_same_name_and_shape(string name, Type state, string stored)
    {
        var type = BuiltInTypes.Find(name)!;
        foreach (var field in stored.Split(' '))
        {
            var property = state.GetProperties().Single(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == field);
            var value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var definition = type.Find(field).ShouldNotBeNull(field);
            definition.Many.ShouldBe(value.IsArray, field);
            FieldKind[] kinds = (value.IsArray ? value.GetElementType()! : value) switch
            {
                { Name: nameof(Guid) } => [FieldKind.Reference],
                { Name: nameof(DateTimeOffset) } => [FieldKind.DateTime],
                { Name: nameof(Boolean) } => [FieldKind.Boolean],
                { IsEnum: true } => [FieldKind.Select],
                _ => [FieldKind.Text, FieldKind.LongText, FieldKind.Phone, FieldKind.Email, FieldKind.Reference],
            };
            kinds.ShouldContain(definition.Kind, field);
        }
    }

    [Fact]
    public void The_states_of_a_deal_are_its_options()
    {
        BuiltInTypes.Find("deal")!.Find("status")!.Options!.Select(option => option.Value).ShouldBe(
            Enum.GetNames<DealStatus>().Select(JsonNamingPolicy.CamelCase.ConvertName));
        BuiltInTypes.Find("contact")!.Find("phones")!.MaxLength.ShouldBe(Contact.PhonesMax);
        BuiltInTypes.Find("contact")!.Find("emails")!.MaxLength.ShouldBe(Contact.PhonesMax);
    }

    [Fact]
    public void A_path_goes_through_a_reference_without_its_id()
    {
        var subscription = BuiltInTypes.Find("subscription")!;
        subscription.FindReference("account")!.Name.ShouldBe("accountId");
        subscription.FindReference("accountId")!.Name.ShouldBe("accountId");
        subscription.FindReference("number").ShouldBeNull();
        subscription.FindReference("wallet").ShouldBeNull();
    }

    internal static FieldDraft Draft(FieldDefinition field) => new(
        field.Name, field.Kind, field.Label?.ToDictionary(), field.Required, field.Creatable, field.Updatable,
        field.MaxLength, field.Options, field.Target, field.Many, field.Unique, field.Indexed, field.Custom);

    private static string CamelCase(string tag) => string.Concat(
        tag.Split('_').Select((word, i) => i == 0 ? word : $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
}
