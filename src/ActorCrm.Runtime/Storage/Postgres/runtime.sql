-- The runtime's statements for PostgreSQL. Names are the same for every database (see TidyTests); one that only this
-- database needs says so.
-- {table} stands for an entity table; its name comes from the catalogue of grain types, never from a request.
-- What a commit writes comes as arrays, a row an element, sorted by key.
-- A check that fails calls runtime_refuse, which undoes the batch in the same round trip.

-- name: server_read
-- only here: SQLite comes with the program, a server may be too old or speak another encoding.
SELECT current_setting('server_version_num')::integer, current_setting('server_encoding');

-- name: server_clock
-- only here: SQLite has no clock of its own.
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- name: database_strangers
-- only here: an embedded database is nobody else's. Tables where our list of migrations is missing are another
-- program's; those that an extension brought are not counted.
SELECT string_agg(name, ', ') FROM (
  SELECT c.relname::text AS name
  FROM pg_class AS c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (
      SELECT FROM pg_depend AS d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    AND NOT EXISTS (
      SELECT FROM pg_class AS ours
      WHERE ours.relnamespace = c.relnamespace AND ours.relname = 'migration'
        AND (SELECT count(*) FROM pg_attribute AS a
             WHERE a.attrelid = ours.oid AND a.attname IN ('owner', 'number', 'name')) = 3)
  ORDER BY c.relname
  LIMIT 3
) AS strangers;

-- name: migration_times
-- only here: a migration may take long, and waits long for another silo's. Ends with the transaction.
SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true),
  set_config('idle_in_transaction_session_timeout', $1, true);

-- name: migration_lock
-- only here: many silos start at once. Held to the end of the transaction, so that it works behind a pooler.
SELECT pg_advisory_xact_lock(hashtextextended('actorcrm migration', 0));

-- name: migration_table
-- only here: SQLite's migrator has its own in code.
CREATE TABLE IF NOT EXISTS migration (
  owner text NOT NULL, number integer NOT NULL, name text NOT NULL, PRIMARY KEY (owner, number)
);

-- name: migration_read
-- only here: as above.
SELECT owner, max(number) FROM migration GROUP BY owner;

-- name: migration_add
-- only here: as above.
INSERT INTO migration (owner, number, name) VALUES ($1, $2, $3);

-- name: cluster_read
SELECT id, shard_count FROM cluster;

-- name: cluster_create
INSERT INTO cluster (only_row, id, shard_count) VALUES (1, $1, $2);

-- name: timeline_offset_raise
-- only here: after a restore into another server, whose transactions are numbered lower, places must still grow.
-- Every entry that the statement sees is of a transaction below the snapshot's xmax, unless it came from elsewhere.
UPDATE cluster
SET timeline_offset = last.number - pg_snapshot_xmax(pg_current_snapshot())::text::bigint + 1
FROM (SELECT max(seq) >> 16 AS number FROM timeline) AS last
WHERE last.number >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + timeline_offset;

-- name: shard_create
INSERT INTO shard (shard) SELECT generate_series(0, $1 - 1);

-- name: shard_claim
-- Locked in the order in which commits lock them.
WITH held AS (SELECT shard FROM shard ORDER BY shard FOR NO KEY UPDATE)
UPDATE shard SET owner = $1, epoch = epoch + 1 FROM held WHERE held.shard = shard.shard;

-- name: shard_read
SELECT shard, epoch FROM shard WHERE owner = $1 ORDER BY shard;

-- name: shard_check
-- FOR SHARE stands against the UPDATE of a claim (FOR KEY SHARE would not): a claim waits for the commits that have
-- begun, and a commit that waited for a claim sees the new epoch. Two commits do not wait for each other.
SELECT CASE WHEN count(*) < cardinality($1::integer[])
  THEN runtime_refuse('RT001', 'a shard is not held under the epoch of the commit') END
FROM (
  SELECT 1
  FROM unnest($1::integer[], $2::bigint[]) AS held (shard, epoch)
  JOIN shard ON shard.shard = held.shard AND shard.epoch = held.epoch
  ORDER BY shard.shard
  FOR SHARE OF shard
) AS ours;

-- name: loop_commit_follow
-- only here: SQLite has one writer. Waits until the commit before has begun.
SELECT runtime_follow_commit($1, $2, $3::bigint - 1);

-- name: loop_commit_begin
-- only here: as above. Holds the lock of the commit's number, for the next to wait by. The transaction gets its number
-- now, before that of the next, so that timeline entries lie in the order of the commits.
SELECT pg_current_xact_id(),
  pg_advisory_xact_lock(runtime_loop_key($1, $2), ($3::bigint % 2147483647)::integer);

-- name: loop_commit_wait
-- only here: as above. Waits until the commit before has ended, either way.
SELECT pg_advisory_xact_lock_shared(runtime_loop_key($1, $2), (($3::bigint - 1) % 2147483647)::integer);

-- name: loop_commit_put
-- A transaction that is older than the one before has overtaken it.
WITH put AS (
  UPDATE loop_commit SET number = $3
  WHERE silo_id = $1 AND loop = $2 AND number = $3 - 1 AND fence = $4
    AND age(xmin) > age(pg_current_xact_id()::xid)
  RETURNING 1
)
SELECT CASE WHEN count(*) = 0 THEN runtime_refuse('RT002', 'the commit before is missing') END FROM put;

-- name: loop_commit_read
-- Raises the fence: commits that were sent before find it changed, however late they arrive.
INSERT INTO loop_commit AS stored (silo_id, loop, number, fence) VALUES ($1, $2, 0, 1)
ON CONFLICT (silo_id, loop) DO UPDATE SET fence = stored.fence + 1
RETURNING number, fence;

-- name: loop_commit_evict
-- only here: a commit whose connection was cut may sit half sent in its backend and hold its rows until the system gives
-- the connection up. Nobody waits for it any more, nor for the one behind it, so their backends are ended.
SELECT pg_terminate_backend(activity.pid)
FROM pg_locks AS held
JOIN pg_stat_activity AS activity ON activity.pid = held.pid
WHERE held.locktype = 'advisory' AND held.objsubid = 2 AND held.granted
  AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND held.classid = runtime_loop_key($1, $2)::bit(32)::bigint::oid
  AND activity.application_name = current_setting('application_name');

-- name: loop_commit_forget
-- Loops of earlier starts answer to nobody any more.
DELETE FROM loop_commit WHERE silo_id <> $1;

-- name: state_load
SELECT id, version, doc FROM {table} WHERE id = ANY ($1);

-- name: state_load_all
SELECT id, version, doc FROM {table} ORDER BY id;

-- name: state_insert
INSERT INTO {table} (id, shard, version, doc)
SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::jsonb[]);

-- name: state_update
-- The version guards against a second writer; fewer rows changed than sent means that somebody else wrote.
WITH changed AS (
  UPDATE {table} AS stored SET version = written.version, doc = written.doc
  FROM unnest($1::text[], $2::bigint[], $3::jsonb[]) AS written (id, version, doc)
  WHERE stored.id = written.id AND stored.version = written.version - 1
  RETURNING 1
)
SELECT CASE WHEN count(*) < cardinality($1::text[])
  THEN runtime_refuse('RT003', 'a state of {table} is not stored in the version before') END
FROM changed;

-- name: state_delete
WITH changed AS (
  DELETE FROM {table} AS stored
  USING unnest($1::text[], $2::bigint[]) AS written (id, version)
  WHERE stored.id = written.id AND stored.version = written.version - 1
  RETURNING 1
)
SELECT CASE WHEN count(*) < cardinality($1::text[])
  THEN runtime_refuse('RT003', 'a state of {table} is not stored in the version before') END
FROM changed;

-- name: timeline_append
INSERT INTO timeline (seq, entity_type, entity_id, at, what, by, rule, why, call, data)
SELECT (SELECT timeline_place()) + $1 + n, entity_type, entity_id, $2, what, by, rule, why, call, data
FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::json[])
  WITH ORDINALITY AS entry (entity_type, entity_id, what, by, rule, why, call, data, n);

-- name: inbox_put
INSERT INTO inbox (id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at, attempts, reply_to)
SELECT * FROM unnest(
  $1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::json[], $7::bigint[], $8::bigint[], $9::integer[],
  $10::text[])
ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, attempts = excluded.attempts;

-- name: inbox_append
INSERT INTO inbox (id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at, attempts, reply_to)
SELECT * FROM unnest(
  $1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::json[], $7::bigint[], $8::bigint[], $9::integer[],
  $10::text[])
ON CONFLICT (id) DO NOTHING;

-- name: reply_append
INSERT INTO reply (silo_id, id, type, payload)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
ON CONFLICT (silo_id, id) DO NOTHING;

-- name: reply_take
DELETE FROM reply
WHERE silo_id = $1 AND id IN (SELECT id FROM reply WHERE silo_id = $1 ORDER BY id LIMIT $2)
RETURNING silo_id, id, type, payload;

-- name: inbox_delete
DELETE FROM inbox WHERE id = ANY ($1);

-- name: inbox_read
SELECT due.*
FROM unnest($2::integer[]) AS owned (shard)
CROSS JOIN LATERAL (
  SELECT id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at, attempts, reply_to
  FROM inbox
  WHERE inbox.shard = owned.shard AND due_at <= $1
  ORDER BY due_at, id
  LIMIT $3
) AS due
ORDER BY due.due_at, due.id
LIMIT $3;

-- name: inbox_next
SELECT min(next.due_at)
FROM unnest($2::integer[]) AS owned (shard)
CROSS JOIN LATERAL (
  SELECT due_at FROM inbox WHERE inbox.shard = owned.shard AND due_at > $1 ORDER BY due_at LIMIT 1
) AS next;

-- name: reminder_put
INSERT INTO reminder (grain_type, grain_key, name, shard, due_at, message_type, payload)
SELECT * FROM unnest(
  $1::text[], $2::text[], $3::text[], $4::integer[], $5::bigint[], $6::text[], $7::json[])
ON CONFLICT (grain_type, grain_key, name) DO UPDATE
SET due_at = excluded.due_at, message_type = excluded.message_type, payload = excluded.payload;

-- name: reminder_delete
DELETE FROM reminder
USING unnest($1::text[], $2::text[], $3::text[]) AS dropped (grain_type, grain_key, name)
WHERE reminder.grain_type = dropped.grain_type AND reminder.grain_key = dropped.grain_key
  AND reminder.name = dropped.name;

-- name: reminder_read
SELECT due.*
FROM unnest($2::integer[]) AS owned (shard)
CROSS JOIN LATERAL (
  SELECT grain_type, grain_key, name, shard, due_at, message_type, payload
  FROM reminder
  WHERE reminder.shard = owned.shard AND due_at <= $1
  ORDER BY due_at
  LIMIT $3
) AS due
ORDER BY due.due_at
LIMIT $3;

-- name: reminder_next
SELECT min(next.due_at)
FROM unnest($2::integer[]) AS owned (shard)
CROSS JOIN LATERAL (
  SELECT due_at FROM reminder WHERE reminder.shard = owned.shard AND due_at > $1 ORDER BY due_at LIMIT 1
) AS next;

-- name: effect_append
-- A second request under the same key is the same effect.
INSERT INTO effect (id, shard, grain_type, grain_key, kind, message_type, payload, idempotency_key, due_at)
SELECT * FROM unnest(
  $1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::json[], $8::text[], $9::bigint[])
ON CONFLICT (kind, idempotency_key) DO NOTHING;

-- name: effect_claim
-- What another silo is claiming just now is stepped over, not waited for.
WITH due AS (
  SELECT id FROM effect WHERE due_at <= $2 ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED
)
UPDATE effect
SET state = 'running', attempts = attempts + 1, token = token + 1, owner = $1, due_at = $3
FROM due
WHERE effect.id = due.id
RETURNING effect.id, grain_type, grain_key, shard, kind, message_type, payload, idempotency_key, due_at, attempts,
  token;

-- name: effect_next
SELECT min(due_at) FROM effect;

-- name: effect_end
WITH ended AS (DELETE FROM effect WHERE id = $1 AND token = $2 RETURNING 1)
SELECT CASE WHEN count(*) = 0 THEN runtime_refuse('RT004', 'the lease was lost') END FROM ended;

-- name: effect_retry
UPDATE effect SET state = 'pending', due_at = $3, error = $4 WHERE id = $1 AND token = $2;

-- name: dead_letter_append
INSERT INTO dead_letter
  (id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error)
SELECT * FROM unnest(
  $1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::json[], $7::bigint[], $8::bigint[],
  $9::integer[], $10::text[])
ON CONFLICT (id) DO UPDATE SET failed_at = excluded.failed_at, attempts = excluded.attempts, error = excluded.error;

-- name: dead_letter_read
SELECT id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error
FROM dead_letter
WHERE $1::text IS NULL OR id < $1
ORDER BY id DESC
LIMIT $2;

-- name: dead_letter_find
-- Locked: two who re-drive it at once must not both find it.
SELECT id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error
FROM dead_letter
WHERE id = $1
FOR UPDATE;

-- name: dead_letter_delete
DELETE FROM dead_letter WHERE id = $1;

-- name: queue_counts
SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM reminder),
       (SELECT count(*) FROM effect), (SELECT count(*) FROM dead_letter);

-- name: silo_history_put
INSERT INTO silo_history (minute, silo_id, name, numbers) VALUES ($1, $2, $3, $4::json)
ON CONFLICT (minute, silo_id) DO UPDATE SET numbers = excluded.numbers;

-- name: silo_history_prune
DELETE FROM silo_history WHERE minute < $1;
