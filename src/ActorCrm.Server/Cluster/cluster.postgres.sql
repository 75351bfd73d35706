-- What the cluster page shows. Filters (history_list_*) are put where a statement says {filters}.

-- name: cluster_now
-- The time that leases go by.
SELECT runtime_now() AS Now;

-- name: silo_list
-- Those with a lease first, then those that went, the last one first.
SELECT id AS Id, name AS Name, address AS Address, version AS Version, state AS State,
  drain_requested AS IsDrainRequested, started_at AS StartedAt, lease_until AS LeaseUntil, vitals AS Vitals
FROM silo
ORDER BY lease_until > @now DESC, CASE WHEN lease_until > @now THEN started_at ELSE -lease_until END, id
LIMIT @take;

-- name: shard_list
-- Counting ends at @limit a shard: it must cost the same however much waits. The order is that of an index, so that
-- the rows are read one by one; without it all of a shard's would be looked up first.
SELECT shard.shard AS Shard, silo.id AS Owner, shard.epoch AS Epoch,
  (SELECT count(*) FROM (
    SELECT FROM inbox WHERE inbox.shard = shard.shard ORDER BY due_at, id LIMIT @limit) AS waiting) AS Inbox,
  (SELECT min(due_at) FROM inbox WHERE inbox.shard = shard.shard) AS OldestDueAt,
  (SELECT count(*) FROM (
    SELECT FROM reminder WHERE reminder.shard = shard.shard AND reminder.due_at <= @now
    ORDER BY due_at LIMIT @limit) AS due) AS RemindersDue,
  (SELECT count(*) FROM (
    SELECT FROM dead_letter WHERE dead_letter.shard = shard.shard
    ORDER BY id LIMIT @limit) AS dead) AS DeadLetters
FROM shard
LEFT JOIN silo ON silo.id = shard.owner AND silo.lease_until > @now
ORDER BY shard.shard;

-- name: effect_list
SELECT shard.shard AS Shard, waiting.kind AS Kind, waiting.state AS State, count(*) AS Count
FROM shard
CROSS JOIN LATERAL (
  SELECT kind, state FROM effect WHERE effect.shard = shard.shard ORDER BY kind, state LIMIT @limit) AS waiting
GROUP BY shard.shard, waiting.kind, waiting.state;

-- name: history_list
SELECT minute AS Minute, silo_id AS SiloId, name AS Name, numbers AS Numbers
FROM silo_history
WHERE minute >= @from AND minute < @until{filters}
ORDER BY minute, silo_id
LIMIT @take;

-- name: history_list_silo
AND silo_id = @silo

-- name: history_list_after
AND (minute, silo_id) > (@sort, @id)
