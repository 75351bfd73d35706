-- What the runtime keeps beside the entities: who owns which shard, what is queued, what happened.
-- Times are Unix milliseconds, UTC. Payloads are JSON.

CREATE TABLE cluster (
  only_row INTEGER PRIMARY KEY CONSTRAINT a_database_belongs_to_one_cluster CHECK (only_row = 1),
  id TEXT NOT NULL,
  shard_count INTEGER NOT NULL CONSTRAINT there_are_shards CHECK (shard_count > 0)
) STRICT;

-- A commit checks the epochs of the shards it touches: whoever lost a shard cannot write.
CREATE TABLE shard (
  shard INTEGER PRIMARY KEY,
  owner TEXT,
  epoch INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The number of each loop's last commit. When the answer to a commit is lost, this says whether it happened.
CREATE TABLE loop_commit (
  silo_id TEXT NOT NULL,
  loop INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (silo_id, loop)
) STRICT, WITHOUT ROWID;

-- Durable messages. A consumed one is deleted by the commit that holds its effects; nobody remembers a position.
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

-- Answers to messages that another silo put into the inbox, until it takes them.
-- A type that is empty says that there was nothing to say; none says that the message became a dead letter.
CREATE TABLE reply (
  silo_id TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT,
  payload TEXT NOT NULL,
  PRIMARY KEY (silo_id, id)
) STRICT, WITHOUT ROWID;

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

-- intent (pending) -> attempt (running, leased) -> outcome (row gone, outcome in the inbox).
-- A running row whose lease ended is one whose outcome nobody knows; it is tried again under the same key.
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

-- Append-only. seq is the order of commits, and the position in the stream of changes.
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
