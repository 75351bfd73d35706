-- One table for each type of grain of the calls domain: the key, the state as JSON, and the columns that queries need,
-- which the database derives from the state. The write path knows id, shard, version and doc only.
--
-- Texts that are keys, cursors or searched by their beginning are compared by their bytes (COLLATE "C"): the order is
-- the same as on SQLite and on every machine, and no update of the system's languages can damage an index.
-- Times are Unix milliseconds, UTC: the JSON has times of varying precision, which do not sort as text.
--
-- Storage parameters, and why:
-- * fillfactor leaves room in the page of a row for its next version. An update that changes no indexed column then
--   touches no index (HOT), and what it replaced is cleared away by whoever visits the page next, without a vacuum.
--   A call's state doubles from its first event to its last, so its pages start half empty and end nearly full. Most
--   deals and tasks change once soon after they were made (the next call, the recording): with room for that, five
--   indexes are left alone. Other states change seldom and hardly grow.
-- * toast_tuple_target keeps states up to 4 KB in the row and as they are. At 2 KB, the default, PostgreSQL would
--   compress each version of a call anew, which takes longer than writing it.
-- * autovacuum scale factors are a tenth of the default: of ten million calls a day's worth is rewritten, and waiting
--   for two million dead rows would make each vacuum a long one.

-- The milliseconds of a time as the states have it: RFC 3339 in UTC, such as 2026-03-01T08:00:00.1234567Z. Casting
-- text to timestamptz depends on settings of the session, which a generated column must not; this depends on its
-- argument alone. Another form of time is an error and no guess.
CREATE FUNCTION unix_ms(at text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN
  (make_date(substr(at, 1, 4)::integer, substr(at, 6, 2)::integer, substr(at, 9, 2)::integer) - DATE '1970-01-01')
    * 86400000::bigint
  + substr(at, 12, 2)::integer * 3600000 + substr(at, 15, 2)::integer * 60000
  + (rtrim(substr(at, 18), 'Z')::double precision * 1000)::bigint;

CREATE TABLE call (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  source text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'source') STORED,
  call_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'callId') STORED,
  received_at bigint GENERATED ALWAYS AS (unix_ms(doc ->> 'receivedAt')) STORED,
  started_at bigint GENERATED ALWAYS AS (unix_ms(doc #>> '{facts,startedAt}')) STORED,
  direction text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{facts,direction}') STORED,
  -- Whether two people talked: as the decision has it, else as far as the events tell.
  answered boolean GENERATED ALWAYS AS
    (coalesce((doc #>> '{asked,end,answered}')::boolean, doc #>> '{facts,answeredAt}' IS NOT NULL)) STORED,
  -- A call that ended without the telephone system's word for it was answered or not.
  outcome text COLLATE "C" GENERATED ALWAYS AS (coalesce(
    doc #>> '{facts,outcome}',
    CASE WHEN doc ->> 'phase' = 'ended' THEN
      CASE WHEN coalesce((doc #>> '{asked,end,answered}')::boolean, doc #>> '{facts,answeredAt}' IS NOT NULL)
        THEN 'answered' ELSE 'noAnswer' END
    END)) STORED,
  phase text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'phase') STORED,
  client_number text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'clientNumber') STORED,
  caller_name text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{facts,callerName}') STORED,
  picked_up_by text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{asked,pickup,who,userId}') STORED,
  responsible_id text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{decision,responsibleId}') STORED,
  project text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{scenario,project}') STORED,
  scenario_version bigint GENERATED ALWAYS AS ((doc #>> '{scenario,version}')::bigint) STORED,
  -- The project of a call that was stored while its integration was off.
  stored_for text COLLATE "C" GENERATED ALWAYS AS
    (CASE WHEN doc #>> '{scenario,version}' IS NULL THEN doc #>> '{scenario,project}' END) STORED,
  contact_id text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{decision,contact,id}') STORED,
  deal_id text COLLATE "C" GENERATED ALWAYS AS (coalesce(
    doc #>> '{decision,deal,id}',
    CASE WHEN starts_with(doc #>> '{decision,attachedTo}', 'deal/')
      THEN substr(doc #>> '{decision,attachedTo}', 6) END)) STORED,
  CONSTRAINT a_call_lies_under_its_source_and_id CHECK (id IS NOT DISTINCT FROM source || '/' || call_id),
  CONSTRAINT a_call_has_a_start CHECK (started_at IS NOT NULL),
  CONSTRAINT a_call_was_received CHECK (received_at IS NOT NULL)
) WITH (
  fillfactor = 50, toast_tuple_target = 4096,
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
);
-- The list, newest first.
CREATE INDEX call_by_start ON call (started_at, id);
-- Calls of a telephone number, and of a contact or one of its deals (a deal stays with its contact).
CREATE INDEX call_by_client_number ON call (client_number, started_at, id) WHERE client_number IS NOT NULL;
CREATE INDEX call_by_contact ON call (contact_id, started_at, id) WHERE contact_id IS NOT NULL;
-- Calls stored while the integration was off, for the replay (CS-35).
CREATE INDEX call_stored_only ON call (stored_for, started_at, id) WHERE stored_for IS NOT NULL;

-- Read by key alone; rewritten by each call of the number.
CREATE TABLE phone_number (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- Names are searched and sorted by lower(): in the collation "C" it folds A to Z alone, as NOCASE does on SQLite.
CREATE TABLE contact (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  name text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'name') STORED,
  -- The name unless it is the number, which stands in while no name is known.
  known_name text COLLATE "C" GENERATED ALWAYS AS
    (CASE WHEN left(doc ->> 'name', 1) <> '+' THEN doc ->> 'name' END) STORED,
  emails jsonb GENERATED ALWAYS AS (doc -> 'emails') STORED,
  owner_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'ownerId') STORED,
  organization_id text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{organization,id}') STORED,
  CONSTRAINT a_contact_lies_under_its_id CHECK (id IS NOT DISTINCT FROM doc ->> 'id'),
  CONSTRAINT a_contact_has_a_name CHECK (name IS NOT NULL)
) WITH (
  fillfactor = 80, toast_tuple_target = 4096,
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
);
-- Search by the beginning of a name.
CREATE INDEX contact_by_name ON contact (lower(known_name), id) WHERE known_name IS NOT NULL;

-- Addresses of contacts in small letters, for the search by address: a contact has several, which a column of its row
-- cannot index. Derived from the states by triggers; contacts made by calls have none and skip them.
CREATE TABLE contact_email (
  email text COLLATE "C" NOT NULL,
  contact_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (email, contact_id)
);
CREATE FUNCTION contact_email_put() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contact_email (email, contact_id)
  SELECT lower(value COLLATE "C"), new.id FROM jsonb_array_elements_text(new.emails) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE FUNCTION contact_email_drop() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM contact_email
  WHERE contact_id = old.id
    AND email IN (SELECT lower(value COLLATE "C") FROM jsonb_array_elements_text(old.emails));
  RETURN NULL;
END
$$;
-- Triggers of one event run in the order of their names: what was there is dropped before what is there is put.
CREATE TRIGGER contact_inserted AFTER INSERT ON contact FOR EACH ROW
WHEN (new.emails IS NOT NULL) EXECUTE FUNCTION contact_email_put();
CREATE TRIGGER contact_updated_1_drop AFTER UPDATE ON contact FOR EACH ROW
WHEN (old.emails IS NOT NULL AND old.emails IS DISTINCT FROM new.emails) EXECUTE FUNCTION contact_email_drop();
CREATE TRIGGER contact_updated_2_put AFTER UPDATE ON contact FOR EACH ROW
WHEN (new.emails IS NOT NULL AND old.emails IS DISTINCT FROM new.emails) EXECUTE FUNCTION contact_email_put();
CREATE TRIGGER contact_deleted AFTER DELETE ON contact FOR EACH ROW
WHEN (old.emails IS NOT NULL) EXECUTE FUNCTION contact_email_drop();

CREATE TABLE organization (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  name text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'name') STORED,
  known_name text COLLATE "C" GENERATED ALWAYS AS
    (CASE WHEN left(doc ->> 'name', 1) <> '+' THEN doc ->> 'name' END) STORED,
  owner_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'ownerId') STORED,
  CONSTRAINT an_organization_lies_under_its_id CHECK (id IS NOT DISTINCT FROM doc ->> 'id'),
  CONSTRAINT an_organization_has_a_name CHECK (name IS NOT NULL)
) WITH (fillfactor = 80);
-- Search by the beginning of a name.
CREATE INDEX organization_by_name ON organization (lower(known_name), id) WHERE known_name IS NOT NULL;

CREATE TABLE organization_name (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE deal (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  contact_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'contactId') STORED,
  owner_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'ownerId') STORED,
  status text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'status') STORED,
  CONSTRAINT a_deal_lies_under_its_id CHECK (id IS NOT DISTINCT FROM doc ->> 'id'),
  CONSTRAINT a_deal_belongs_to_a_contact CHECK (contact_id IS NOT NULL),
  CONSTRAINT a_deal_is_open_won_or_lost CHECK (status IN ('open', 'won', 'lost'))
) WITH (
  fillfactor = 60, toast_tuple_target = 4096,
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
);
-- Deals of a contact.
CREATE INDEX deal_by_contact ON deal (contact_id, id);
-- What an owner works on.
CREATE INDEX deal_open_by_owner ON deal (owner_id, id) WHERE status = 'open';

CREATE TABLE task (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  assignee_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'assigneeId') STORED,
  completed boolean GENERATED ALWAYS AS ((doc ->> 'completed')::boolean) STORED,
  due_at bigint GENERATED ALWAYS AS (unix_ms(doc ->> 'dueAt')) STORED,
  deal_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'dealId') STORED,
  contact_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'contactId') STORED,
  call text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'call') STORED,
  CONSTRAINT a_task_lies_under_its_id CHECK (id IS NOT DISTINCT FROM doc ->> 'id'),
  CONSTRAINT a_task_has_an_assignee CHECK (assignee_id IS NOT NULL),
  CONSTRAINT a_task_is_completed_or_not CHECK (completed IS NOT NULL)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
-- What an assignee has to do. Completed tasks are most of the table and not in here.
CREATE INDEX task_open_by_assignee ON task (assignee_id, id) WHERE NOT completed;
-- Tasks of a call; of a deal; of a contact without an open deal.
CREATE INDEX task_by_call ON task (call, id);
CREATE INDEX task_by_deal ON task (deal_id, id) WHERE deal_id IS NOT NULL;
CREATE INDEX task_by_contact ON task (contact_id, id) WHERE contact_id IS NOT NULL;

CREATE TABLE form_submission (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  source text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'source') STORED,
  form_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'formId') STORED,
  CONSTRAINT a_form_lies_under_its_source_and_id CHECK (id IS NOT DISTINCT FROM source || '/' || form_id)
) WITH (fillfactor = 80, toast_tuple_target = 4096);

-- Settings: few rows, read whole at start.
CREATE TABLE scenario (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE employees (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE call_settings (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

SELECT runtime_state_table('call'),
  runtime_state_table('phone_number'),
  runtime_state_table('contact'),
  runtime_state_table('organization'),
  runtime_state_table('organization_name'),
  runtime_state_table('deal'),
  runtime_state_table('task'),
  runtime_state_table('form_submission'),
  runtime_state_table('scenario'),
  runtime_state_table('employees'),
  runtime_state_table('call_settings');
