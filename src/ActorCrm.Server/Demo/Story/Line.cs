namespace ActorCrm.Server.Demo.Story;

/// <summary>Where somebody's telephone is from.</summary>
internal enum Country
{
    /// <summary>+48; no trunk prefix.</summary>
    Poland,

    /// <summary>+49; trunk prefix 0.</summary>
    Germany,

    /// <summary>+44; trunk prefix 0.</summary>
    Britain,
}

/// <summary>How a telephone system or a person writes a number.</summary>
internal enum Notation
{
    /// <summary>+48601234567.</summary>
    Plain,

    /// <summary>+48 601 234 567.</summary>
    Spaced,

    /// <summary>0048601234567, as dialled abroad.</summary>
    DoubleZero,

    /// <summary>+49 (0)30 23125-123, as on a business card.</summary>
    BusinessCard,

    /// <summary>601 234 567; of the centre's own country only, for others as <see cref="DoubleZero"/>.</summary>
    National,

    /// <summary>601-234-567; of the centre's own country only, for others as <see cref="Spaced"/>.</summary>
    Dashed,
}

/// <summary>One telephone line.</summary>
/// <param name="Country">Its country.</param>
/// <param name="Groups">The digits without country code and trunk prefix, as they are grouped on paper.</param>
internal sealed record Line(Country Country, string[] Groups)
{
    // The centre's default region is PL, so only Polish numbers can go without their country.
    private bool IsAtHome => Country == Country.Poland;

    private string Code => Country switch
    {
        Country.Poland => "48",
        Country.Germany => "49",
        Country.Britain => "44",
    };

    /// <summary>The one true form.</summary>
    public string E164 => $"+{Code}{string.Concat(Groups)}";

    /// <summary>The number as somebody writes it.</summary>
    public string Write(Notation notation) => notation switch
    {
        Notation.Plain => E164,
        Notation.Spaced => $"+{Code} {string.Join(' ', Groups)}",
        Notation.DoubleZero => $"00{Code}{string.Concat(Groups)}",
        Notation.BusinessCard => IsAtHome
            ? $"(+{Code}) {string.Join(' ', Groups)}"
            : $"+{Code} (0){Groups[0]} {string.Join('-', Groups[1..])}",
        Notation.National => IsAtHome ? string.Join(' ', Groups) : Write(Notation.DoubleZero),
        Notation.Dashed => IsAtHome ? string.Join('-', Groups) : Write(Notation.Spaced),
    };
}

/// <summary>Makes lines that exist once and that numbering plans allow.</summary>
internal sealed class LineMaker(Dice dice)
{
    private static readonly string[] PolishMobile =
    [
        "501", "503", "506", "510", "515", "530", "535", "570", "576", "600", "602", "605", "609", "660", "663", "668",
        "691", "693", "695", "721", "724", "728", "730", "733", "781", "784", "788", "790", "794", "797", "880", "885",
    ];

    private static readonly string[] PolishCities = ["12", "22", "42", "58", "61", "71"];

    // Blocks that the regulators keep free for films and books: nobody's telephone rings should somebody dial one.
    private static readonly (string Area, string Block, int Digits)[] German =
        [("30", "23125", 3), ("69", "90009", 3), ("40", "66969", 3), ("221", "4710", 3), ("89", "99998", 3)];

    private static readonly (string Area, string Block, int Digits)[] British =
        [("20", "7946 0", 3), ("161", "496 0", 3), ("131", "496 0", 3), ("121", "496 0", 3), ("113", "496 0", 3)];

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Keeps a line from being made again: it is the centre's or an employee's.</summary>
    public void Take(Line line) => _taken.Add(line.E164);

    /// <summary>A line that nobody has yet.</summary>
    public Line Next(Country country)
    {
        // The blocks for films are small: a very long day runs out of them and goes on with Polish numbers.
        for (var attempt = 0; ; attempt++)
        {
            var line = Make(attempt < 20 ? country : Country.Poland);
            if (_taken.Add(line.E164))
            {
                return line;
            }
        }
    }

    private Line Make(Country country) => country switch
    {
        Country.Poland when dice.Chance(85) =>
            new Line(country, [dice.Pick(PolishMobile), dice.Digits(3), dice.Digits(3)]),
        Country.Poland => new Line(
            country,
            [dice.Pick(PolishCities), $"{dice.Between(2, 7)}{dice.Digits(2)}", dice.Digits(2), dice.Digits(2)]),
        Country.Germany => InBlock(country, dice.Pick(German)),
        Country.Britain => InBlock(country, dice.Pick(British)),
    };

    private Line InBlock(Country country, (string Area, string Block, int Digits) block) =>
        new(country, [block.Area, .. $"{block.Block}{dice.Digits(block.Digits)}".Split(' ')]);
}
