using System.Globalization;

namespace ActorCrm.Server.Demo;

/// <summary>Makes up forms of the site.</summary>
internal sealed class FormWriter(Dice dice, DateOnly date)
{
    private const string Source = "website";

    private static readonly Notation[] Notations =
        [Notation.National, Notation.Dashed, Notation.Spaced, Notation.BusinessCard, Notation.Plain];

    private static readonly string[] Wishes =
    [
        "Please call me back about a service contract.",
        "Proszę o ofertę na przegląd roczny.",
        "Wann hätten Sie einen Termin frei?",
        "Invoice 2231 seems to be wrong.",
        "Czy serwisują Państwo także starsze modele?",
    ];

    private int _number;

    /// <summary>A form of a visitor.</summary>
    public FormJson Write(Client client, DateTimeOffset at)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"form-{date:yyyyMMdd}-{++_number:D5}");
        var form = new FormJson(id, Source, client.Line.Write(dice.Pick(Notations)))
        {
            Name = client.Name,
            Email = dice.Chance(70) ? $"{Mailbox(client)}@mail.example" : null,
            Company = dice.Chance(40) ? People.Company(dice, client.Country) : null,
            SentAt = at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Fields = new Dictionary<string, string> { ["message"] = dice.Pick(Wishes), ["form"] = "contact" },
        };
        if (!dice.Chance(50))
        {
            return form;
        }

        var (utm, landingPage) = People.Visit(dice);
        return form with { Utm = utm, LandingPage = landingPage, ClientId = $"GA1.2.{dice.Digits(9)}" };
    }

    // Unique and plain: letters beyond ASCII have no place in most addresses.
    private static string Mailbox(Client client) => $"client{client.Line.E164[1..]}";
}
