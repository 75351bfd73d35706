using System.Text.Json;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Reads the details of a row; what is absent or malformed is empty.</summary>
internal static class CelExtra
{
    /// <summary>A member of the JSON object in <c>extra</c>, such as <c>bridge_id</c>.</summary>
    public static string Extra(this CelRow row, string name)
    {
        if (!row.Extra.StartsWith('{'))
        {
            return "";
        }

        try
        {
            using var json = JsonDocument.Parse(row.Extra);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(name, out var value)
                ? value.ValueKind switch
                {
                    JsonValueKind.String => Storable(value.GetString()!),
                    JsonValueKind.Number => value.GetRawText(),
                    _ => "",
                }
                : "";
        }
        catch (JsonException)
        {
            // Some back ends cut long text; half an object says nothing.
            return "";
        }
    }

    // Inside a text that is JSON itself the row's reader does not look; no state may have U+0000.
    private static string Storable(string text) => text.Contains('\0', StringComparison.Ordinal) ? "" : text;

    /// <summary>
    /// A value of Wazo's own events, which are written <c>type: user,name: Bob</c> or <c>NUM:103,NAME:Bob</c> inside
    /// <c>extra</c>'s member <c>extra</c>. A comma in a value is kept: a part without a key belongs to the part before.
    /// </summary>
    public static string WazoValue(this CelRow row, string name)
    {
        var value = "";
        var inside = false;
        foreach (var part in row.Extra("extra").Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var key = colon > 0 ? part[..colon].Trim() : "";
            if (key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                inside = key.Equals(name, StringComparison.OrdinalIgnoreCase);
                value = inside ? part[(colon + 1)..].Trim() : value;
            }
            else if (inside)
            {
                value += "," + part;
            }
        }

        return value.Trim();
    }
}
