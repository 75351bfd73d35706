-- Membership and ownership. A lease goes by the server's clock and never begins again once it has ended.

-- name: silo_forget
-- Silos that ended long ago, the counters of their loops, and answers that nobody will take. Those are found by hosts,
-- one step of the key's index each, and deleted by the key: what waits for silos that live is not read.
WITH RECURSIVE addressee (silo_id) AS (
  (SELECT silo_id FROM reply ORDER BY silo_id LIMIT 1)
  UNION ALL
  SELECT (SELECT reply.silo_id FROM reply WHERE reply.silo_id > addressee.silo_id ORDER BY reply.silo_id LIMIT 1)
  FROM addressee
  WHERE addressee.silo_id IS NOT NULL
), gone AS (
  DELETE FROM silo WHERE lease_until < runtime_now() - 86400000
), uncounted AS (
  DELETE FROM loop_commit
  WHERE silo_id NOT IN (SELECT id FROM silo WHERE lease_until > runtime_now() - 86400000)
)
DELETE FROM reply
WHERE silo_id = ANY (ARRAY(
  SELECT addressee.silo_id
  FROM addressee
  WHERE addressee.silo_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM silo WHERE host_id = addressee.silo_id AND lease_until > runtime_now() - 3600000)));

-- name: silo_join
INSERT INTO silo (id, host_id, name, address, version, application, state, started_at, lease_until, vitals)
VALUES ($1, $2, $3, $4, $5, current_setting('application_name'), 'active', runtime_now(), runtime_now() + $6, '{}');

-- name: silo_beat
UPDATE silo SET state = $2, vitals = $3::json, lease_until = runtime_now() + $4
WHERE id = $1 AND lease_until > runtime_now();

-- name: silo_read
SELECT id, host_id, name, address, version, state, started_at, lease_until, vitals, runtime_now(),
  drain_requested
FROM silo
WHERE lease_until > runtime_now()
ORDER BY id;

-- name: silo_leave
UPDATE silo SET lease_until = least(lease_until, runtime_now()) WHERE id = $1;

-- name: shard_see
SELECT shard, CASE WHEN EXISTS (SELECT 1 FROM silo WHERE id = owner AND lease_until > runtime_now()) THEN owner END,
  epoch
FROM shard
ORDER BY shard;

-- name: shard_free
-- A silo that was frozen while it sent a commit holds the rows of its shards until its connection is given up. Its
-- lease has ended, so nobody waits for that commit any more: the backend is ended.
SELECT pg_terminate_backend(activity.pid)
FROM pg_stat_activity AS activity
WHERE activity.application_name IN (
    SELECT silo.application
    FROM shard JOIN silo ON silo.id = shard.owner
    WHERE shard.shard = ANY ($1) AND silo.lease_until <= runtime_now())
  AND activity.datname = current_database() AND activity.backend_xid IS NOT NULL
  AND activity.application_name <> current_setting('application_name');

-- name: shard_take
-- Locked in the order in which commits lock them. The epoch of a claim was never used before.
WITH free AS (
  SELECT shard
  FROM shard
  WHERE shard = ANY ($2)
    AND (owner IS NULL OR NOT EXISTS (SELECT 1 FROM silo WHERE id = owner AND lease_until > runtime_now()))
    AND EXISTS (SELECT 1 FROM silo WHERE id = $1 AND lease_until > runtime_now())
  ORDER BY shard
  FOR NO KEY UPDATE
)
UPDATE shard SET owner = $1, epoch = epoch + 1 FROM free WHERE free.shard = shard.shard
RETURNING shard.shard, shard.epoch;

-- name: shard_give
WITH held AS (
  SELECT shard FROM shard WHERE owner = $1 AND shard = ANY ($2) ORDER BY shard FOR NO KEY UPDATE
)
UPDATE shard SET owner = NULL FROM held WHERE held.shard = shard.shard;

-- name: shard_give_all
WITH held AS (SELECT shard FROM shard WHERE owner = $1 ORDER BY shard FOR NO KEY UPDATE)
UPDATE shard SET owner = NULL FROM held WHERE held.shard = shard.shard;

-- name: wake
SELECT pg_notify('actorcrm', $1);

-- name: listen
LISTEN actorcrm;

-- name: session
SELECT pg_backend_pid();

-- name: session_settings
SELECT name, setting FROM pg_settings WHERE name = ANY ($1);

-- name: silo_request_drain
-- Not the last one that takes shards. The rows are locked, so that two who drain two silos at once see each other.
WITH seen AS (
  SELECT id, state, drain_requested FROM silo WHERE lease_until > runtime_now() ORDER BY id FOR NO KEY UPDATE
)
UPDATE silo SET drain_requested = true
FROM seen
WHERE silo.id = seen.id AND seen.id = $1
  AND EXISTS (
    SELECT 1 FROM seen AS other WHERE other.id <> $1 AND other.state = 'active' AND NOT other.drain_requested);
