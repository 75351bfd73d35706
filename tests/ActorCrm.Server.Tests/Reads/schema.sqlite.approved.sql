CREATE TABLE access_login (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_sign_in (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_user (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key_use (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  last_used_at INTEGER GENERATED ALWAYS AS
    (CAST(round(unixepoch(doc ->> '$.lastUsedAt', 'subsec') * 1000) AS INTEGER)) VIRTUAL
) STRICT, WITHOUT ROWID;

CREATE TABLE asterisk_settings (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  at INTEGER GENERATED ALWAYS AS (CAST(round(unixepoch(doc ->> '$.at', 'subsec') * 1000) AS INTEGER)) VIRTUAL,
  what TEXT GENERATED ALWAYS AS (doc ->> '$.what') VIRTUAL,
  by TEXT GENERATED ALWAYS AS (doc ->> '$.by') VIRTUAL,
  subject TEXT GENERATED ALWAYS AS (doc ->> '$.subject') VIRTUAL
) STRICT;

CREATE INDEX audit_by_subject ON audit (subject, id) WHERE subject IS NOT NULL;

CREATE INDEX audit_by_what ON audit (what, id);

CREATE INDEX audit_by_who ON audit (by, id);

CREATE TABLE audit_chain (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER call_changed AFTER UPDATE OF doc ON call
WHEN new.started_at IS NOT new.started_at_now OR new.client_number IS NOT new.client_number_now
  OR new.contact_id IS NOT new.contact_id_now OR new.stored_for IS NOT new.stored_for_now
BEGIN
  UPDATE call
  SET started_at = started_at_now, client_number = client_number_now, contact_id = contact_id_now,
    stored_for = stored_for_now
  WHERE rowid = new.rowid;
END;

CREATE TRIGGER call_inserted AFTER INSERT ON call
BEGIN
  UPDATE call
  SET started_at = started_at_now, client_number = client_number_now, contact_id = contact_id_now,
    stored_for = stored_for_now
  WHERE rowid = new.rowid;
END;

CREATE TABLE call (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  source TEXT GENERATED ALWAYS AS (doc ->> '$.source') VIRTUAL,
  call_id TEXT GENERATED ALWAYS AS (doc ->> '$.callId') VIRTUAL,
  received_at INTEGER GENERATED ALWAYS AS
    (CAST(round(unixepoch(doc ->> '$.receivedAt', 'subsec') * 1000) AS INTEGER)) VIRTUAL,
  started_at INTEGER,
  started_at_now INTEGER GENERATED ALWAYS AS
    (CAST(round(unixepoch(doc ->> '$.facts.startedAt', 'subsec') * 1000) AS INTEGER)) VIRTUAL,
  direction TEXT GENERATED ALWAYS AS (doc ->> '$.facts.direction') VIRTUAL,
  -- Whether two people talked: as the decision has it, else as far as the events tell.
  answered INTEGER GENERATED ALWAYS AS
    (coalesce(doc ->> '$.asked.end.answered', doc ->> '$.facts.answeredAt' IS NOT NULL)) VIRTUAL,
  -- A call that ended without the telephone system's word for it was answered or not.
  outcome TEXT GENERATED ALWAYS AS (coalesce(
    doc ->> '$.facts.outcome',
    CASE WHEN doc ->> '$.phase' = 'ended' THEN iif(
      coalesce(doc ->> '$.asked.end.answered', doc ->> '$.facts.answeredAt' IS NOT NULL), 'answered', 'noAnswer') END))
    VIRTUAL,
  phase TEXT GENERATED ALWAYS AS (doc ->> '$.phase') VIRTUAL,
  client_number TEXT,
  client_number_now TEXT GENERATED ALWAYS AS (doc ->> '$.clientNumber') VIRTUAL,
  caller_name TEXT GENERATED ALWAYS AS (doc ->> '$.facts.callerName') VIRTUAL,
  picked_up_by TEXT GENERATED ALWAYS AS (doc ->> '$.asked.pickup.who.userId') VIRTUAL,
  responsible_id TEXT GENERATED ALWAYS AS (doc ->> '$.decision.responsibleId') VIRTUAL,
  project TEXT GENERATED ALWAYS AS (doc ->> '$.scenario.project') VIRTUAL,
  scenario_version INTEGER GENERATED ALWAYS AS (doc ->> '$.scenario.version') VIRTUAL,
  -- The project of a call that was stored while its integration was off.
  stored_for TEXT,
  stored_for_now TEXT GENERATED ALWAYS AS
    (CASE WHEN doc ->> '$.scenario.version' IS NULL THEN doc ->> '$.scenario.project' END) VIRTUAL,
  contact_id TEXT,
  contact_id_now TEXT GENERATED ALWAYS AS (doc ->> '$.decision.contact.id') VIRTUAL,
  deal_id TEXT GENERATED ALWAYS AS (coalesce(
    doc ->> '$.decision.deal.id',
    CASE WHEN doc ->> '$.decision.attachedTo' LIKE 'deal/%' THEN substr(doc ->> '$.decision.attachedTo', 6) END))
    VIRTUAL,
  CONSTRAINT a_call_lies_under_its_source_and_id CHECK (id IS source || '/' || call_id),
  CONSTRAINT a_call_has_a_start CHECK (started_at_now IS NOT NULL),
  CONSTRAINT a_call_was_received CHECK (received_at IS NOT NULL)
) STRICT;

CREATE INDEX call_by_client_number ON call (client_number, started_at, id) WHERE client_number IS NOT NULL;

CREATE INDEX call_by_contact ON call (contact_id, started_at, id) WHERE contact_id IS NOT NULL;

CREATE INDEX call_by_start ON call (started_at, id) WHERE started_at IS NOT NULL;

CREATE INDEX call_stored_only ON call (stored_for, started_at, id) WHERE stored_for IS NOT NULL;

CREATE TABLE call_settings (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE cel_call (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE cluster (
  only_row INTEGER PRIMARY KEY CONSTRAINT a_database_belongs_to_one_cluster CHECK (only_row = 1),
  id TEXT NOT NULL,
  shard_count INTEGER NOT NULL CONSTRAINT there_are_shards CHECK (shard_count > 0)
, name TEXT NOT NULL DEFAULT 'actorcrm') STRICT;

CREATE TRIGGER contact_deleted AFTER DELETE ON contact WHEN old.emails IS NOT NULL
BEGIN
  DELETE FROM contact_email WHERE contact_id = old.id AND email IN (SELECT value FROM json_each(old.emails));
END;

CREATE TRIGGER contact_inserted AFTER INSERT ON contact WHEN new.emails IS NOT NULL
BEGIN
  INSERT INTO contact_email (email, contact_id) SELECT value, new.id FROM json_each(new.emails) WHERE true
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_name_changed AFTER UPDATE OF doc ON contact WHEN new.known_name IS NOT new.known_name_now
BEGIN
  UPDATE contact SET known_name = known_name_now WHERE rowid = new.rowid;
END;

CREATE TRIGGER contact_name_inserted AFTER INSERT ON contact WHEN new.known_name_now IS NOT NULL
BEGIN
  UPDATE contact SET known_name = known_name_now WHERE rowid = new.rowid;
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

CREATE TRIGGER contact_updated AFTER UPDATE OF doc ON contact WHEN old.emails IS NOT new.emails
BEGIN
  DELETE FROM contact_email
  WHERE contact_id = old.id AND email IN (SELECT value FROM json_each(coalesce(old.emails, '[]')));
  INSERT INTO contact_email (email, contact_id)
  SELECT value, new.id FROM json_each(coalesce(new.emails, '[]')) WHERE true
  ON CONFLICT DO NOTHING;
END;

CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (doc ->> '$.name') VIRTUAL,
  -- The name unless it is the number, which stands in while no name is known.
  known_name TEXT COLLATE NOCASE,
  known_name_now TEXT GENERATED ALWAYS AS
    (CASE WHEN substr(doc ->> '$.name', 1, 1) <> '+' THEN doc ->> '$.name' END) VIRTUAL,
  emails TEXT GENERATED ALWAYS AS (doc -> '$.emails') VIRTUAL,
  owner_id TEXT GENERATED ALWAYS AS (doc ->> '$.ownerId') VIRTUAL,
  organization_id TEXT GENERATED ALWAYS AS (doc ->> '$.organization.id') VIRTUAL,
  CONSTRAINT a_contact_lies_under_its_id CHECK (id IS doc ->> '$.id'),
  CONSTRAINT a_contact_has_a_name CHECK (name IS NOT NULL)
) STRICT;

CREATE INDEX contact_by_name ON contact (known_name, id) WHERE known_name IS NOT NULL;

CREATE TABLE contact_email (
  email TEXT NOT NULL COLLATE NOCASE,
  contact_id TEXT NOT NULL,
  PRIMARY KEY (email, contact_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letter (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  grain_type TEXT NOT NULL,
  grain_key TEXT NOT NULL,
  message_type TEXT NOT NULL,
  payload TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NOT NULL
) STRICT;

CREATE INDEX dead_letter_by_shard ON dead_letter (shard, id);

CREATE TRIGGER deal_changed AFTER UPDATE OF doc ON deal
WHEN new.contact_id IS NOT new.contact_id_now OR new.owner_id IS NOT new.owner_id_now
  OR new.status IS NOT new.status_now
BEGIN
  UPDATE deal SET contact_id = contact_id_now, owner_id = owner_id_now, status = status_now WHERE rowid = new.rowid;
END;

CREATE TRIGGER deal_inserted AFTER INSERT ON deal
BEGIN
  UPDATE deal SET contact_id = contact_id_now, owner_id = owner_id_now, status = status_now WHERE rowid = new.rowid;
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

CREATE TABLE deal (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  contact_id TEXT,
  contact_id_now TEXT GENERATED ALWAYS AS (doc ->> '$.contactId') VIRTUAL,
  owner_id TEXT,
  owner_id_now TEXT GENERATED ALWAYS AS (doc ->> '$.ownerId') VIRTUAL,
  status TEXT,
  status_now TEXT GENERATED ALWAYS AS (doc ->> '$.status') VIRTUAL,
  CONSTRAINT a_deal_lies_under_its_id CHECK (id IS doc ->> '$.id'),
  CONSTRAINT a_deal_belongs_to_a_contact CHECK (contact_id_now IS NOT NULL),
  CONSTRAINT a_deal_is_open_won_or_lost CHECK (status_now IN ('open', 'won', 'lost'))
) STRICT;

CREATE INDEX deal_by_contact ON deal (contact_id, id) WHERE contact_id IS NOT NULL;

CREATE INDEX deal_open_by_owner ON deal (owner_id, id) WHERE status = 'open';

CREATE TABLE effect (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  grain_type TEXT NOT NULL,
  grain_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  message_type TEXT NOT NULL,
  payload TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CONSTRAINT an_effect_is_pending_or_running
    CHECK (state IN ('pending', 'running')),
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  token INTEGER NOT NULL DEFAULT 0,
  owner TEXT,
  error TEXT,
  CONSTRAINT an_effect_is_asked_for_once UNIQUE (kind, idempotency_key)
) STRICT;

CREATE INDEX effect_by_due ON effect (due_at);

CREATE INDEX effect_by_shard ON effect (shard, kind, state);

CREATE TABLE employees (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE entity_record (
  object_type TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  PRIMARY KEY (object_type, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX entity_record_by_change ON entity_record (object_type, updated_at, id);

CREATE INDEX entity_record_by_creation ON entity_record (object_type, created_at, id);

CREATE INDEX entity_record_deleted ON entity_record (object_type, created_at, id) WHERE deleted = 1;

CREATE TABLE form_submission (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  source TEXT GENERATED ALWAYS AS (doc ->> '$.source') VIRTUAL,
  form_id TEXT GENERATED ALWAYS AS (doc ->> '$.formId') VIRTUAL, received_at INTEGER GENERATED ALWAYS AS
  (CAST(round(unixepoch(doc ->> '$.receivedAt', 'subsec') * 1000) AS INTEGER)) VIRTUAL, client_number TEXT GENERATED ALWAYS AS (doc ->> '$.asked.clientNumber') VIRTUAL, contact_id TEXT GENERATED ALWAYS AS (doc ->> '$.decision.contact.id') VIRTUAL,
  CONSTRAINT a_form_lies_under_its_source_and_id CHECK (id IS source || '/' || form_id)
) STRICT;

CREATE INDEX form_by_client_number ON form_submission (client_number, received_at, id) WHERE client_number IS NOT NULL;

CREATE INDEX form_by_contact ON form_submission (contact_id, received_at, id) WHERE contact_id IS NOT NULL;

CREATE INDEX form_by_receipt ON form_submission (received_at, id);

CREATE TABLE inbox (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  grain_type TEXT NOT NULL,
  grain_key TEXT NOT NULL,
  message_type TEXT NOT NULL,
  payload TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  reply_to TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX inbox_by_due ON inbox (due_at, id);

CREATE TABLE loop_commit (
  silo_id TEXT NOT NULL,
  loop INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (silo_id, loop)
) STRICT, WITHOUT ROWID;

CREATE TABLE migration (
  owner TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (owner, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE object_type (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TRIGGER organization_name_changed AFTER UPDATE OF doc ON organization WHEN new.known_name IS NOT new.known_name_now
BEGIN
  UPDATE organization SET known_name = known_name_now WHERE rowid = new.rowid;
END;

CREATE TRIGGER organization_name_inserted AFTER INSERT ON organization WHEN new.known_name_now IS NOT NULL
BEGIN
  UPDATE organization SET known_name = known_name_now WHERE rowid = new.rowid;
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

CREATE TABLE organization (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (doc ->> '$.name') VIRTUAL,
  known_name TEXT COLLATE NOCASE,
  known_name_now TEXT GENERATED ALWAYS AS
    (CASE WHEN substr(doc ->> '$.name', 1, 1) <> '+' THEN doc ->> '$.name' END) VIRTUAL,
  owner_id TEXT GENERATED ALWAYS AS (doc ->> '$.ownerId') VIRTUAL,
  CONSTRAINT an_organization_lies_under_its_id CHECK (id IS doc ->> '$.id'),
  CONSTRAINT an_organization_has_a_name CHECK (name IS NOT NULL)
) STRICT;

CREATE INDEX organization_by_name ON organization (known_name, id) WHERE known_name IS NOT NULL;

CREATE TABLE organization_name (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE phone_number (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER record_changed AFTER UPDATE OF doc ON record
WHEN new.updated_at IS NOT new.updated_at_now OR new.created_at IS NOT new.created_at_now
BEGIN
  UPDATE record SET object_type = object_type_now, created_at = created_at_now, updated_at = updated_at_now
  WHERE rowid = new.rowid;
END;

CREATE TRIGGER record_inserted AFTER INSERT ON record WHEN new.created_at_now IS NOT NULL
BEGIN
  UPDATE record SET object_type = object_type_now, created_at = created_at_now, updated_at = updated_at_now
  WHERE rowid = new.rowid;
END;

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

CREATE INDEX record_by_change ON record (object_type, updated_at, id) WHERE created_at IS NOT NULL;

CREATE INDEX record_by_creation ON record (object_type, created_at, id) WHERE created_at IS NOT NULL;

CREATE INDEX record_deleted ON record (object_type, created_at, id) WHERE deleted = 1;

CREATE TABLE record_import (
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

CREATE TABLE record_import_part (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE record_owner (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  group_id TEXT GENERATED ALWAYS AS (doc ->> '$.groupId') VIRTUAL,
  privacy_level INTEGER GENERATED ALWAYS AS (doc ->> '$.privacyLevel') VIRTUAL,
  CONSTRAINT an_owner_lies_under_its_record CHECK (id IS doc ->> '$.record'),
  CONSTRAINT an_owner_says_how_private_the_record_is CHECK (privacy_level >= 0)
) STRICT;

CREATE TABLE reminder (
  grain_type TEXT NOT NULL,
  grain_key TEXT NOT NULL,
  name TEXT NOT NULL,
  shard INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  message_type TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (grain_type, grain_key, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminder_by_due ON reminder (due_at);

CREATE TABLE reply (
  silo_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT,
  payload TEXT NOT NULL,
  PRIMARY KEY (silo_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE scenario (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE shard (
  shard INTEGER PRIMARY KEY,
  owner TEXT,
  epoch INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE silo_history (
  minute INTEGER NOT NULL,
  silo_id TEXT NOT NULL,
  name TEXT NOT NULL,
  numbers TEXT NOT NULL,
  PRIMARY KEY (minute, silo_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER task_changed AFTER UPDATE OF doc ON task
WHEN new.assignee_id IS NOT new.assignee_id_now OR new.completed IS NOT new.completed_now
  OR new.deal_id IS NOT new.deal_id_now OR new.contact_id IS NOT new.contact_id_now OR new.call IS NOT new.call_now
BEGIN
  UPDATE task
  SET assignee_id = assignee_id_now, completed = completed_now, deal_id = deal_id_now, contact_id = contact_id_now,
    call = call_now
  WHERE rowid = new.rowid;
END;

CREATE TRIGGER task_inserted AFTER INSERT ON task
BEGIN
  UPDATE task
  SET assignee_id = assignee_id_now, completed = completed_now, deal_id = deal_id_now, contact_id = contact_id_now,
    call = call_now
  WHERE rowid = new.rowid;
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

CREATE TABLE task (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  assignee_id TEXT,
  assignee_id_now TEXT GENERATED ALWAYS AS (doc ->> '$.assigneeId') VIRTUAL,
  completed INTEGER,
  completed_now INTEGER GENERATED ALWAYS AS (doc ->> '$.completed') VIRTUAL,
  due_at INTEGER GENERATED ALWAYS AS
    (CAST(round(unixepoch(doc ->> '$.dueAt', 'subsec') * 1000) AS INTEGER)) VIRTUAL,
  deal_id TEXT,
  deal_id_now TEXT GENERATED ALWAYS AS (doc ->> '$.dealId') VIRTUAL,
  contact_id TEXT,
  contact_id_now TEXT GENERATED ALWAYS AS (doc ->> '$.contactId') VIRTUAL,
  call TEXT,
  call_now TEXT GENERATED ALWAYS AS (doc ->> '$.call') VIRTUAL,
  CONSTRAINT a_task_lies_under_its_id CHECK (id IS doc ->> '$.id'),
  CONSTRAINT a_task_has_an_assignee CHECK (assignee_id_now IS NOT NULL),
  CONSTRAINT a_task_is_completed_or_not CHECK (completed_now IN (0, 1))
) STRICT;

CREATE INDEX task_by_call ON task (call, id) WHERE call IS NOT NULL;

CREATE INDEX task_by_contact ON task (contact_id, id) WHERE contact_id IS NOT NULL;

CREATE INDEX task_by_deal ON task (deal_id, id) WHERE deal_id IS NOT NULL;

CREATE INDEX task_open_by_assignee ON task (assignee_id, id) WHERE completed = 0;

CREATE TABLE timeline (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  entity_type TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  by TEXT NOT NULL,
  rule TEXT,
  why TEXT,
  call TEXT,
  data TEXT
) STRICT;

CREATE INDEX timeline_by_entity ON timeline (entity_id, seq);

CREATE TABLE unique_value (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE webhook_feed (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE webhook_outbox (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;
