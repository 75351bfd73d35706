using System.Globalization;

namespace ActorCrm.Server.Demo;

/// <summary>The habits of one site's telephone system: no two write the same call alike.</summary>
/// <param name="Site">Whose it is.</param>
/// <param name="Source">Its name as a source of events.</param>
/// <param name="Opening">The events that begin a call.</param>
/// <param name="Notations">How it writes numbers.</param>
/// <param name="RepeatsItself">Whether every event says direction, from and to, or only the first.</param>
/// <param name="SaysAnswered">Whether the end of an answered call says so.</param>
/// <param name="UtcOffset">The offset of its clock's writing.</param>
internal sealed record TelephoneSystem(
    Site Site, string Source, string[] Opening, Notation[] Notations, bool RepeatsItself, bool SaysAnswered,
    TimeSpan UtcOffset)
{
    private static readonly TelephoneSystem[] All =
    [
        new(
            Site.Warsaw, "warsaw-pbx", ["initiated", "ringing"],
            [Notation.National, Notation.National, Notation.DoubleZero],
            RepeatsItself: true, SaysAnswered: true, TimeSpan.Zero),
        new(
            Site.Berlin, "berlin-sip", ["ringing"], [Notation.Plain, Notation.BusinessCard, Notation.DoubleZero],
            RepeatsItself: false, SaysAnswered: false, TimeSpan.FromHours(1)),
        new(
            Site.London, "london-cloud", ["initiated"], [Notation.Spaced, Notation.Plain],
            RepeatsItself: true, SaysAnswered: true, TimeSpan.Zero),
    ];

    /// <summary>The system of a site.</summary>
    public static TelephoneSystem Of(Site site) => All[(int)site];

    /// <summary>A colleague in the words of this system.</summary>
    public AgentJson Agent(Colleague colleague) => Site switch
    {
        Site.Warsaw => new AgentJson(Extension: colleague.Extension),
        Site.Berlin => new AgentJson(Sip: colleague.Sip),
        Site.London when colleague.Site == Site.London => new AgentJson(Email: colleague.Email),
        // The service of London knows colleagues elsewhere by the number that it forwards to.
        Site.London => new AgentJson(Number: colleague.Mobile.Write(Notation.Spaced)),
    };

    /// <summary>What an outgoing call of a colleague comes from.</summary>
    public string From(Colleague colleague) => Site switch
    {
        Site.Warsaw => colleague.Extension,
        Site.Berlin => colleague.Sip,
        Site.London => Centre.NumberOf(Site.London).E164,
    };

    /// <summary>A time as this system writes it.</summary>
    public string Write(DateTimeOffset at) => at.ToOffset(UtcOffset).ToString(
        UtcOffset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz",
        CultureInfo.InvariantCulture);

    /// <summary>The id of a call as this system makes one.</summary>
    public string CallId(DateTimeOffset at, int number) => Site switch
    {
        Site.Warsaw => string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()}.{number}"),
        Site.Berlin => string.Create(CultureInfo.InvariantCulture, $"b2b-{at:yyyyMMdd}-{number:D6}"),
        Site.London => string.Create(CultureInfo.InvariantCulture, $"{number:x8}@voice.london.example"),
    };
}
