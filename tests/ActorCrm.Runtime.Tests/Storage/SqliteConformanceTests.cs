namespace ActorCrm.Runtime.Tests.Storage;

public sealed class SqliteConformanceTests() : StorageConformance(new SqliteTestDatabase());

public sealed class SqliteCommitOrderTests() : CommitOrderConformance(new SqliteTestDatabase());
