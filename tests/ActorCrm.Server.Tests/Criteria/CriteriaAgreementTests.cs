using System.Text;
using ActorCrm.Domain.Criteria;
using ActorCrm.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace ActorCrm.Server.Tests.Criteria;

/// <summary>Memory, SQLite and PostgreSQL find the same records.</summary>
public sealed class CriteriaAgreementTests(PostgresFixture postgres)
{
    private const int QuestionsPerStore = 40;

    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(75);
    private static readonly DateTimeOffset Now = new(2026, 2, 28, 23, 30, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Warsaw = TimeZoneInfo.FindSystemTimeZoneById("Europe/Warsaw");

    [Fact]
    public async Task Criteria_hold_for_the_same_records_in_memory_and_in_both_databases()
    {
        await using var sqlite = ThingStore.Sqlite();
        await using var server = await ThingStore.PostgresAsync(postgres);
        var (found, asked) = (0, 0);

        var rounds = ThingGenerators.Records.SelectMany(
            _ => ThingGenerators.Criteria(depth: 2).ListOf(QuestionsPerStore), (records, asks) => (records, asks));
        Check.One(Thoroughly, Prop.ForAll(rounds.ToArbitrary(), round =>
        {
            sqlite.Keep(round.records);
            server.Keep(round.records);
            foreach (var json in round.asks)
            {
                if (Read(json) is not { } criteria)
                {
                    continue;
                }

                var expected = InMemory(criteria, round.records);
                var told = $"{json}\n{string.Join('\n', round.records.AsEnumerable())}";
                sqlite.Find(criteria).ShouldBe(expected, told);
                server.Find(criteria).ShouldBe(expected, told);
                found += expected.Count > 0 && expected.Count < round.records.Length ? 1 : 0;
                asked++;
            }
        }));

        // A generator whose questions find all or nothing would prove nothing.
        found.ShouldBeGreaterThan(asked / 4);
    }

    [Fact]
    public async Task PostgreSQL_folds_every_letter_as_the_domain_does()
    {
        await using var server = await ThingStore.PostgresAsync(postgres);
        Rune[] letters = [.. Enumerable.Range(1, 0x10FFFF).Where(Rune.IsValid).Select(code => new Rune(code))
            .Where(letter => Rune.IsLetter(letter) || FoldedText.Of(letter) != letter || letter.Value < 0x3000)];
        foreach (var part in letters.Chunk(20_000))
        {
            var text = string.Concat(part);

            server.Scalar("SELECT criteria_fold(@text)", ("text", text)).ShouldBe(FoldedText.Of(text));
        }
    }

    /// <summary>Null for the rare ones that follow too many references.</summary>
    private static FixedCriteria? Read(string json)
    {
        var result = CriteriaReader.Read(Encoding.UTF8.GetBytes(json), Things.Schema);
        result.Faults.ShouldAllBe(fault => fault.Code == CriteriaFaultCode.TooManyReferences, json);
        return result.Criteria?.At(Now, Warsaw);
    }

    private static List<string> InMemory(FixedCriteria criteria, Thing[] records)
    {
        var all = records.ToDictionary(thing => thing.Id);
        return [.. records.Where(thing => criteria.Hold(new ThingRecord(thing, all))).Select(thing => thing.Id)
            .Order(StringComparer.Ordinal)];
    }
}
