-- Indexes of fields of records that object types mark as indexed. SQLite cannot index what a function of the process
-- makes of a value, and records of all types share a table: so the values stand here, in their normal form, and triggers
-- keep them. criteria_value (form of a JSON value, cut as SortedText has it) is a function of the process: whoever
-- writes records from elsewhere needs it.
CREATE TABLE field_index (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  object_type TEXT NOT NULL,
  field TEXT NOT NULL,
  form TEXT NOT NULL,
  path TEXT NOT NULL,
  table_name TEXT NOT NULL,
  -- building: triggers keep it, and the records that were there before are being read; done_to is the last of them.
  state TEXT NOT NULL DEFAULT 'building' CONSTRAINT an_index_is_building_ready_or_dropping
    CHECK (state IN ('building', 'ready', 'dropping')),
  done_to TEXT NOT NULL DEFAULT '',
  CONSTRAINT a_field_is_indexed_once UNIQUE (object_type, field, form, path)
) STRICT;

-- created_at is that of the record, or 0 where the table has no such column and ids are in the order of creation.
CREATE TABLE field_value (
  field INTEGER NOT NULL,
  value ANY NOT NULL,
  created_at INTEGER NOT NULL,
  record TEXT NOT NULL,
  PRIMARY KEY (field, value, created_at, record)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER record_fields_inserted AFTER INSERT ON record
WHEN EXISTS (SELECT 1 FROM field_index WHERE object_type = new.object_type_now)
BEGIN
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), coalesce(new.created_at_now, 0), new.id
  FROM field_index
  WHERE object_type = new.object_type_now AND state <> 'dropping'
    AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER record_fields_changed AFTER UPDATE OF doc ON record
WHEN EXISTS (
  SELECT 1 FROM field_index
  WHERE object_type = new.object_type_now
    AND (old.doc -> path IS NOT new.doc -> path OR old.created_at_now IS NOT new.created_at_now))
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), coalesce(old.created_at_now, 0), old.id
    FROM field_index WHERE object_type = old.object_type_now);
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), coalesce(new.created_at_now, 0), new.id
  FROM field_index
  WHERE object_type = new.object_type_now AND state <> 'dropping'
    AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER record_fields_deleted AFTER DELETE ON record
WHEN EXISTS (SELECT 1 FROM field_index WHERE object_type = old.object_type_now)
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), coalesce(old.created_at_now, 0), old.id
    FROM field_index WHERE object_type = old.object_type_now);
END;

CREATE TRIGGER contact_fields_inserted AFTER INSERT ON contact
BEGIN
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'contact' AND state <> 'dropping' AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_fields_changed AFTER UPDATE OF doc ON contact
WHEN EXISTS (SELECT 1 FROM field_index WHERE object_type = 'contact' AND old.doc -> path IS NOT new.doc -> path)
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index
    WHERE object_type = 'contact' AND old.doc -> path IS NOT new.doc -> path);
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'contact' AND state <> 'dropping' AND old.doc -> path IS NOT new.doc -> path
    AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_fields_deleted AFTER DELETE ON contact
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index WHERE object_type = 'contact');
END;

CREATE TRIGGER organization_fields_inserted AFTER INSERT ON organization
BEGIN
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'organization' AND state <> 'dropping' AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER organization_fields_changed AFTER UPDATE OF doc ON organization
WHEN EXISTS (SELECT 1 FROM field_index WHERE object_type = 'organization' AND old.doc -> path IS NOT new.doc -> path)
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index
    WHERE object_type = 'organization' AND old.doc -> path IS NOT new.doc -> path);
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'organization' AND state <> 'dropping' AND old.doc -> path IS NOT new.doc -> path
    AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER organization_fields_deleted AFTER DELETE ON organization
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index WHERE object_type = 'organization');
END;

CREATE TRIGGER deal_fields_inserted AFTER INSERT ON deal
BEGIN
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'deal' AND state <> 'dropping' AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER deal_fields_changed AFTER UPDATE OF doc ON deal
WHEN EXISTS (SELECT 1 FROM field_index WHERE object_type = 'deal' AND old.doc -> path IS NOT new.doc -> path)
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index
    WHERE object_type = 'deal' AND old.doc -> path IS NOT new.doc -> path);
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'deal' AND state <> 'dropping' AND old.doc -> path IS NOT new.doc -> path
    AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER deal_fields_deleted AFTER DELETE ON deal
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index WHERE object_type = 'deal');
END;

CREATE TRIGGER task_fields_inserted AFTER INSERT ON task
BEGIN
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'task' AND state <> 'dropping' AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER task_fields_changed AFTER UPDATE OF doc ON task
WHEN EXISTS (SELECT 1 FROM field_index WHERE object_type = 'task' AND old.doc -> path IS NOT new.doc -> path)
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index
    WHERE object_type = 'task' AND old.doc -> path IS NOT new.doc -> path);
  INSERT INTO field_value (field, value, created_at, record)
  SELECT id, criteria_value(new.doc -> path, form), 0, new.id
  FROM field_index
  WHERE object_type = 'task' AND state <> 'dropping' AND old.doc -> path IS NOT new.doc -> path
    AND criteria_value(new.doc -> path, form) IS NOT NULL
  ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER task_fields_deleted AFTER DELETE ON task
BEGIN
  DELETE FROM field_value WHERE (field, value, created_at, record) IN (
    SELECT id, criteria_value(old.doc -> path, form), 0, old.id FROM field_index WHERE object_type = 'task');
END;
