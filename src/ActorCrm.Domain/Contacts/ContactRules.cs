using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorCrm.Domain.Objects;
using ActorCrm.Domain.Records;

namespace ActorCrm.Domain.Contacts;

/// <summary>What contacts have beyond the definitions of their fields.</summary>
internal sealed partial class ContactRules() : EntityRules(Contact.Type)
{
    /// <summary>Fields that say what some of the contact's numbers are for; each number in them is in phones.</summary>
    private static readonly string[] PhoneTypes = ["mobile", "mobilePhones", "homePhones", "workPhones"];

    /// <summary>The same of addresses.</summary>
    private static readonly string[] EmailTypes = ["homeEmails", "workEmails"];

    /// <inheritdoc/>
    public override IEnumerable<string> UniqueKeys(ObjectType type, JsonObject fields) =>
        base.UniqueKeys(type, fields).Concat(ContactKeys.All(fields));

    /// <inheritdoc/>
    public override IEnumerable<string> KnownKeys(ObjectRecord record) =>
        record is { Version: > 0, DeletedAt: null } ? ContactKeys.All(record.Fields) : [];

    /// <inheritdoc/>
    public override void Check(JsonObject before, JsonObject given, JsonObject? values, List<FieldFault> faults)
    {
        CheckForm(before, given, "nameDay", IsNameDay, "It is a day of the year as MM-DD, such as 07-26.", faults);
        CheckForm(
            before, given, "language", text => Language().IsMatch(text),
            "It is a language as BCP 47 writes it, such as pl, de-AT or sr-Latn-RS.", faults);
        if (values is null || faults.Count > 0)
        {
            return;
        }

        if (values.Text("language") is { } language)
        {
            values["language"] = Cased(language);
        }

        Join(before, values, "phones", PhoneTypes, faults);
        Join(before, values, "emails", EmailTypes, faults);
    }

    private static void CheckForm(
        JsonObject before, JsonObject given, string field, Func<string, bool> isOne, string message,
        List<FieldFault> faults)
    {
        if (given[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            && value.ToString().Trim() is { Length: > 0 } text && text != before.Text(field) && !isOne(text)
            && !faults.Exists(fault => fault.Field == field))
        {
            faults.Add(new FieldFault(field, "typeMismatch", message));
        }
    }

    // In a leap year, so that 29 February is a day.
    private static bool IsNameDay(string text) => DateOnly.TryParseExact(
        $"2024-{text}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // RFC 5646: a script begins with a capital, a region is in capitals.
    private static string Cased(string language)
    {
        var parts = language.ToLowerInvariant().Split('-');
        for (var i = 1; i < parts.Length && parts[i].Length > 1; i++)
        {
            parts[i] = parts[i].Length switch
            {
                2 => parts[i].ToUpperInvariant(),
                4 when char.IsAsciiLetter(parts[i][0]) => $"{char.ToUpperInvariant(parts[i][0])}{parts[i][1..]}",
                _ => parts[i],
            };
        }

        return string.Join('-', parts);
    }

    /// <summary>
    /// A value that a change puts under a type belongs to the list of all; what is taken from the list of all is under
    /// no type any more.
    /// </summary>
    private static void Join(
        JsonObject before, JsonObject values, string list, string[] types, List<FieldFault> faults)
    {
        var all = values.Texts(list).ToList();
        foreach (var type in types)
        {
            if (!JsonNode.DeepEquals(before[type], values[type]))
            {
                all.AddRange(Values(values, type).Where(value => !Has(all, value)));
            }
        }

        if (all.Count > Contact.PhonesMax)
        {
            faults.Add(new FieldFault(list, "tooLong", $"It has at most {Contact.PhonesMax} values."));
            return;
        }

        Set(values, list, all);
        foreach (var type in types)
        {
            var kept = Values(values, type).Where(value => Has(all, value)).ToList();
            if (values[type] is JsonArray)
            {
                Set(values, type, kept);
            }
            else if (kept.Count == 0)
            {
                values.Remove(type);
            }
        }
    }

    private static string[] Values(JsonObject values, string type) =>
        values[type] is JsonValue ? [values.Text(type)!] : values.Texts(type);

    private static bool Has(List<string> all, string value) =>
        all.Exists(other => other.Equals(value, StringComparison.OrdinalIgnoreCase));

    private static void Set(JsonObject values, string name, List<string> list)
    {
        values.Remove(name);
        values.Put(name, [.. list]);
    }

    // RFC 5646 without the grandfathered tags: language, script, region, variants, extensions, private use.
    [GeneratedRegex(
        "^([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
            + "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*"
            + "(-[Xx](-[A-Za-z0-9]{1,8})+)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Language();
}
