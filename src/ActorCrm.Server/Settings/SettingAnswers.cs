using System.Globalization;
using ActorCrm.Domain.Settings;
using ActorCrm.Runtime.Silo;
using ActorCrm.Server.Hosting;
using ActorCrm.Server.Problems;
using ActorCrm.Server.Reads;

namespace ActorCrm.Server.Settings;

/// <summary>What reading and saving any of the settings has in common.</summary>
internal static class SettingAnswers
{
    private static readonly FeatureSql Sql = FeatureSql.Load("Settings/settings");

    /// <summary>The stored setting; null when it was never saved.</summary>
    public static Task<StateRow?> ReadAsync(
        string statement, string id, ReadDatabase database, CancellationToken stop) =>
        new ListQuery(Sql, statement).With("id", id).ReadOneAsync<StateRow>(database, stop);

    /// <summary>
    /// The entity tag: the setting's own version, which a save may name, and the row's, which changes with the switch
    /// too.
    /// </summary>
    public static string Tag(int version, long rowVersion) => $"\"{version}.{rowVersion}\"";

    /// <summary>
    /// The version that a save builds on, from <c>If-Match</c> or the body; null for whatever stands. False when the
    /// header is none of our tags or says something else than the body.
    /// </summary>
    public static bool TryVersion(HttpRequest request, int? ifVersion, out int? version)
    {
        version = ifVersion;
        string? header = request.Headers.IfMatch;
        if (string.IsNullOrEmpty(header) || header.Trim() == "*")
        {
            return true;
        }

        var text = header.Trim().Trim('"');
        if (!int.TryParse(text.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var tagged)
            || (ifVersion is not null && ifVersion != tagged))
        {
            return false;
        }

        version = tagged;
        return true;
    }

    /// <summary>The problem of a header that <see cref="TryVersion"/> did not like.</summary>
    public static ProblemResult TagInvalid() => Problem.Invalid(
        "If-Match", "It must be the ETag of this setting, and say the same as 'ifVersion' if both are given.");

    /// <summary>Why a setting was not saved; null when it was.</summary>
    /// <param name="result">The grain's answer.</param>
    /// <param name="field">The field that is at fault when the rules refuse it.</param>
    public static ProblemResult? Refusal(AskResult result, string field) => result switch
    {
        AskResult.Answered { Answer: SettingSaved } => null,
        AskResult.Answered { Answer: SettingRefused refused } => Problem.Of(
            Code(refused.Code),
            string.Join(' ', refused.Faults.Take(3)),
            new Dictionary<string, string[]> { [Field(refused.Code, field)] = refused.Faults }),
        AskResult.Answered => Problem.Of(ProblemCode.InternalError),
        _ => ProblemResult.Of(result),
    };

    private static string Field(string code, string field) => code switch
    {
        "versionMismatch" => "ifVersion",
        "setupIncomplete" => "active",
        _ => field,
    };

    private static ProblemCode Code(string code) =>
        ProblemCode.All.FirstOrDefault(known => known.Code == code) ?? ProblemCode.Unprocessable;
}
