using System.Reflection;
using System.Text;

namespace ActorCrm.Runtime.Storage;

/// <summary>
/// Statements of one embedded <c>.sql</c> file: each begins with a line <c>-- name: statement_name</c>. Loaded at
/// start, so that a missing file or a name used twice is found before the first request.
/// </summary>
public sealed class SqlFile
{
    private const string NamePrefix = "-- name: ";

    private readonly Dictionary<string, string> _statements = new(StringComparer.Ordinal);
    private readonly string _resource;

    private SqlFile(string resource) => _resource = resource;

    /// <summary>Names of the statements.</summary>
    public IReadOnlyCollection<string> Names => _statements.Keys;

    /// <summary>
    /// A statement. Throws <see cref="InvalidOperationException"/> when the file has none of that name.
    /// </summary>
    public string this[string name] => _statements.TryGetValue(name, out var sql)
        ? sql
        : throw new InvalidOperationException($"{_resource} has no statement '{name}'.");

    /// <summary>Reads an embedded file, named by its path in the project.</summary>
    public static SqlFile Load(Assembly assembly, string resource)
    {
        var file = new SqlFile(resource);
        string? name = null;
        var text = new StringBuilder();
        foreach (var line in ReadText(assembly, resource).Split('\n'))
        {
            if (line.StartsWith(NamePrefix, StringComparison.Ordinal))
            {
                file.Keep(name, text);
                name = line[NamePrefix.Length..].Trim();
            }
            else if (name is not null && !line.StartsWith("--", StringComparison.Ordinal))
            {
                text.Append(line.TrimEnd()).Append('\n');
            }
        }

        file.Keep(name, text);
        return file;
    }

    /// <summary>The text of an embedded file.</summary>
    public static string ReadText(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no embedded file '{resource}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private void Keep(string? name, StringBuilder text)
    {
        if (name is not null && !_statements.TryAdd(name, text.ToString().Trim()))
        {
            throw new InvalidOperationException($"{_resource} has two statements '{name}'.");
        }

        text.Clear();
    }
}
