-- The settings that say what the rows of a channel event log mean.

CREATE TABLE asterisk_settings (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
