using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorCrm.Domain.Calls;
using ActorCrm.Domain.PhoneNumbers;

namespace ActorCrm.Domain.Settings;

/// <summary>
/// What is wrong with settings that somebody wants to save, each fault a sentence that names its place.
/// </summary>
internal static class SettingFaults
{
    private const int TextLengthMax = 200;

    public static SettingRefused VersionMismatch(int expected, int version) =>
        new("versionMismatch", [$"Version {expected} was expected, but version {version} stands."], version);

    /// <summary>Whether two states say the same; saving the same again raises no version.</summary>
    public static bool Same<T>(T left, T right, JsonTypeInfo<T> json) =>
        JsonSerializer.SerializeToUtf8Bytes(left, json).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(right, json));

    public static List<string> Of(Employee[]? employees, string? topManagerId, CallSettings settings)
    {
        var faults = new List<string>();
        if (employees is null || employees.Length > Employees.CountMax)
        {
            faults.Add($"There are 0 to {Employees.CountMax} employees.");
            return faults;
        }

        var numbers = NumberReader.Of(settings);
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var employee in employees)
        {
            Check(employee, numbers, taken, faults);
        }

        if (topManagerId is not null && Array.Find(employees, e => e?.Id == topManagerId)?.CrmUserId is null)
        {
            faults.Add($"The Top manager '{topManagerId}' is not one of the employees that have a CRM user.");
        }

        return faults;
    }

    public static List<string> Of(CallSettings? settings)
    {
        if (settings is null)
        {
            return ["The settings are missing."];
        }

        var faults = new List<string>();
        Check(settings.TaskDeadline, "taskDeadline", TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), faults);
        Check(settings.QuietTimeout, "quietTimeout", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), faults);
        Check(settings.AnswerWait, "answerWait", TimeSpan.Zero, TimeSpan.FromHours(1), faults);
        Check(settings.SettleDelay, "settleDelay", TimeSpan.Zero, TimeSpan.FromHours(1), faults);
        Check(settings.UtcOffset, "utcOffset", TimeSpan.FromHours(-14), TimeSpan.FromHours(14), faults);
        if (settings.UtcOffset.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            faults.Add("utcOffset is a whole number of minutes.");
        }

        CheckRegion(settings.DefaultRegion, "defaultRegion", faults);
        CheckSourceRegions(settings.SourceRegions ?? [], faults);
        if (NumberReader.Extensions(settings.InternalExtensionPattern) is null)
        {
            faults.Add("internalExtensionPattern is a regular expression without look-around or back-references, "
                + $"of at most {InternalExtensions.PatternLengthMax} characters.");
        }

        var numbers = NumberReader.Of(settings);
        foreach (var number in settings.OwnNumbers ?? [])
        {
            if (numbers.Read(number) is null)
            {
                faults.Add($"ownNumbers: '{number}' is no telephone number.");
            }
        }

        return faults;
    }

    private static void CheckSourceRegions(Dictionary<string, string> regions, List<string> faults)
    {
        if (regions.Count > CallSettings.SourceRegionsMax)
        {
            faults.Add($"sourceRegions has at most {CallSettings.SourceRegionsMax} sources.");
            return;
        }

        foreach (var (source, region) in regions)
        {
            if (!CallKey.IsSource(source))
            {
                faults.Add($"sourceRegions: '{source}' is no source.");
            }

            CheckRegion(region, $"sourceRegions: that of '{source}'", faults);
        }
    }

    private static void CheckRegion(string? region, string name, List<string> faults)
    {
        if (region is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] || !PhoneNumber.IsRegion(region))
        {
            faults.Add($"{name} is a country code of two capital letters, such as PL.");
        }
    }

    private static void Check(TimeSpan value, string name, TimeSpan min, TimeSpan max, List<string> faults)
    {
        if (value < min || value > max)
        {
            faults.Add($"{name} is between {min} and {max}.");
        }
    }

    private static void Check(
        Employee? employee, NumberReader numbers, Dictionary<string, string> taken, List<string> faults)
    {
        if (employee is null || employee.Id is not { Length: > 0 and <= 64 })
        {
            faults.Add("Each employee has an id of 1 to 64 characters.");
            return;
        }

        var id = employee.Id;
        Take($"id {id}", id, taken, faults);
        if (string.IsNullOrWhiteSpace(employee.Name) || employee.Name.Length > TextLengthMax)
        {
            faults.Add($"Employee '{id}' has a name of 1 to {TextLengthMax} characters.");
        }

        if (employee.CrmUserId is { } userId)
        {
            Text(userId, id, "crmUserId", faults);
        }

        if (employee.Email is { } email && Text(email, id, "email", faults))
        {
            Take($"e-mail {email.Trim()}", id, taken, faults);
        }

        foreach (var sip in employee.SipAccounts ?? [])
        {
            if (Text(sip, id, "SIP account", faults))
            {
                Take($"SIP account {sip.Trim()}", id, taken, faults);
            }
        }

        CheckNumbers(employee, numbers, taken, faults);
    }

    private static void CheckNumbers(
        Employee employee, NumberReader numbers, Dictionary<string, string> taken, List<string> faults)
    {
        foreach (var extension in employee.Extensions ?? [])
        {
            if (extension?.Trim() is not { Length: >= 2 and <= 8 } digits || !digits.All(char.IsAsciiDigit))
            {
                faults.Add($"Employee '{employee.Id}': extension '{extension}' is not two to eight digits.");
            }
            else
            {
                Take($"extension {digits}", employee.Id, taken, faults);
            }
        }

        foreach (var number in employee.Numbers ?? [])
        {
            if (numbers.Read(number?.Number) is not { } e164)
            {
                faults.Add($"Employee '{employee.Id}': '{number?.Number}' is no telephone number.");
            }
            else
            {
                Take($"number {e164}", employee.Id, taken, faults);
            }
        }
    }

    private static bool Text(string? text, string id, string what, List<string> faults)
    {
        var fits = !string.IsNullOrWhiteSpace(text) && text.Length <= TextLengthMax;
        if (!fits)
        {
            faults.Add($"Employee '{id}': the {what} has 1 to {TextLengthMax} characters.");
        }

        return fits;
    }

    // Two employees of one name would make it a matter of chance who is responsible.
    private static void Take(string what, string id, Dictionary<string, string> taken, List<string> faults)
    {
        if (!taken.TryAdd(what, id))
        {
            faults.Add($"Employee '{id}': the {what} is also that of employee '{taken[what]}'.");
        }
    }
}
