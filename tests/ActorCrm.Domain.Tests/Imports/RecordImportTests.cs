using System.Text.Json;
using ActorCrm.Domain.Imports;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Imports;

public sealed class RecordImportTests
{
    private const string Key = "01a20407-0fda-750e-a4b3-595546ad0077";

    private static readonly object[] Commands =
    [
        new FinishImportUpload(10, Layout, ["number"]), Configure, new StartImport("bea"), new PauseImport("bea"),
        new CancelImport("bea"), new DeleteImport("bea"),
    ];

    private readonly GrainWorld _world = new(Catalog());

    private static ImportLayout Layout => new(new ImportFormat(), ["number"], 7, 2);

    private static ConfigureImport Configure =>
        new("bill", Layout, null, ImportPolicy.Update, ["number"], "PL", null);

    // Finish, configure, start, pause, cancel, delete.
    [Theory]
    [InlineData(ImportStatus.Uploading, "Ready importNotReady importNotReady importNotReady Cancelled -")]
    [InlineData(ImportStatus.Ready, "importUnderWay Ready Running importNotReady Cancelled -")]
    [InlineData(ImportStatus.Running, "importUnderWay importUnderWay Running Paused Cancelled importRunning")]
    [InlineData(ImportStatus.Paused, "importUnderWay importUnderWay Running Paused Cancelled importRunning")]
    [InlineData(ImportStatus.Completed, "importUnderWay importUnderWay importEnded importEnded importEnded -")]
    [InlineData(
        ImportStatus.Cancelled, "importUnderWay importUnderWay importEnded importEnded Cancelled importRunning")]
    public void Each_command_is_taken_or_refused_by_where_the_import_is(ImportStatus status, string expected)
    {
        var outcomes = Commands.Select(command =>
        {
            var world = Bring(status);
            var answer = world.Ask(Id, command);
            return answer is ImportRefused refused ? refused.Code
                : StateOf(world)?.Status.ToString() ?? "-";
        });

        string.Join(' ', outcomes).ShouldBe(expected);
    }

    [Fact]
    public void An_outcome_that_comes_twice_is_counted_once_and_asks_for_the_rows_behind_it_once()
    {
        Start(_world);
        var effect = _world.Effects.ShouldHaveSingleItem();
        effect.Payload.ShouldBe(new ImportRows(7));

        Tell(_world, effect.IdempotencyKey, Done(position: 100, isEnd: false, created: 3));
        Tell(_world, effect.IdempotencyKey, Done(position: 100, isEnd: false, created: 3));

        StateOf(_world)!.Created.ShouldBe(3);
        _world.Effects.Count.ShouldBe(2);
        _world.Effects[1].Payload.ShouldBe(new ImportRows(100));
    }

    [Fact]
    public void What_was_under_way_at_a_pause_is_counted_and_going_on_begins_behind_it()
    {
        Start(_world);
        _world.Ask(Id, new PauseImport("bea"));
        Tell(_world, _world.Effects[0].IdempotencyKey, Done(position: 100, isEnd: false, created: 3));
        _world.Effects.Count.ShouldBe(1);
        StateOf(_world)!.Created.ShouldBe(3);

        _world.Ask(Id, new StartImport("cid"));

        _world.Effects[1].Payload.ShouldBe(new ImportRows(100));
    }

    [Fact]
    public void Started_again_while_rows_are_under_way_nobody_else_begins_with_them()
    {
        Start(_world);
        _world.Ask(Id, new PauseImport("bea"));
        _world.Ask(Id, new StartImport("bea"));
        _world.Effects.Count.ShouldBe(1);

        Tell(_world, _world.Effects[0].IdempotencyKey, Done(position: 100, isEnd: true, created: 3));

        StateOf(_world)!.Status.ShouldBe(ImportStatus.Completed);
    }

    [Fact]
    public void Rows_that_cannot_be_done_pause_it_and_say_why()
    {
        Start(_world);
        _world.Send(Id, new EffectOutcome(ImportRows.Kind, _world.Effects[0].IdempotencyKey, false, 8, "no disk"));
        _world.Run();

        (StateOf(_world)!.Status, StateOf(_world)!.Why).ShouldBe((ImportStatus.Paused, "no disk"));
        StateOf(_world)!.Position.ShouldBe(7);
    }

    [Fact]
    public void File_and_faults_are_thrown_away_when_nobody_has_wanted_them_for_long()
    {
        _world.Ask(Id, new CreateImport("invoice", null, "ann"));
        _world.Ask(Id, new AnnounceImportPart(0));
        _world.Ask(ImportPart.Id(Key, 0), new StoreImportPart([1]));
        _world.Ask(Id, new FinishImportUpload(10, Layout, []));
        _world.Ask(Id, new StartImport("ann"));
        RowFault[] faults = [new RowFault(2, 7, 3, [new CellFault(null, null, "x", "y")])];
        Tell(_world, _world.Effects[0].IdempotencyKey, Done(10, isEnd: true, created: 0) with { Faults = faults });
        _world.States<ImportFaults>(ImportFaults.Type).ShouldHaveSingleItem().Rows.Length.ShouldBe(1);

        _world.Advance(RecordImport.Kept);

        StateOf(_world).ShouldBeNull();
        _world.States<ImportFaults>(ImportFaults.Type).ShouldBeEmpty();
        _world.States<ImportPart>(ImportPart.Type).ShouldBeEmpty();
    }

    [Fact]
    public void An_upload_that_never_ends_is_thrown_away()
    {
        _world.Ask(Id, new CreateImport("invoice", null, "ann"));
        _world.Ask(Id, new AnnounceImportPart(0));
        _world.Ask(ImportPart.Id(Key, 0), new StoreImportPart([1]));

        _world.Advance(RecordImport.UploadMax);

        StateOf(_world).ShouldBeNull();
        _world.States<ImportPart>(ImportPart.Type).ShouldBeEmpty();
    }

    private static GrainId Id => RecordImportGrain.Id(Key);

    private static GrainCatalog Catalog()
    {
        var catalog = CallsDomain.AddTo(new GrainCatalog());
        ImportsDomain.AddTo(catalog);
        return catalog;
    }

    private static GrainWorld Bring(ImportStatus status)
    {
        var world = new GrainWorld(Catalog());
        world.Ask(Id, new CreateImport("invoice", "a.csv", "ann"));
        if (status == ImportStatus.Uploading)
        {
            return world;
        }

        world.Ask(Id, new FinishImportUpload(10, Layout, []));
        if (status == ImportStatus.Ready)
        {
            return world;
        }

        world.Ask(Id, new StartImport("ann"));
        switch (status)
        {
            case ImportStatus.Paused:
                world.Ask(Id, new PauseImport("ann"));
                break;
            case ImportStatus.Completed:
                Tell(world, world.Effects[0].IdempotencyKey, Done(10, isEnd: true, created: 1));
                break;
            case ImportStatus.Cancelled:
                world.Ask(Id, new CancelImport("ann"));
                break;
            default:
                break;
        }

        return world;
    }

    private static void Start(GrainWorld world)
    {
        world.Ask(Id, new CreateImport("invoice", null, "ann"));
        world.Ask(Id, new FinishImportUpload(10, Layout, []));
        world.Ask(Id, new StartImport("ann"));
    }

    private static RowsImported Done(long position, bool isEnd, long created) =>
        new(position, 5, isEnd, created, created, 0, 0, [], 10);

    private static void Tell(GrainWorld world, string key, RowsImported done)
    {
        world.Send(Id, new EffectOutcome(
            ImportRows.Kind, key, true, 1, JsonSerializer.Serialize(done, ImportJson.Default.RowsImported)));
        world.Run();
    }

    private static RecordImport? StateOf(GrainWorld world) =>
        world.States<RecordImport>(RecordImport.Type).SingleOrDefault();
}
