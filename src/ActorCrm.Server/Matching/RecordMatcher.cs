using System.Data.Common;
using System.Security.Claims;
using System.Text.Json;
using ActorCrm.Domain.Criteria;
using ActorCrm.Domain.Matching;
using ActorCrm.Domain.Objects;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Access.Visibility;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;
using ActorCrm.Server.Search;

namespace ActorCrm.Server.Matching;

/// <summary>
/// Answers whether somebody is known (spec/flows.md §5.3): <see cref="MatchPlan"/> decides, this reads. Nothing of the
/// question is stored or logged.
/// </summary>
internal sealed class RecordMatcher(
    ReadDatabase database, SiloHost silo, FieldIndexes indexes, SearchOptions options, TimeProvider clock)
{
    /// <summary>Matches records of a type; those that are hidden from who asks are not known.</summary>
    public async Task<(MatchView? View, ProblemResult? Problem)> MatchAsync(
        string type, MatchRequest request, string? timeZone, ClaimsPrincipal user, CancellationToken stop)
    {
        var settings = ServerSettings.Of(silo);
        if (settings.ObjectTypes.Find(type) is not { } known)
        {
            return (null, Problem.Of(ProblemCode.ObjectTypeNotFound));
        }

        var now = clock.GetUtcNow();
        var reader = new SearchReader(known, settings, now);
        var zone = reader.Zone(timeZone);
        if (reader.Problem is { } refused)
        {
            return (null, refused);
        }

        var schema = SearchedTypes.Schema(settings.ObjectTypes, known, settings.Calls.DefaultRegion);
        var (plan, faults) = MatchPlan.Of(request, schema, now, zone);
        if (plan is null)
        {
            return (null, CriteriaProblem.Of("criteria", faults));
        }

        var viewing = Viewing.Of(user, silo);
        await using var connection = await database.OpenForCriteriaAsync(stop);
        var found = plan.Exact is { } exact ? await ReadAsync(connection, known, exact, viewing, stop) : [];
        var result = plan.AfterExact([.. found.Select(row => row.Record)]);
        if (result is null)
        {
            found = await ReadAsync(connection, known, plan.Partial, viewing, stop);
            result = plan.AfterPartial([.. found.Select(row => row.Record)]);
        }

        return (View(known, result, found), null);
    }

    private async Task<IReadOnlyList<FoundRow>> ReadAsync(
        DbConnection connection, ObjectType type, FixedCriteria criteria, Viewing? viewing, CancellationToken stop)
    {
        var updated = new SortField(SystemFields.Find("updatedAt")!, Descending: true);
        var search = new RecordSearch(type, criteria, [updated]) { AreFew = true, Viewing = viewing };
        var statement = new RecordQuery(search, indexes, database.Dialect).Page(isWithout: false, after: null);
        statement.Values.Add("take", MatchPlan.FoundMax + 1);
        var rows = await LimitedReads.ReadAsync<MatchedRow>(
            connection, statement.Text, statement.Values, options.QueryTimeout, stop);
        return [.. rows.Select(row => FoundRow.Of(type, row))];
    }

    private static MatchView View(ObjectType type, MatchResult result, IReadOnlyList<FoundRow> found)
    {
        var rows = found.ToDictionary(row => row.Record.Id, row => row.Row);
        return new MatchView(
            result.Outcome, result.Kind,
            [.. result.Candidates.Select(candidate => new MatchCandidateView(
                candidate.Id,
                [.. candidate.Reasons.Select(reason => new MatchReasonView(reason.Field, reason.Kind))],
                StoredRecord.View(type, rows[candidate.Id].Version, rows[candidate.Id].Doc)))],
            result.Candidates.Count, result.Truncated);
    }

    private sealed record FoundRow(FoundRecord Record, MatchedRow Row)
    {
        public static FoundRow Of(ObjectType type, MatchedRow row)
        {
            var source = RecordSource.Of(type.Name);
            var values = new StoredValues(SearchedTypes.WithSystemFields(type), row.Id, JsonElement.Parse(row.Doc));
            var updated = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt ?? 0);
            return new FoundRow(new FoundRecord(row.Id[source.KeyPrefix.Length..], updated, values), row);
        }
    }

    // No positional record: SQLite tells no types of computed columns, and Dapper would find no constructor.
    private sealed class MatchedRow
    {
        public string Id { get; init; } = "";

        public long Version { get; init; }

        public string Doc { get; init; } = "";

        /// <summary>What the rows are sorted by: Unix milliseconds of the last change, as text.</summary>
        public string? Key0 { get; init; }

        public long? UpdatedAt => Key0 is null
            ? null
            : long.Parse(Key0, System.Globalization.CultureInfo.InvariantCulture);
    }
}
