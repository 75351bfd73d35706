using ActorCrm.Domain.Objects;

namespace ActorCrm.Domain.Templates;

/// <summary>The tags that are no fields of records.</summary>
internal static class FixedTags
{
    private const string ServiceRequest = "serviceRequest";

    private static readonly string[] NumberAndAmount = ["number", "amount"];

    public static IReadOnlyList<Tag> All { get; } =
    [
        Said("communication.number", "Number of the communication", "CM000680"),
        Said("communication.date", "Day on which it is written", "05.11.2034"),
        Said("communication.category", "Its category", "Technical Issue"),
        Said("communication.related_number", "Number of the communication that it follows up", "CM000679"),
        Said("business.name", "Name of the business", "Acme"),
        Said("business.phone", "Telephone number of the business", "+48221234567"),
        Said("business.email", "E-mail address of the business", "care@acme.example"),
        Said("unit.name", "Unit of who writes", "Kraków"),
        Link("opt_in_direct", "Allows direct marketing"),
        Link("opt_out_direct", "Ends direct marketing"),
        Link("opt_in_affiliate", "Allows affiliate marketing"),
        Link("opt_out_affiliate", "Ends affiliate marketing"),
        Link("accept_response", "Accepts the response to the service request", ServiceRequest),
        Link("accept_temporary_resolution", "Accepts the temporary resolution", ServiceRequest),
        Link("accept_final_resolution", "Accepts the final resolution", ServiceRequest),
        Link("url", "A tracked link: link.url(\"https://…\", \"text\")"),
        Link("view_in_browser", "Shows the e-mail in a browser"),
        Run("run_date", "Day of the run", "05.11.2034"),
        Run("number", "Number of the run", "NR000012"),
        Run("type", "Type of the notification", "Unsettled subscriptions"),
        Run("as_of", "Day that the run looks at", "01.11.2034"),
        Run("account_balance", "Balance of the account", "120.50 EUR"),
        Run("wallet_balance", "Balance of the wallet", "35.00 EUR"),
        Run("outstanding_total", "What is outstanding in all", "210.00 EUR"),
        Run("unsettled_total", "What is unsettled in all", "90.00 EUR"),
        Run("unsettled_list", "What is unsettled, a line each", "SU0001 – 45.00 EUR", NumberAndAmount),
        Run("oldest_due_date", "Oldest due date", "01.09.2034"),
        Run("overdue_days", "Days since the oldest due date", "65"),
        Run("entity_count", "How many entities the notification is about", "2"),
        Run("new_subscription_list", "New subscriptions, a line each", "SU0001 – 45.00 EUR", NumberAndAmount),
        Run("points_expiring", "Points that expire", "250"),
        Run("expiry_date", "Day on which they expire", "31.12.2034"),
    ];

    /// <summary>What a field looks like in a text, for who chooses a tag.</summary>
    public static string Example(FieldDefinition field, bool isMoney) => field.Kind switch
    {
        FieldKind.Integer => "12",
        FieldKind.Decimal => isMoney ? "120.50 EUR" : "120.5",
        FieldKind.Boolean => "yes",
        FieldKind.Date => "05.11.2034",
        FieldKind.DateTime => "05.11.2034 16:07",
        FieldKind.Time => "16:07",
        FieldKind.Duration => "PT1H30M",
        FieldKind.Select or FieldKind.MultiSelect => field.Options is [var option, ..] ? option.Value : "",
        FieldKind.Url => "https://www.acme.example/",
        FieldKind.Email => "anna@acme.example",
        FieldKind.Phone => "+48601234567",
        _ => field.Name switch
        {
            "name" => "Anna Nowak",
            "firstName" => "Anna",
            "lastName" => "Nowak",
            "city" => "Kraków",
            "number" => "A-000680",
            _ => "…",
        },
    };

    private static Tag Said(string path, string description, string example) =>
        new(path, TagFamily.Communication, description, example);

    private static Tag Link(string name, string description, string? entity = null) =>
        new($"{TagNames.Link}.{name}", TagFamily.Link, description, "https://…") { Entity = entity };

    private static Tag Run(string name, string description, string example, string[]? parts = null) =>
        new($"{TagNames.Notification}.{name}", TagFamily.Notification, description, example)
        {
            IsList = parts is not null,
            Parts = parts,
        };
}
