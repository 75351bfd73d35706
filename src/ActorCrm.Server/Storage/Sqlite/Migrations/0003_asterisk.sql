-- The channel event log of one Asterisk call, kept to read the call anew when further rows come.
CREATE TABLE cel_call (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

-- The settings that say what the rows mean.
CREATE TABLE asterisk_settings (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
