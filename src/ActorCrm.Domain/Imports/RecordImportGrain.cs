using System.Globalization;
using System.Text.Json;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Imports;

/// <summary>
/// An import. It asks for its rows a piece at a time, each as an effect from where the one before ended: who does it
/// may be killed at any moment, and another one begins at the same byte. Counts and place move in the commit that
/// takes the outcome, so each row is counted once.
/// </summary>
public static class RecordImportGrain
{
    private const string Expire = "expire";

    /// <summary>The grain of an import.</summary>
    public static GrainId Id(string id) => new(RecordImport.Type, id);

    /// <summary>Handles one message.</summary>
    public static RecordImport? Handle(Turn turn, RecordImport? state, object message) => (message, state) switch
    {
        (CreateImport create, null) => Create(turn, create),
        (CreateImport, _) => Refuse(turn, state, "importUnderWay"),
        (EffectOutcome or ExpireImport, null) => null,
        (_, null) => Refuse(turn, null, "importNotFound"),
        (AnnounceImportPart announce, _) => Announce(turn, state, announce),
        (FinishImportUpload finish, _) => Finish(turn, state, finish),
        (ConfigureImport configure, _) => Configure(turn, state, configure),
        (StartImport start, _) => Start(turn, state, start),
        (PauseImport, _) => Pause(turn, state),
        (CancelImport, _) => Cancel(turn, state),
        (DeleteImport, _) => Delete(turn, state),
        (ExpireImport, _) => state.Status == ImportStatus.Running ? state : Forget(turn, state),
        (EffectOutcome outcome, _) => Take(turn, state, outcome),
        _ => throw new InvalidOperationException($"An import does not understand {message.GetType().Name}."),
    };

    private static RecordImport Create(Turn turn, CreateImport create)
    {
        turn.Remind(Expire, turn.Now + RecordImport.UploadMax, new ExpireImport());
        return Store(turn, new RecordImport(
            turn.Self.Key, create.ObjectType, create.FileName, turn.Now, create.By));
    }

    private static RecordImport? Announce(Turn turn, RecordImport state, AnnounceImportPart announce)
    {
        if (state.Status != ImportStatus.Uploading || announce.Number > state.Parts)
        {
            return Refuse(turn, state, "importUnderWay");
        }

        return announce.Number >= RecordImport.PartsMax
            ? Refuse(turn, state, "importTooLarge")
            : Store(turn, state with { Parts = Math.Max(state.Parts, announce.Number + 1) });
    }

    private static RecordImport? Finish(Turn turn, RecordImport state, FinishImportUpload finish) =>
        state.Status == ImportStatus.Uploading
            ? Store(turn, Kept(turn, Looks(state, finish.Layout) with
            {
                Status = ImportStatus.Ready,
                Bytes = finish.Bytes,
                Keys = finish.Keys,
            }))
            : Refuse(turn, state, "importUnderWay");

    private static RecordImport? Configure(Turn turn, RecordImport state, ConfigureImport configure)
    {
        if (state.Status != ImportStatus.Ready)
        {
            return Refuse(turn, state, state.Status == ImportStatus.Uploading ? "importNotReady" : "importUnderWay");
        }

        return configure.IfVersion is { } expected && expected != state.Version
            ? Refuse(turn, state, "versionMismatch")
            : Store(turn, Kept(turn, Looks(state, configure.Layout) with
            {
                ObjectType = configure.ObjectType,
                Mapping = configure.Mapping,
                Policy = configure.Policy,
                Keys = configure.Keys,
                Region = configure.Region,
                Version = state.Version + 1,
            }));
    }

    private static RecordImport Looks(RecordImport state, ImportLayout layout) => state with
    {
        Format = layout.Format,
        Columns = layout.Columns,
        FirstPosition = layout.FirstPosition,
        Position = layout.FirstPosition,
        NextRow = layout.FirstRow,
    };

    private static RecordImport? Start(Turn turn, RecordImport state, StartImport start)
    {
        switch (state.Status)
        {
            case ImportStatus.Running:
                turn.Reply(new ImportStored(state));
                return state;
            case ImportStatus.Uploading:
                return Refuse(turn, state, "importNotReady");
            case ImportStatus.Completed or ImportStatus.Cancelled:
                return Refuse(turn, state, "importEnded");
            default:
                turn.Forget(Expire);
                state = state with
                {
                    Status = ImportStatus.Running,
                    Why = null,
                    StartedAt = state.StartedAt ?? turn.Now,
                    StartedBy = start.By,
                    FailedAtStart = state.Failed,
                    Version = state.Version + 1,
                };
                turn.Record(new TimelineEntry(turn.Self, "importStarted", start.By));

                // Paused and started again while rows are under way: they go on.
                return Store(turn, state.Chunk is null ? Ask(turn, state) : state);
        }
    }

    private static RecordImport? Pause(Turn turn, RecordImport state) => state.Status switch
    {
        ImportStatus.Running => Store(
            turn, Kept(turn, state with { Status = ImportStatus.Paused, Version = state.Version + 1 })),
        ImportStatus.Paused => Store(turn, state),
        _ => Refuse(turn, state, IsEnded(state) ? "importEnded" : "importNotReady"),
    };

    private static RecordImport? Cancel(Turn turn, RecordImport state) => state.Status switch
    {
        ImportStatus.Completed => Refuse(turn, state, "importEnded"),
        ImportStatus.Cancelled => Store(turn, state),
        _ => Store(turn, Kept(turn, End(turn, state, ImportStatus.Cancelled))),
    };

    private static RecordImport? Delete(Turn turn, RecordImport state)
    {
        // Whoever does the rows under way reads them from the pieces.
        if (state.Status == ImportStatus.Running || state.Chunk is not null)
        {
            return Refuse(turn, state, "importRunning");
        }

        turn.Reply(new ImportStored(state));
        return Forget(turn, state);
    }

    private static RecordImport? Forget(Turn turn, RecordImport state)
    {
        turn.Forget(Expire);
        for (var i = 0; i < state.Parts; i++)
        {
            turn.Tell(ImportPart.Id(state.Id, i), new DropImportPart());
        }

        for (var i = 0; i < state.FaultParts; i++)
        {
            turn.Tell(ImportFaults.Id(state.Id, i), new DropImportPart());
        }

        return null;
    }

    private static RecordImport Take(Turn turn, RecordImport state, EffectOutcome outcome)
    {
        if (outcome.IdempotencyKey != state.Chunk)
        {
            return state;
        }

        state = state with { Chunk = null };
        if (!outcome.Done)
        {
            return state.Status == ImportStatus.Running ? StopFor(turn, state, outcome.Detail) : state;
        }

        var done = JsonSerializer.Deserialize(outcome.Detail!, ImportJson.Default.RowsImported)!;
        state = Count(turn, state, done);
        if (done.IsEnd && state.Status != ImportStatus.Cancelled)
        {
            return Kept(turn, End(turn, state, ImportStatus.Completed));
        }

        if (state.Status != ImportStatus.Running)
        {
            return state;
        }

        return state.Failed - state.FailedAtStart >= RecordImport.FailedMax
            ? StopFor(turn, state, "tooManyFaults")
            : Ask(turn, state);
    }

    private static RecordImport Count(Turn turn, RecordImport state, RowsImported done)
    {
        if (done.Faults.Length > 0)
        {
            turn.Tell(ImportFaults.Id(state.Id, state.FaultParts), new StoreImportFaults(done.Faults));
        }

        return state with
        {
            Position = done.Position,
            NextRow = done.NextRow,
            RowsRead = state.RowsRead + done.RowsRead,
            Created = state.Created + done.Created,
            Updated = state.Updated + done.Updated,
            Skipped = state.Skipped + done.Skipped,
            Failed = state.Failed + done.Faults.Length,
            FaultParts = state.FaultParts + (done.Faults.Length > 0 ? 1 : 0),
            ActiveMilliseconds = state.ActiveMilliseconds + done.Milliseconds,
        };
    }

    private static RecordImport Ask(Turn turn, RecordImport state)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{state.Id}/{state.Chunks}");
        turn.Request(new EffectRequest(ImportRows.Kind, new ImportRows(state.Position), key));
        return state with { Chunk = key, Chunks = state.Chunks + 1 };
    }

    private static RecordImport StopFor(Turn turn, RecordImport state, string? why) =>
        Kept(turn, state with { Status = ImportStatus.Paused, Why = why ?? "failed" });

    private static RecordImport End(Turn turn, RecordImport state, ImportStatus status)
    {
        turn.Record(new TimelineEntry(
            turn.Self, status == ImportStatus.Completed ? "importCompleted" : "importCancelled",
            state.StartedBy ?? state.CreatedBy));
        return state with { Status = status, EndedAt = turn.Now, Version = state.Version + 1, Why = null };
    }

    private static bool IsEnded(RecordImport state) =>
        state.Status is ImportStatus.Completed or ImportStatus.Cancelled;

    private static RecordImport Kept(Turn turn, RecordImport state)
    {
        turn.Remind(Expire, turn.Now + RecordImport.Kept, new ExpireImport());
        return state;
    }

    private static RecordImport Store(Turn turn, RecordImport state)
    {
        turn.Reply(new ImportStored(state));
        return state;
    }

    private static RecordImport? Refuse(Turn turn, RecordImport? state, string code)
    {
        turn.Reply(new ImportRefused(code));
        return state;
    }
}
