using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Reads <c>eventtime</c> in the forms that Asterisk's back ends write.</summary>
internal static class CelTime
{
    // Outside these years a number is a mistake (of unit, or of column), not a time of a call.
    private const int YearMin = 1990;
    private const int YearMax = 2199;

    private static readonly Regex Written = new(
        "^([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
        + " ?(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex Epoch = new(
        "^([0-9]{9,17})(?:[.,]([0-9]{1,9}))?$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The instant in UTC, or null. <paramref name="offset"/> is that of a time written without one.</summary>
    public static DateTimeOffset? Read(string text, TimeSpan offset)
    {
        var read = Written.Match(text) is { Success: true } written ? FromDate(written, offset)
            : Epoch.Match(text) is { Success: true } epoch ? FromEpoch(epoch)
            : null;
        return read is { Year: >= YearMin and <= YearMax } ? read : null;
    }

    private static DateTimeOffset? FromDate(Match match, TimeSpan offset)
    {
        var day = $"{match.Groups[1].Value}-{match.Groups[2].Value}-{match.Groups[3].Value}";
        var second = match.Groups[6].Success ? match.Groups[6].Value : "00";
        var clock = $"{match.Groups[4].Value}:{match.Groups[5].Value}:{second}";
        if (!DateTime.TryParseExact(
            $"{day} {clock}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || Offset(match.Groups[8], offset) is not { } shift)
        {
            return null;
        }

        var ticks = local.Ticks + Fraction(match.Groups[7]) - shift.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    private static TimeSpan? Offset(Group group, TimeSpan whenAbsent)
    {
        if (!group.Success)
        {
            return whenAbsent;
        }

        if (group.Value[0] is not ('+' or '-'))
        {
            return TimeSpan.Zero;
        }

        var digits = group.Value[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var minutes = (int.Parse(digits[..2], CultureInfo.InvariantCulture) * 60)
            + int.Parse(digits[2..], CultureInfo.InvariantCulture);
        return minutes > 14 * 60 ? null : TimeSpan.FromMinutes(group.Value[0] == '-' ? -minutes : minutes);
    }

    // Bridges to message queues often write milliseconds or microseconds as one whole number.
    private static DateTimeOffset? FromEpoch(Match match)
    {
        var whole = long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var ticks = match.Groups[1].Length switch
        {
            <= 11 => (whole * TimeSpan.TicksPerSecond) + Fraction(match.Groups[2]),
            <= 14 => whole * TimeSpan.TicksPerMillisecond,
            _ => whole * TimeSpan.TicksPerMicrosecond,
        };
        var all = DateTime.UnixEpoch.Ticks + ticks;
        return all > DateTime.MaxValue.Ticks || all < 0 ? null : new DateTimeOffset(all, TimeSpan.Zero);
    }

    private static long Fraction(Group group) => group.Success
        ? long.Parse(group.Value.PadRight(7, '0')[..7], CultureInfo.InvariantCulture)
        : 0;
}
