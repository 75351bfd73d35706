-- Records of any object type, and the unique values that they hold.
--
-- created_at is null while a record is only reserved: its creation waits for a unique value, or was refused for one.
-- Such rows are in no list.
CREATE TABLE record (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  object_type text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'objectType') STORED,
  record_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'id') STORED,
  created_at bigint GENERATED ALWAYS AS
    (CASE WHEN (doc ->> 'version')::bigint > 0 THEN unix_ms(doc ->> 'createdAt') END) STORED,
  updated_at bigint GENERATED ALWAYS AS
    (CASE WHEN (doc ->> 'version')::bigint > 0 THEN unix_ms(doc ->> 'updatedAt') END) STORED,
  deleted boolean GENERATED ALWAYS AS (doc ->> 'deletedAt' IS NOT NULL) STORED,
  CONSTRAINT a_record_lies_under_its_type_and_id CHECK (id IS NOT DISTINCT FROM object_type || '/' || record_id)
) WITH (
  fillfactor = 80, toast_tuple_target = 4096,
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
);
-- The lists of a type: by creation, and by the last change. Deleted records are few: read over in these, and found in
-- the third.
CREATE INDEX record_by_creation ON record (object_type, created_at, id) WHERE created_at IS NOT NULL;
CREATE INDEX record_by_change ON record (object_type, updated_at, id) WHERE created_at IS NOT NULL;
CREATE INDEX record_deleted ON record (object_type, created_at, id) WHERE deleted;

-- Short states under random keys, read by key alone.
CREATE TABLE unique_value (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

SELECT runtime_state_table('record'), runtime_state_table('unique_value');
