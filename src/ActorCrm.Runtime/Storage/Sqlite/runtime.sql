-- The runtime's statements for SQLite. Names are the same for every database (see TidyTests).
-- {table} stands for an entity table; its name comes from the catalogue of grain types, never from a request.

-- name: cluster_read
SELECT id, shard_count, name FROM cluster;

-- name: cluster_create
INSERT INTO cluster (only_row, id, shard_count, name) VALUES (1, ?1, ?2, ?3);

-- name: shard_create
INSERT INTO shard (shard) VALUES (?1);

-- name: shard_claim
UPDATE shard SET owner = ?1, epoch = epoch + 1;

-- name: shard_read
SELECT shard, epoch FROM shard WHERE owner = ?1 ORDER BY shard;

-- name: shard_check
SELECT 1 FROM shard WHERE shard = ?1 AND epoch = ?2;

-- name: loop_commit_put
-- Changes no row when the commit before is missing.
INSERT INTO loop_commit AS stored (silo_id, loop, number)
SELECT ?1, ?2, ?3
WHERE ?3 = 1 OR EXISTS (SELECT 1 FROM loop_commit WHERE silo_id = ?1 AND loop = ?2 AND number = ?3 - 1)
ON CONFLICT (silo_id, loop) DO UPDATE SET number = excluded.number WHERE stored.number = excluded.number - 1;

-- name: loop_commit_read
SELECT number FROM loop_commit WHERE silo_id = ?1 AND loop = ?2;

-- name: loop_commit_forget
-- Loops of earlier starts answer to nobody any more.
DELETE FROM loop_commit WHERE silo_id <> ?1;

-- name: state_load
SELECT id, version, doc FROM {table} WHERE id IN (SELECT value FROM json_each(?1));

-- name: state_load_all
SELECT id, version, doc FROM {table} ORDER BY id;

-- name: state_insert
INSERT INTO {table} (id, shard, version, doc) VALUES (?1, ?2, ?3, ?4);

-- name: state_update
-- The version guards against a second writer; no row changed means that somebody else wrote.
UPDATE {table} SET version = ?2, doc = ?3 WHERE id = ?1 AND version = ?2 - 1;

-- name: state_delete
DELETE FROM {table} WHERE id = ?1 AND version = ?2 - 1;

-- name: timeline_append
INSERT INTO timeline (entity_type, entity_id, at, what, by, rule, why, call, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- name: inbox_put
INSERT INTO inbox (id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at, attempts, reply_to)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, attempts = excluded.attempts;

-- name: inbox_append
INSERT INTO inbox (id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at, attempts, reply_to)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (id) DO NOTHING;

-- name: reply_append
INSERT INTO reply (silo_id, id, type, payload) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (silo_id, id) DO NOTHING;

-- name: reply_take
DELETE FROM reply
WHERE silo_id = ?1 AND id IN (SELECT id FROM reply WHERE silo_id = ?1 ORDER BY id LIMIT ?2)
RETURNING silo_id, id, type, payload;

-- name: inbox_delete
DELETE FROM inbox WHERE id = ?1;

-- name: inbox_read
SELECT id, shard, grain_type, grain_key, message_type, payload, sent_at, due_at, attempts, reply_to
FROM inbox
WHERE due_at <= ?1 AND shard IN (SELECT value FROM json_each(?2))
ORDER BY due_at, id
LIMIT ?3;

-- name: inbox_next
SELECT min(due_at) FROM inbox WHERE due_at > ?1 AND shard IN (SELECT value FROM json_each(?2));

-- name: reminder_put
INSERT INTO reminder (grain_type, grain_key, name, shard, due_at, message_type, payload)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (grain_type, grain_key, name) DO UPDATE
SET due_at = excluded.due_at, message_type = excluded.message_type, payload = excluded.payload;

-- name: reminder_delete
DELETE FROM reminder WHERE grain_type = ?1 AND grain_key = ?2 AND name = ?3;

-- name: reminder_read
SELECT grain_type, grain_key, name, shard, due_at, message_type, payload
FROM reminder
WHERE due_at <= ?1 AND shard IN (SELECT value FROM json_each(?2))
ORDER BY due_at
LIMIT ?3;

-- name: reminder_next
SELECT due_at FROM reminder WHERE due_at > ?1 AND shard IN (SELECT value FROM json_each(?2))
ORDER BY due_at LIMIT 1;

-- name: effect_append
-- A second request under the same key is the same effect.
INSERT INTO effect (id, shard, grain_type, grain_key, kind, message_type, payload, idempotency_key, due_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (kind, idempotency_key) DO NOTHING;

-- name: effect_claim
UPDATE effect
SET state = 'running', attempts = attempts + 1, token = token + 1, owner = ?1, due_at = ?3
WHERE id IN (SELECT id FROM effect WHERE due_at <= ?2 ORDER BY due_at LIMIT ?4)
RETURNING id, grain_type, grain_key, shard, kind, message_type, payload, idempotency_key, due_at, attempts, token;

-- name: effect_next
SELECT min(due_at) FROM effect;

-- name: effect_end
DELETE FROM effect WHERE id = ?1 AND token = ?2;

-- name: effect_retry
UPDATE effect SET state = 'pending', due_at = ?3, error = ?4 WHERE id = ?1 AND token = ?2;

-- name: dead_letter_append
INSERT INTO dead_letter
  (id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (id) DO UPDATE SET failed_at = excluded.failed_at, attempts = excluded.attempts, error = excluded.error;

-- name: dead_letter_read
SELECT id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error
FROM dead_letter
WHERE ?1 IS NULL OR id < ?1
ORDER BY id DESC
LIMIT ?2;

-- name: dead_letter_find
SELECT id, shard, grain_type, grain_key, message_type, payload, sent_at, failed_at, attempts, error
FROM dead_letter
WHERE id = ?1;

-- name: dead_letter_delete
DELETE FROM dead_letter WHERE id = ?1;

-- name: queue_counts
SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM reminder),
       (SELECT count(*) FROM effect), (SELECT count(*) FROM dead_letter);

-- name: silo_history_put
INSERT INTO silo_history (minute, silo_id, name, numbers) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (minute, silo_id) DO UPDATE SET numbers = excluded.numbers;

-- name: silo_history_prune
DELETE FROM silo_history WHERE minute < ?1;
