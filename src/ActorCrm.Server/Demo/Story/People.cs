namespace ActorCrm.Server.Demo.Story;

/// <summary>Names of people and companies, and where visitors of the site come from.</summary>
internal static class People
{
    private static readonly string[] PolishFirst =
    [
        "Adam", "Agnieszka", "Aleksandra", "Bartosz", "Beata", "Dorota", "Ewa", "Grzegorz", "Hanna", "Jakub", "Jan",
        "Joanna", "Krzysztof", "Magdalena", "Marcin", "Michał", "Monika", "Paweł", "Wojciech", "Zofia",
    ];

    // Surnames of one form for men and women, so that any first name fits.
    private static readonly string[] PolishLast =
    [
        "Baran", "Czerwonka", "Duda", "Gajda", "Jarosz", "Klimek", "Kowalczyk", "Kubiak", "Łuczak", "Maciejewicz",
        "Mazur", "Michalak", "Pawlak", "Pietrzak", "Sikora", "Sobczak", "Stępień", "Szymczak", "Wrona", "Zając",
    ];

    private static readonly string[] GermanFirst =
        ["Anja", "Birgit", "Christian", "Claudia", "Jürgen", "Katrin", "Markus", "Sabine", "Stefan", "Uwe"];

    private static readonly string[] GermanLast =
        ["Becker", "Braun", "Hoffmann", "Köhler", "Krüger", "Lehmann", "Neumann", "Schäfer", "Vogel", "Zimmermann"];

    private static readonly string[] BritishFirst =
        ["Alice", "Charlotte", "Daniel", "Emily", "George", "Harriet", "James", "Lucy", "Thomas", "William"];

    private static readonly string[] BritishLast =
        ["Clarke", "Cooper", "Edwards", "Hughes", "Mitchell", "Parker", "Richardson", "Taylor", "Walker", "Wright"];

    private static readonly string[] Trades =
    [
        "Aqua", "Borealis", "Cyklon", "Delta", "Ekspres", "Fala", "Granit", "Hydro", "Iskra", "Kontur", "Lumen",
        "Optima",
    ];

    private static readonly (string Source, string Medium, string Campaign, string? Term)[] Visits =
    [
        ("google", "cpc", "spring-offer", "service contract"),
        ("google", "cpc", "brand", "acme"),
        ("facebook", "social", "spring-offer", null),
        ("newsletter", "email", "weekly-18", null),
        ("bing", "cpc", "spring-offer", "repair near me"),
    ];

    /// <summary>A person's name.</summary>
    public static string Name(Dice dice, Country country) => country switch
    {
        Country.Poland => $"{dice.Pick(PolishFirst)} {dice.Pick(PolishLast)}",
        Country.Germany => $"{dice.Pick(GermanFirst)} {dice.Pick(GermanLast)}",
        Country.Britain => $"{dice.Pick(BritishFirst)} {dice.Pick(BritishLast)}",
    };

    /// <summary>A company's name; there are few enough that two visitors come from one company now and then.</summary>
    public static string Company(Dice dice, Country country) => country switch
    {
        Country.Poland => $"{dice.Pick(Trades)} sp. z o.o.",
        Country.Germany => $"{dice.Pick(GermanLast)} {dice.Pick(Trades)} GmbH",
        Country.Britain => $"{dice.Pick(BritishLast)} & Sons Ltd",
    };

    /// <summary>A visit that a campaign led to.</summary>
    public static (UtmJson Utm, string LandingPage) Visit(Dice dice)
    {
        var (source, medium, campaign, term) = dice.Pick(Visits);
        var utm = new UtmJson(source, medium, campaign, Content: dice.Chance(50) ? "banner-b" : null, term);
        return (utm, $"https://www.acme.example/{campaign}?utm_source={source}&utm_medium={medium}");
    }
}
