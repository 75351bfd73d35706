using ActorCrm.Tests;

namespace ActorCrm.Runtime.Tests.Storage;

public sealed class PostgresConformanceTests(PostgresFixture postgres)
    : StorageConformance(new PostgresTestDatabase(postgres));

public sealed class PostgresCommitOrderTests(PostgresFixture postgres)
    : CommitOrderConformance(new PostgresTestDatabase(postgres));
