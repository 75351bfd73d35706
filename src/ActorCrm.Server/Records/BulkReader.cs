using System.Globalization;
using System.Text.Json;
using ActorCrm.Domain.Records;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Grains;
using ActorCrm.Server.Problems;

namespace ActorCrm.Server.Records;

/// <summary>One operation as it is sent to its record, or what is wrong with it.</summary>
/// <param name="Id">The record.</param>
/// <param name="To">Its grain.</param>
/// <param name="Message">What is asked; null when the operation is at fault.</param>
/// <param name="Success">The status of success.</param>
/// <param name="Fault">What is wrong; null when nothing is.</param>
internal readonly record struct BulkOperation(
    Guid Id, GrainId To, object? Message, int Success, ProblemResult? Fault)
{
    /// <summary>The id of a record that there is or was, as far as the request says; null of one to be made.</summary>
    public Guid? NamedId => Id == Guid.Empty || Success == StatusCodes.Status201Created ? null : Id;
}

/// <summary>Reads the operations of a request.</summary>
/// <param name="type">The type of all of them.</param>
/// <param name="by">Who asks.</param>
/// <param name="idempotencyKey">
/// The request's; each record that it makes gets one of its own, from its place in the list.
/// </param>
/// <param name="now">Goes into new ids.</param>
/// <param name="settings">Numbers are read by them.</param>
internal sealed class BulkReader(
    string type, string by, string? idempotencyKey, DateTimeOffset now, SettingsSnapshot settings)
{
    private static readonly string[] Members = ["op", "id", "ifVersion"];

    private int _index = -1;

    /// <summary>Reads the next one.</summary>
    public BulkOperation Read(JsonElement json)
    {
        _index++;
        var op = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("op", out var name)
            && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        return op switch
        {
            "create" => Create(json),
            "update" => Change(json, needsFields: true),
            "delete" => Change(json, needsFields: false),
            _ => Refuse(Problem.Invalid("op", "It is create, update or delete.")),
        };
    }

    private BulkOperation Create(JsonElement json)
    {
        if (!RecordDraft.TryRead(json, Members, out var draft, out var problem))
        {
            return Refuse(problem);
        }

        var key = idempotencyKey is null
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{idempotencyKey}\n{_index}");
        var id = RecordAddress.NewId(type, draft.Fields, by, key, now, settings);
        var message = new CreateRecord(draft.Fields, by, key is null ? null : draft.Hash);
        return new BulkOperation(id, RecordGrain.Id(type, id), message, StatusCodes.Status201Created, null);
    }

    private BulkOperation Change(JsonElement json, bool needsFields)
    {
        if (!json.TryGetProperty("id", out var idJson) || idJson.ValueKind != JsonValueKind.String
            || !Guid.TryParse(idJson.GetString(), out var id))
        {
            return Refuse(Problem.Invalid("id", "It is the id of the record."));
        }

        if (!TryVersion(json, out var ifVersion))
        {
            return Refuse(Problem.Invalid("ifVersion", "It is a version: a whole number."));
        }

        if (!needsFields)
        {
            return new BulkOperation(
                id, RecordGrain.Id(type, id), new DeleteRecord(by, ifVersion), StatusCodes.Status204NoContent, null);
        }

        return RecordDraft.TryRead(json, Members, out var draft, out var problem)
            ? new BulkOperation(
                id, RecordGrain.Id(type, id), new PatchRecord(draft.Fields, by, ifVersion), StatusCodes.Status200OK,
                null)
            : Refuse(problem);
    }

    private static bool TryVersion(JsonElement json, out int? version)
    {
        version = null;
        if (!json.TryGetProperty("ifVersion", out var written) || written.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (written.ValueKind != JsonValueKind.Number || !written.TryGetInt32(out var number))
        {
            return false;
        }

        version = number;
        return true;
    }

    private static BulkOperation Refuse(ProblemResult problem) =>
        new(Guid.Empty, default, null, problem.Problem.Status, problem);
}
