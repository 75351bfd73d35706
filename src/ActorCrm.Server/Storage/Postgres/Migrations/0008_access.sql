-- Users, the network of groups, and the audit log. Of passwords and sessions there are hashes only.

CREATE TABLE access_user (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE access_login (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE access_sign_in (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE api_key_use (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  last_used_at bigint GENERATED ALWAYS AS (unix_ms(doc ->> 'lastUsedAt')) STORED
);

CREATE TABLE network (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

-- The end of the chain: place and hash of the last entry.
CREATE TABLE audit_chain (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

-- One row an entry; the id is its place with leading zeros, so that the order of texts is that of places.
CREATE TABLE audit (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  at bigint GENERATED ALWAYS AS (unix_ms(doc ->> 'at')) STORED,
  what text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'what') STORED,
  by text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'by') STORED,
  subject text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'subject') STORED
);
CREATE INDEX audit_by_what ON audit (what, id);
CREATE INDEX audit_by_who ON audit (by, id);
CREATE INDEX audit_by_subject ON audit (subject, id) WHERE subject IS NOT NULL;

-- Keeps programs and slips of the hand from changing the log. Whoever owns the table can take the trigger away; then
-- the chain of hashes tells.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

SELECT runtime_state_table('access_user'),
  runtime_state_table('access_login'),
  runtime_state_table('access_sign_in'),
  runtime_state_table('api_key_use'),
  runtime_state_table('network'),
  runtime_state_table('audit_chain'),
  runtime_state_table('audit');
