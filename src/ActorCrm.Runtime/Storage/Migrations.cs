using System.Globalization;
using System.Reflection;

namespace ActorCrm.Runtime.Storage;

/// <summary>
/// Numbered, forward-only migrations: the embedded files <c>{folder}/0001_name.sql</c> of an assembly. A migration that
/// was released is never edited.
/// </summary>
/// <param name="Owner">Whose migrations they are; numbers count per owner.</param>
/// <param name="Assembly">Where the files are embedded.</param>
/// <param name="Folder">The folder inside the project, without a trailing slash.</param>
public sealed record MigrationSet(string Owner, Assembly Assembly, string Folder)
{
    /// <summary>The migrations in order. Throws when a number is missing or used twice.</summary>
    public IReadOnlyList<Migration> Read()
    {
        var prefix = Folder + "/";
        var found = Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Migration(
                Owner,
                int.Parse(name.AsSpan(prefix.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture),
                name[prefix.Length..],
                SqlFile.ReadText(Assembly, name)))
            .ToList();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Number != i + 1)
            {
                throw new InvalidOperationException($"Migration {i + 1} of '{Owner}' is missing or doubled.");
            }
        }

        return found;
    }
}

/// <summary>One migration.</summary>
public sealed record Migration(string Owner, int Number, string Name, string Sql);
