using System.Text.Json;

namespace ActorCrm.Domain.PhoneNumbers;

/// <summary>
/// All numbering plans, read once from the metadata inside this assembly (<c>metadata.max.json</c> of
/// libphonenumber-js; see <c>metadata.LICENSE.txt</c>) when the first number is parsed.
/// </summary>
internal static class NumberingPlans
{
    private const string ResourceName = "PhoneNumbers/metadata.max.json";
    private const int CallingCodeDigitsMax = 3;

    private static readonly Dictionary<string, NumberingPlan> ByRegion = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By calling code as a number: the plans that share it, the principal one first.</summary>
    private static readonly NumberingPlan[]?[] ByCode = new NumberingPlan[]?[1000];

    static NumberingPlans()
    {
        using var stream = typeof(NumberingPlans).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The assembly holds no resource {ResourceName}; rebuild it.");
        using var metadata = JsonDocument.Parse(stream);
        var root = metadata.RootElement;

        foreach (var region in root.GetProperty("countries").EnumerateObject())
        {
            ByRegion.Add(region.Name, new NumberingPlan(region.Value));
        }

        foreach (var code in root.GetProperty("nonGeographic").EnumerateObject())
        {
            ByCode[Number(code.Name)] = [new NumberingPlan(code.Value)];
        }

        foreach (var code in root.GetProperty("country_calling_codes").EnumerateObject())
        {
            var plans = new NumberingPlan[code.Value.GetArrayLength()];
            for (var at = 0; at < plans.Length; at++)
            {
                plans[at] = ByRegion[code.Value[at].GetString()!];
            }

            ByCode[Number(code.Name)] = plans;
        }
    }

    /// <summary>The plan of an ISO 3166 region such as <c>PL</c>; null when there is none.</summary>
    public static NumberingPlan? OfRegion(string? region) =>
        region is not null && ByRegion.TryGetValue(region, out var plan) ? plan : null;

    /// <summary>The principal plan of a calling code: that of the United States for 1.</summary>
    public static NumberingPlan OfCallingCode(string callingCode) => ByCode[Number(callingCode)]![0];

    /// <summary>
    /// The principal plan of the calling code at the start of <paramref name="digits"/>; null when there is none.
    /// Calling codes are prefix free: the first that fits is the only one.
    /// </summary>
    public static NumberingPlan? OfInternational(ReadOnlySpan<char> digits)
    {
        var code = 0;
        for (var at = 0; at < digits.Length && at < CallingCodeDigitsMax; at++)
        {
            code = (code * 10) + digits[at] - '0';
            if (code == 0)
            {
                return null;
            }

            if (ByCode[code] is { } plans)
            {
                return plans[0];
            }
        }

        return null;
    }

    /// <summary>
    /// The plan that <paramref name="national"/> belongs to among those that share <paramref name="callingCode"/>;
    /// null when none of several claims it.
    /// </summary>
    public static NumberingPlan? Owner(string callingCode, ReadOnlySpan<char> national)
    {
        var plans = ByCode[Number(callingCode)]!;
        if (plans.Length == 1)
        {
            return plans[0];
        }

        foreach (var plan in plans)
        {
            if (plan.Claims(national))
            {
                return plan;
            }
        }

        return null;
    }

    private static int Number(ReadOnlySpan<char> code)
    {
        var number = 0;
        foreach (var digit in code)
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
