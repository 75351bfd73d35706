using System.Text.Json;
using System.Text.Unicode;
using ActorCrm.Domain.Adapters.Asterisk;
using ActorCrm.Runtime.Grains;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Ingestion;

namespace ActorCrm.Server.Adapters.Asterisk;

/// <summary>
/// Rows of one request. Those of one linked id become one message: the call is read once for all of them, not once a
/// row.
/// </summary>
internal sealed class CelBatch(string source, AsteriskSettings settings) : IngestionBatch
{
    private readonly Dictionary<GrainId, List<(long Index, CelRow Row)>> _rows = [];
    private List<List<(long Index, CelRow Row)>> _sent = [];
    private Outgoing[]? _messages;

    /// <inheritdoc/>
    public override IReadOnlyList<Outgoing> Messages => _messages ??= Make();

    /// <inheritdoc/>
    public override void Tally(int number, AskResult result)
    {
        var rows = _sent[number];
        for (var i = 0; i < rows.Count; i++)
        {
            var (index, row) = rows[i];
            switch (result)
            {
                case AskResult.Answered { Answer: CelRowsRecorded recorded }:
                    Tally(index, row, recorded.Fates[i]);
                    break;
                case AskResult.DeadLettered dead:
                    RefuseDead(index, NameOf(row), dead);
                    break;
                default:
                    throw new InvalidOperationException($"Rows were answered with {result}.");
            }
        }
    }

    /// <inheritdoc/>
    protected override void Read(long index, ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        if (!Utf8.IsValid(json))
        {
            Refuse(index, null, EventCode.InvalidUtf8.Fault());
            return;
        }

        try
        {
            Add(index, CelRowReader.Read(JsonElement.Parse(json), settings));
        }
        catch (JsonException)
        {
            Refuse(index, null, EventCode.MalformedJson.Fault("The row is not well-formed JSON."));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in a text.
            Refuse(index, null, EventCode.FieldInvalid.Fault());
        }
    }

    private static string? NameOf(CelRow row) => row.Id is { } id
        ? id.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : null;

    private void Add(long index, CelRowReading reading)
    {
        if (reading.Row is not { } row)
        {
            Refuse(index, null, new IngestionFault(reading.Refusal!.Code, reading.Refusal.Message));
            return;
        }

        var key = $"{source}/{row.LinkedId}";
        if (!GrainId.IsKey(key))
        {
            Refuse(index, NameOf(row), EventCode.CelLinkedIdInvalid.Fault());
            return;
        }

        var grain = new GrainId(CelCallLog.Type, key);
        if (!_rows.TryGetValue(grain, out var rows))
        {
            _rows.Add(grain, rows = []);
        }

        rows.Add((index, row));
    }

    private void Tally(long index, CelRow row, CelRowFate fate)
    {
        switch (fate)
        {
            case CelRowFate.Stored:
                Accept(null);
                break;
            case CelRowFate.Known:
                AcceptDuplicate(null);
                break;
            case CelRowFate.Pruned:
                Refuse(index, NameOf(row), EventCode.CelRowsPruned.Fault());
                break;
            default:
                Refuse(index, NameOf(row), EventCode.CelRowsTooMany.Fault());
                break;
        }
    }

    private Outgoing[] Make()
    {
        _sent = [.. _rows.Values];
        return [.. _rows.Select(call => new Outgoing(
            call.Key,
            new RecordCelRows(source, call.Value[0].Row.LinkedId, [.. call.Value.Select(item => item.Row)])))];
    }
}
