-- Contacts, organizations, deals and tasks as records: those that the API had to do with, for the lists by creation and
-- by the last change. Kept by triggers from the member 'record' of the states, which those that only calls and forms
-- had to do with do not have: for them a trigger looks once and does nothing, no column and no index is added to their
-- tables, and an update of them still touches no index.
CREATE TABLE entity_record (
  object_type text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted boolean NOT NULL,
  PRIMARY KEY (object_type, id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
CREATE INDEX entity_record_by_creation ON entity_record (object_type, created_at, id);
CREATE INDEX entity_record_by_change ON entity_record (object_type, updated_at, id);
-- Deleted ones are few: read over in the lists, and found here.
CREATE INDEX entity_record_deleted ON entity_record (object_type, created_at, id) WHERE deleted;

-- One that is only reserved (version 0) is not listed.
CREATE FUNCTION entity_record_put() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (new.doc #>> '{record,version}')::bigint > 0 THEN
    INSERT INTO entity_record (object_type, id, created_at, updated_at, deleted)
    VALUES (
      tg_table_name, new.id, unix_ms(new.doc ->> 'createdAt'), unix_ms(new.doc #>> '{record,updatedAt}'),
      new.doc #> '{record,deletedAt}' IS NOT NULL)
    ON CONFLICT (object_type, id) DO UPDATE
    SET created_at = excluded.created_at, updated_at = excluded.updated_at, deleted = excluded.deleted;
  END IF;
  RETURN NULL;
END
$$;
CREATE FUNCTION entity_record_drop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM entity_record WHERE object_type = tg_table_name AND id = old.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER contact_listed AFTER INSERT OR UPDATE ON contact FOR EACH ROW
WHEN (new.doc ? 'record') EXECUTE FUNCTION entity_record_put();
CREATE TRIGGER contact_unlisted AFTER DELETE ON contact FOR EACH ROW
WHEN (old.doc ? 'record') EXECUTE FUNCTION entity_record_drop();
CREATE TRIGGER organization_listed AFTER INSERT OR UPDATE ON organization FOR EACH ROW
WHEN (new.doc ? 'record') EXECUTE FUNCTION entity_record_put();
CREATE TRIGGER organization_unlisted AFTER DELETE ON organization FOR EACH ROW
WHEN (old.doc ? 'record') EXECUTE FUNCTION entity_record_drop();
CREATE TRIGGER deal_listed AFTER INSERT OR UPDATE ON deal FOR EACH ROW
WHEN (new.doc ? 'record') EXECUTE FUNCTION entity_record_put();
CREATE TRIGGER deal_unlisted AFTER DELETE ON deal FOR EACH ROW
WHEN (old.doc ? 'record') EXECUTE FUNCTION entity_record_drop();
CREATE TRIGGER task_listed AFTER INSERT OR UPDATE ON task FOR EACH ROW
WHEN (new.doc ? 'record') EXECUTE FUNCTION entity_record_put();
CREATE TRIGGER task_unlisted AFTER DELETE ON task FOR EACH ROW
WHEN (old.doc ? 'record') EXECUTE FUNCTION entity_record_drop();
