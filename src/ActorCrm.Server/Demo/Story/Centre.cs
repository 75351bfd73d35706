namespace ActorCrm.Server.Demo.Story;

/// <summary>Where a colleague sits; each site has its own telephone system.</summary>
internal enum Site
{
    /// <summary>An Asterisk that names agents by extension.</summary>
    Warsaw,

    /// <summary>A SIP exchange that names agents by SIP account and says little twice.</summary>
    Berlin,

    /// <summary>A cloud telephone service that names agents by e-mail address or number.</summary>
    London,
}

/// <summary>Somebody who answers and makes calls.</summary>
/// <param name="Id">The employee's id.</param>
/// <param name="Name">Full name.</param>
/// <param name="Extension">Internal number.</param>
/// <param name="Site">Where they sit.</param>
/// <param name="Mobile">Their telephone, dialled on a forward.</param>
/// <param name="IsMapped">Whether the CRM knows them; else their calls are those of an unknown employee (T9).</param>
/// <param name="IsListed">Whether the server knows them at all.</param>
internal sealed record Colleague(
    string Id, string Name, string Extension, Site Site, Line Mobile, bool IsMapped = true, bool IsListed = true)
{
    /// <summary>CRM user; null for an unknown employee.</summary>
    public string? UserId => IsMapped ? Id : null;

    /// <summary>SIP account.</summary>
    public string Sip => $"acme_{Extension}";

    /// <summary>E-mail address.</summary>
    public string Email => $"{Id}@acme.example";
}

/// <summary>The contact centre of the demonstration: its people and its numbers.</summary>
internal static class Centre
{
    /// <summary>Gets the exceptions: missed calls of new clients, calls of unknown employees.</summary>
    public static Colleague TopManager { get; } = new(
        "barbara", "Barbara Lis", "100", Site.Warsaw, Mobile("600", "100"));

    /// <summary>Works here, but nobody linked her to a CRM user yet.</summary>
    public static Colleague Trainee { get; } = new(
        "maja", "Maja Dudek", "109", Site.Warsaw, Mobile("600", "109"), IsMapped: false);

    /// <summary>A telephone in the corner that the settings know nothing about.</summary>
    public static Colleague SpareDesk { get; } = new(
        "spare", "spare desk", "190", Site.Berlin, Mobile("600", "190"), IsMapped: false, IsListed: false);

    /// <summary>Who takes calls as their daily work.</summary>
    public static IReadOnlyList<Colleague> Agents { get; } =
    [
        new("anna", "Anna Nowak", "101", Site.Warsaw, Mobile("600", "101")),
        new("piotr", "Piotr Zieliński", "102", Site.Warsaw, Mobile("600", "102")),
        new("katarzyna", "Katarzyna Wójcik", "103", Site.Warsaw, Mobile("600", "103")),
        new("tomasz", "Tomasz Kamiński", "104", Site.Warsaw, Mobile("600", "104")),
        new("lena", "Lena Schmidt", "105", Site.Berlin, Mobile("600", "105")),
        new("jonas", "Jonas Weber", "106", Site.Berlin, Mobile("600", "106")),
        new("oliver", "Oliver Bennett", "107", Site.London, Mobile("600", "107")),
        new("grace", "Grace Turner", "108", Site.London, Mobile("600", "108")),
    ];

    /// <summary>Everybody whom the server is told about.</summary>
    public static IReadOnlyList<Colleague> Listed { get; } = [TopManager, .. Agents, Trainee];

    /// <summary>The number that clients of a site dial.</summary>
    public static Line NumberOf(Site site) => site switch
    {
        Site.Warsaw => new Line(Country.Poland, ["22", "266", "80", "80"]),
        Site.Berlin => new Line(Country.Germany, ["30", "23125", "800"]),
        Site.London => new Line(Country.Britain, ["20", "7946", "0800"]),
    };

    /// <summary>The centre's own numbers.</summary>
    public static IReadOnlyList<Line> OwnNumbers { get; } = [.. Enum.GetValues<Site>().Select(NumberOf)];

    private static Line Mobile(string first, string last) => new(Country.Poland, [first, "000", last]);
}
