-- Imports: what is to be done, the files in pieces, and the rows at fault.

CREATE TABLE record_import (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Packed, so there is nothing to compress.
CREATE TABLE record_import_part (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE record_import_faults (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

SELECT runtime_state_table('record_import'), runtime_state_table('record_import_part'),
  runtime_state_table('record_import_faults');
ALTER TABLE record_import_part ALTER COLUMN doc SET STORAGE EXTERNAL;
