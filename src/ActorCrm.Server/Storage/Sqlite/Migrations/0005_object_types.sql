-- Object types that somebody made or gave fields to: a setting, read whole at start.
CREATE TABLE object_type (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;
