using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ActorCrm.Domain.Settings;

/// <summary>A cell as somebody writes it; a cell that is not written is off.</summary>
/// <param name="Completed">Only on Ac5–Ac7, and there it must be said: whether the task is made completed.</param>
public sealed record CellDraft(bool? Completed = null);

/// <summary>
/// Which action follows which trigger (spec/calls.md §1.2). Immutable. Its JSON lists the cells that are on:
/// <c>{"T3":{"Ac1":{},"Ac7":{"completed":false}}}</c>.
/// </summary>
[JsonConverter(typeof(ScenarioMatrixConverter))]
public sealed class ScenarioMatrix : IEquatable<ScenarioMatrix>
{
    private const int Actions = 7;
    private const int Triggers = 10;
    private const byte Off = 0;
    private const byte On = 1;
    private const byte OnCompleted = 2;

    private readonly byte[] _cells;

    private ScenarioMatrix(byte[] cells) => _cells = cells;

    /// <summary>No cell is on: calls are logged and nothing else happens (CS-01).</summary>
    public static ScenarioMatrix Empty { get; } = new(new byte[Triggers * Actions]);

    /// <summary>
    /// The default scenario (spec/calls.md §1.5): T1 and T8 are off (CS-40, CS-39); a missed existing client goes to
    /// the responsible manager; T7 completes the responsible's task and leaves the caller out; the tasks
    /// of T5 and T6 are completed.
    /// </summary>
    public static ScenarioMatrix Default { get; } = Of(
        "T2 Ac1 Ac2 Ac4; T3 Ac1 Ac2 Ac4 Ac7:open; T4 Ac6:done Ac7:open; T5 Ac7:done; T6 Ac7:done; T7 Ac7:done; "
        + "T9 Ac5:open; T10 Ac1 Ac2 Ac4");

    /// <summary>
    /// A matrix from a line such as <c>T3 Ac1 Ac7:open; T4 Ac6:done</c>. Throws <see cref="FormatException"/> for
    /// anything else; meant for constants in code and tests.
    /// </summary>
    public static ScenarioMatrix Of(string line)
    {
        var draft = new Dictionary<string, Dictionary<string, CellDraft>>(StringComparer.Ordinal);
        foreach (var row in line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var cells = draft[words[0]] = new(StringComparer.Ordinal);
            foreach (var word in words.AsSpan(1))
            {
                var (action, status) = word.Split(':') is [var name, var rest] ? (name, rest) : (word, null);
                cells[action] = new CellDraft(status is null ? null : status == "done");
            }
        }

        return TryRead(draft, out var matrix, out var faults)
            ? matrix
            : throw new FormatException(string.Join(' ', faults));
    }

    /// <summary>
    /// Reads what somebody wrote; on failure <paramref name="faults"/> names every fault in a sentence.
    /// </summary>
    public static bool TryRead(
        IReadOnlyDictionary<string, Dictionary<string, CellDraft>>? draft,
        [NotNullWhen(true)] out ScenarioMatrix? matrix,
        out List<string> faults)
    {
        faults = [];
        matrix = null;
        if (draft is null)
        {
            faults.Add("The matrix is missing.");
            return false;
        }

        var cells = new byte[Triggers * Actions];
        foreach (var (row, columns) in draft)
        {
            if (!TryName<Trigger>(row, out var trigger))
            {
                faults.Add($"'{row}' is no trigger; there are T1 to T10.");
            }
            else
            {
                ReadRow(trigger, columns, cells, faults);
            }
        }

        matrix = faults.Count == 0 ? new ScenarioMatrix(cells) : null;
        return matrix is not null;
    }

    /// <summary>Whether a cell is on.</summary>
    public bool Has(Trigger trigger, ScenarioAction action) => _cells[Index(trigger, action)] != Off;

    /// <summary>Whether the task of a cell (Ac5–Ac7) is made completed.</summary>
    public bool Completes(Trigger trigger, ScenarioAction action) => _cells[Index(trigger, action)] == OnCompleted;

    /// <summary>Whether no cell of a row is on.</summary>
    public bool IsOff(Trigger trigger) =>
        !_cells.AsSpan((int)trigger * Actions, Actions).ContainsAnyExcept(Off);

    /// <inheritdoc/>
    public bool Equals(ScenarioMatrix? other) => other is not null && _cells.AsSpan().SequenceEqual(other._cells);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ScenarioMatrix);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_cells);
        return hash.ToHashCode();
    }

    internal static bool IsTask(ScenarioAction action) => action >= ScenarioAction.Ac5;

    private static int Index(Trigger trigger, ScenarioAction action) => ((int)trigger * Actions) + (int)action;

    // Enum.TryParse alone would take "3", "t3" and "T3, T4".
    private static bool TryName<T>(string text, out T value)
        where T : struct, Enum => Enum.TryParse(text, out value) && Enum.GetName(value) == text;

    private static void ReadRow(
        Trigger trigger, Dictionary<string, CellDraft>? columns, byte[] cells, List<string> faults)
    {
        if (columns is null)
        {
            faults.Add($"{trigger} is null; leave the row out to switch it off.");
            return;
        }

        foreach (var (column, cell) in columns)
        {
            if (!TryName<ScenarioAction>(column, out var action))
            {
                faults.Add($"{trigger}: '{column}' is no action; there are Ac1 to Ac7.");
            }
            else if (cell is null)
            {
                faults.Add($"{trigger}·{action} is null; leave the cell out to switch it off.");
            }
            else if (IsTask(action) != cell.Completed.HasValue)
            {
                faults.Add(IsTask(action)
                    ? $"{trigger}·{action} makes a task and must say whether it is 'completed'."
                    : $"{trigger}·{action} makes no task and cannot be 'completed'.");
            }
            else
            {
                cells[Index(trigger, action)] = cell.Completed == true ? OnCompleted : On;
            }
        }
    }
}
