using System.Security.Cryptography;
using System.Text;

namespace ActorCrm.Domain.Adapters.Asterisk;

/// <summary>Finds recordings: MixMonitor's own event names the file, else the application's arguments do.</summary>
internal static class CelRecordings
{
    public static IReadOnlyList<CelRecording> Of(CelLog log, AsteriskSettings settings)
    {
        var found = log.Rows
            .Select(row => (Row: row, Path: row.EventType == CelTypes.MixMonitorStart ? row.Extra("filename") : ""))
            .Where(file => file.Path.Length > 0)
            .ToList();

        // The application says a name relative to a folder of its own; the event says the whole path of the same file.
        var named = log.Rows
            .Where(row => row.EventType == CelTypes.AppStart
                && row.AppName.Equals("MixMonitor", StringComparison.OrdinalIgnoreCase))
            .Select(row => (Row: row, Path: row.AppData.Split(',', '|')[0].Trim()))
            .Where(file => file.Path.Length > 0 && !found.Any(known => IsSame(known.Path, file.Path)));
        return [.. found.Concat(named)
            .GroupBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => Made(file.Key, file.First().Row.EventTime, settings))
            .OrderBy(recording => recording.StartedAt)
            .ThenBy(recording => recording.Path, StringComparer.Ordinal)];
    }

    private static bool IsSame(string path, string name) =>
        path == name || path.EndsWith("/" + name.TrimStart('/'), StringComparison.Ordinal);

    private static CelRecording Made(string path, DateTimeOffset at, AsteriskSettings settings)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 8));
        return new CelRecording(id, path, Url(path, settings), at);
    }

    private static string Url(string path, AsteriskSettings settings)
    {
        if (settings.RecordingUrlBase is not { Length: > 0 } start)
        {
            return path;
        }

        var prefix = settings.RecordingPathPrefix;
        var rest = path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : path;
        var parts = rest.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.EscapeDataString);
        return start.TrimEnd('/') + "/" + string.Join('/', parts);
    }
}
