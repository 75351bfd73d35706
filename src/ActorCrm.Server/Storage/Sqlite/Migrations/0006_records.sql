-- Records of any object type, and the unique values that they hold. Columns as in 0002: those that are indexed and
-- seldom change are ordinary ones, which triggers keep equal to the VIRTUAL column next to them.
--
-- created_at is null while a record is only reserved: its creation waits for a unique value, or was refused for one.
-- Such rows are in no list.
CREATE TABLE record (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  object_type TEXT,
  object_type_now TEXT GENERATED ALWAYS AS (doc ->> '$.objectType') VIRTUAL,
  record_id TEXT GENERATED ALWAYS AS (doc ->> '$.id') VIRTUAL,
  created_at INTEGER,
  created_at_now INTEGER GENERATED ALWAYS AS (
    iif(doc ->> '$.version' > 0, CAST(round(unixepoch(doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER), NULL))
    VIRTUAL,
  updated_at INTEGER,
  updated_at_now INTEGER GENERATED ALWAYS AS (
    iif(doc ->> '$.version' > 0, CAST(round(unixepoch(doc ->> '$.updatedAt', 'subsec') * 1000) AS INTEGER), NULL))
    VIRTUAL,
  deleted INTEGER GENERATED ALWAYS AS (doc ->> '$.deletedAt' IS NOT NULL) VIRTUAL,
  CONSTRAINT a_record_lies_under_its_type_and_id CHECK (id IS object_type_now || '/' || record_id)
) STRICT;
-- The lists of a type: by creation, and by the last change. Deleted records are few: read over in these, and found in
-- the third.
CREATE INDEX record_by_creation ON record (object_type, created_at, id) WHERE created_at IS NOT NULL;
CREATE INDEX record_by_change ON record (object_type, updated_at, id) WHERE created_at IS NOT NULL;
CREATE INDEX record_deleted ON record (object_type, created_at, id) WHERE deleted = 1;
CREATE TRIGGER record_inserted AFTER INSERT ON record WHEN new.created_at_now IS NOT NULL
BEGIN
  UPDATE record SET object_type = object_type_now, created_at = created_at_now, updated_at = updated_at_now
  WHERE rowid = new.rowid;
END;
CREATE TRIGGER record_changed AFTER UPDATE OF doc ON record
WHEN new.updated_at IS NOT new.updated_at_now OR new.created_at IS NOT new.created_at_now
BEGIN
  UPDATE record SET object_type = object_type_now, created_at = created_at_now, updated_at = updated_at_now
  WHERE rowid = new.rowid;
END;

-- Short states under random keys, read by key alone: one tree instead of two.
CREATE TABLE unique_value (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
