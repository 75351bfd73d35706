using ActorCrm.Runtime.Storage;
using ActorCrm.Server.Hosting;

namespace ActorCrm.Server.Reads;

/// <summary>The statements of a feature: the same names for every database, each in its own words.</summary>
internal sealed class FeatureSql
{
    private readonly SqlFile _sqlite;
    private readonly SqlFile _postgres;

    private FeatureSql(SqlFile sqlite, SqlFile postgres)
    {
        _sqlite = sqlite;
        _postgres = postgres;
    }

    /// <summary>Reads a feature's files, such as those of <c>Calls/calls</c>.</summary>
    public static FeatureSql Load(string feature) => new(
        SqlFile.Load(typeof(FeatureSql).Assembly, $"{feature}.sqlite.sql"),
        SqlFile.Load(typeof(FeatureSql).Assembly, $"{feature}.postgres.sql"));

    /// <summary>The statements as a database understands them.</summary>
    public SqlFile For(SqlDialect dialect) => dialect switch
    {
        SqlDialect.Sqlite => _sqlite,
        SqlDialect.Postgres => _postgres,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "There is no such database."),
    };
}
