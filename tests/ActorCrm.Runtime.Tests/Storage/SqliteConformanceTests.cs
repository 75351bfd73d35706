namespace ActorCrm.Runtime.Tests.Storage;

public sealed class SqliteConformanceTests() : StorageConformance(new SqliteTestDatabase());
