-- Users, the network of groups, and the audit log. Of passwords and sessions there are hashes only.

CREATE TABLE access_user (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE api_key_use (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  last_used_at INTEGER GENERATED ALWAYS AS
    (CAST(round(unixepoch(doc ->> '$.lastUsedAt', 'subsec') * 1000) AS INTEGER)) VIRTUAL
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The end of the chain: place and hash of the last entry.
CREATE TABLE audit_chain (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an entry; the id is its place with leading zeros, so that the order of texts is that of places.
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
CREATE INDEX audit_by_what ON audit (what, id);
CREATE INDEX audit_by_who ON audit (by, id);
CREATE INDEX audit_by_subject ON audit (subject, id) WHERE subject IS NOT NULL;

-- Keeps programs and slips of the hand from changing the log. Whoever can write the file can take the trigger away;
-- then the chain of hashes tells.
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
