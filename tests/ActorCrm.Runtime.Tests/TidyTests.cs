using System.Text.RegularExpressions;
using ActorCrm.Runtime.Storage;

namespace ActorCrm.Runtime.Tests;

/// <summary>What of the style can be counted.</summary>
public sealed partial class TidyTests
{
    private const int LineLengthMax = 120;
    private const int FileLinesMax = 600;
    private const int MethodLinesMax = 70;

    /// <summary>The directory of the repository.</summary>
    internal static readonly string Root = FindRoot();

    [Fact]
    public void Lines_and_files_and_methods_fit_in_the_head()
    {
        var faults = new List<string>();
        foreach (var file in Sources("*.cs"))
        {
            var lines = File.ReadAllLines(file);
            if (lines.Length > FileLinesMax)
            {
                faults.Add($"{Name(file)}: {lines.Length} lines");
            }

            faults.AddRange(lines.Select((line, i) => (line, i)).Where(found => found.line.Length > LineLengthMax)
                .Select(found => $"{Name(file)}:{found.i + 1}: {found.line.Length} characters"));
            faults.AddRange(LongMethods(lines)
                .Select(found => $"{Name(file)}:{found.Line}: a body of {found.Length} lines"));
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        string[] words = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "Not" + "ImplementedException", "Skip " + "= \""];
        var faults = Sources("*.cs").SelectMany(file => File.ReadLines(file)
            .Where(line => words.Any(line.Contains))
            .Select(line => $"{Name(file)}: {line.Trim()}"));
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public void Every_statement_of_the_runtime_is_used(string database)
    {
        var sql = SqlFile.Load(typeof(IStorage).Assembly, $"Storage/{database}/runtime.sql");
        var folder = Path.Combine(Root, "src/ActorCrm.Runtime/Storage", database);
        var code = string.Concat(Directory.GetFiles(folder, "*.cs").Select(File.ReadAllText));
        sql.Names.Where(name => !code.Contains($"\"{name}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_database_has_the_same_statements_unless_one_says_why_not()
    {
        var sqlite = StatementNames("Sqlite");
        var postgres = StatementNames("Postgres");
        sqlite.Shared.ShouldBe(postgres.Shared);
        sqlite.Own.Intersect(postgres.Own.Union(postgres.Shared)).ShouldBeEmpty();
        postgres.Own.Intersect(sqlite.Shared).ShouldBeEmpty();
    }

    [Fact]
    public void No_sql_stands_in_code()
    {
        // Pragmas, transactions and the migrator's own table are the database's handling, not its contents.
        string[] allowed = ["SqliteMigrator.cs", "SqliteDatabase.cs", "SqliteWriter.cs"];
        var faults = Sources("*.cs").Where(file => file.Contains("/src/", StringComparison.Ordinal))
            .Where(file => !allowed.Contains(Path.GetFileName(file)))
            .SelectMany(file => File.ReadLines(file).Where(line => SqlInCode().IsMatch(line))
                .Select(line => $"{Name(file)}: {line.Trim()}"));
        faults.ShouldBeEmpty();
    }

    private static IEnumerable<string> Sources(string pattern) =>
        new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Root, folder), pattern, SearchOption.AllDirectories));

    /// <summary>Bodies at member level: from an opening brace at four spaces to its closing one.</summary>
    private static IEnumerable<(int Line, int Length)> LongMethods(string[] lines)
    {
        var start = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == "    {" && i > 0 && lines[i - 1].Contains(')'))
            {
                start = i;
            }
            else if (lines[i] == "    }" && start >= 0)
            {
                if (i - start - 1 > MethodLinesMax)
                {
                    yield return (start + 1, i - start - 1);
                }

                start = -1;
            }
        }
    }

    /// <summary>
    /// The names in a database's file, in order; its own are those whose comment begins with <c>-- only here: </c>.
    /// </summary>
    private static (IReadOnlyList<string> Shared, IReadOnlyList<string> Own) StatementNames(string database)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "src/ActorCrm.Runtime/Storage", database, "runtime.sql"));
        var names = lines.Index().Where(line => line.Item.StartsWith("-- name: ", StringComparison.Ordinal))
            .ToLookup(
                line => lines[line.Index + 1].StartsWith("-- only here: ", StringComparison.Ordinal),
                line => line.Item["-- name: ".Length..]);
        return ([.. names[false].Order(StringComparer.Ordinal)], [.. names[true]]);
    }

    private static string Name(string file) => Path.GetRelativePath(Root, file);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ActorCrm.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("ActorCrm.sln is not above the tests.");
    }

    [GeneratedRegex("\"\\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) ")]
    private static partial Regex SqlInCode();
}
