-- Imports: what is to be done, the files in pieces, and the rows at fault.

CREATE TABLE record_import (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE record_import_part (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE record_import_faults (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;
