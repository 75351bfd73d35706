-- Contacts, organizations, deals and tasks as records: those that the API had to do with, for the lists by creation and
-- by the last change. Kept by triggers from the member 'record' of the states, which those that only calls and forms
-- had to do with do not have: for them a trigger looks for that word in the text and does nothing. (No value looks like
-- it: a quotation mark inside of one is escaped.)
CREATE TABLE entity_record (
  object_type TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  PRIMARY KEY (object_type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_record_by_creation ON entity_record (object_type, created_at, id);
CREATE INDEX entity_record_by_change ON entity_record (object_type, updated_at, id);
-- Deleted ones are few: read over in the lists, and found here.
CREATE INDEX entity_record_deleted ON entity_record (object_type, created_at, id) WHERE deleted = 1;

-- One that is only reserved (version 0) is not listed.
CREATE TRIGGER contact_record_made AFTER INSERT ON contact
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'contact', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER contact_record_changed AFTER UPDATE OF doc ON contact
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'contact', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER contact_record_gone AFTER DELETE ON contact WHEN instr(old.doc, '"record":') > 0
BEGIN
  DELETE FROM entity_record WHERE object_type = 'contact' AND id = old.id;
END;
CREATE TRIGGER organization_record_made AFTER INSERT ON organization
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'organization', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER organization_record_changed AFTER UPDATE OF doc ON organization
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'organization', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER organization_record_gone AFTER DELETE ON organization WHEN instr(old.doc, '"record":') > 0
BEGIN
  DELETE FROM entity_record WHERE object_type = 'organization' AND id = old.id;
END;
CREATE TRIGGER deal_record_made AFTER INSERT ON deal
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'deal', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER deal_record_changed AFTER UPDATE OF doc ON deal
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'deal', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER deal_record_gone AFTER DELETE ON deal WHEN instr(old.doc, '"record":') > 0
BEGIN
  DELETE FROM entity_record WHERE object_type = 'deal' AND id = old.id;
END;
CREATE TRIGGER task_record_made AFTER INSERT ON task
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'task', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER task_record_changed AFTER UPDATE OF doc ON task
WHEN instr(new.doc, '"record":') > 0 AND new.doc ->> '$.record.version' > 0
BEGIN
  INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
  VALUES (
    'task', new.id, CAST(round(unixepoch(new.doc ->> '$.createdAt', 'subsec') * 1000) AS INTEGER),
    CAST(round(unixepoch(new.doc ->> '$.record.updatedAt', 'subsec') * 1000) AS INTEGER),
    new.doc ->> '$.record.deletedAt' IS NOT NULL)
  ON CONFLICT (object_type, id) DO UPDATE
  SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
END;
CREATE TRIGGER task_record_gone AFTER DELETE ON task WHEN instr(old.doc, '"record":') > 0
BEGIN
  DELETE FROM entity_record WHERE object_type = 'task' AND id = old.id;
END;
