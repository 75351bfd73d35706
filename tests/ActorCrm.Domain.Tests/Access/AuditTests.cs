using ActorCrm.Domain.Access;
using ActorCrm.Domain.Settings;
using ActorCrm.Domain.Tests.Worlds;
using ActorCrm.Runtime.Grains;

namespace ActorCrm.Domain.Tests.Access;

/// <summary>The audit log and its chain.</summary>
public sealed class AuditTests
{
    private readonly GrainWorld _world = new(CallCentre.Catalog());

    [Fact]
    public void Entries_are_numbered_and_chained()
    {
        Append("a");
        Append("b");
        Append("c");

        var entries = Entries();
        entries.Select(entry => entry.Seq).ShouldBe([1, 2, 3]);
        entries.Select(entry => entry.What).ShouldBe(["a", "b", "c"]);
        entries.Select(entry => entry.Previous).ShouldBe([AuditEntry.Beginning, entries[0].Hash, entries[1].Hash]);
        Check(entries).ShouldBeNull();
    }

    /// <summary>Others verify the log with programs of their own: what is hashed never changes.</summary>
    [Fact]
    public void The_hash_is_the_one_that_the_documentation_describes()
    {
        var entry = new AuditEntry(
            1, DateTimeOffset.FromUnixTimeMilliseconds(1772442000123), "userCreated", "user:ä", null, "::1",
            new() { ["b"] = "2", ["a"] = "" }, AuditEntry.Beginning, "");
        const string Text = "64:" + AuditEntry.Beginning
            + "1:1" + "13:1772442000123" + "11:userCreated" + "7:user:ä" + "-" + "3:::1" + "1:2" + "1:a0:1:b1:2";

        entry.ComputeHash().ShouldBe(Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text))));
    }

    [Fact]
    public void The_same_event_handed_in_again_is_one_entry()
    {
        var append = new AppendAudit(Guid.Parse("0198c0de-7000-7000-8000-000000000000"), "a", "test");

        _world.Ask(AuditChainGrain.Id, append).ShouldBe(new AuditAppended(1));
        _world.Ask(AuditChainGrain.Id, append).ShouldBe(new AuditAppended(1));

        Entries().Count.ShouldBe(1);
    }

    [Fact]
    public void Whatever_is_changed_taken_away_or_put_in_is_found_at_its_place()
    {
        for (var i = 0; i < 4; i++)
        {
            Append($"event{i}", new() { ["k"] = $"{i}" });
        }

        var good = Entries();
        var second = good[1];
        AuditEntry[] changed =
        [
            second with { At = second.At.AddMilliseconds(1) },
            second with { What = "x" },
            second with { By = "x" },
            second with { Subject = null },
            second with { From = "x" },
            second with { Data = null },
            second with { Data = new() { ["k"] = "2" } },
            second with { Data = new() { ["k"] = "1", ["l"] = "" } },
            second with { Hash = good[2].Hash },
            second with { Previous = AuditEntry.Beginning },
        ];
        foreach (var entry in changed)
        {
            Check([good[0], entry, good[2], good[3]])
                .ShouldNotBeNull().ShouldContain("Entry 2 ", customMessage: $"{entry}");
        }

        Check([good[0], good[2], good[3]]).ShouldBe("Entry 2 is missing: 3 comes after 1.");
        Check([good[0], good[1], good[1]]).ShouldBe("Entry 2 stands where 3 belongs.");
        Check([.. good.Take(3)]).ShouldBe("Entry 4 is missing: the log goes to 4.");
        Check([]).ShouldBe("Entry 1 is missing: the log goes to 4.");

        // One that was hashed anew breaks the chain behind it.
        var forged = second with { What = "x" };
        forged = forged with { Hash = forged.ComputeHash() };
        Check([good[0], forged, good[2], good[3]]).ShouldBe("Entry 3 does not follow from the one before it.");
    }

    [Fact]
    public void A_log_that_was_written_anew_as_a_whole_does_not_end_as_the_chain_does()
    {
        Append("a");
        var entry = Entries()[0] with { What = "x" };

        Check([entry with { Hash = entry.ComputeHash() }]).ShouldBe(
            "Entry 1 is not the one that the chain knows: the log was written anew.");
    }

    [Fact]
    public void An_entry_that_is_there_stays_as_it_is()
    {
        Append("a");
        var entry = Entries()[0];

        _world.Send(new GrainId(AuditEntry.Type, AuditEntry.KeyOf(1)), new StoreAuditEntry(entry with { What = "x" }));
        _world.Run();

        Entries().ShouldHaveSingleItem().What.ShouldBe("a");
    }

    [Fact]
    public void Settings_are_told_when_they_change_and_not_when_they_are_refused()
    {
        var centre = new CallCentre(_world);
        centre.World.Ask(
            new GrainId(CallSettings.Type, CallSettings.Key),
            new SaveCallSettings(new CallSettings { DefaultRegion = "nowhere" }, "test"))
            .ShouldBeOfType<SettingRefused>();
        _world.Ask(new GrainId(Scenario.Type, Scenario.DefaultProject), new DeactivateScenario("test"));

        Entries().Select(entry => entry.What).ShouldBe(
            ["callSettingsSaved", "employeesSaved", "integrationActivated", "integrationDeactivated"]);
        Check(Entries()).ShouldBeNull();
    }

    private void Append(string what, Dictionary<string, string>? data = null) => _world.Ask(
        AuditChainGrain.Id, new AppendAudit(Guid.NewGuid(), what, "test", "a/b", null, data))
        .ShouldBeOfType<AuditAppended>();

    private List<AuditEntry> Entries() => _world.States<AuditEntry>(AuditEntry.Type);

    private string? Check(IReadOnlyList<AuditEntry> entries)
    {
        var check = new AuditCheck(_world.State<AuditChain>(AuditChainGrain.Id));
        return entries.Select(check.Next).FirstOrDefault(fault => fault is not null)?.Sentence ?? check.End()?.Sentence;
    }
}
