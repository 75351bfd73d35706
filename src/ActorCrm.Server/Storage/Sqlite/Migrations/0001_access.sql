-- API keys. The secret is not here: doc holds its SHA-256 only.

CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
