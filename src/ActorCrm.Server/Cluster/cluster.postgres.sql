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
SELECT shard.shard AS Shard, silo.id AS Owner, shard.epoch AS Epoch, coalesce(waiting.depth, 0) AS Inbox,
  waiting.oldest AS OldestDueAt,
  (SELECT count(*) FROM reminder WHERE reminder.shard = shard.shard AND reminder.due_at <= @now) AS RemindersDue,
  coalesce(dead.letters, 0) AS DeadLetters
FROM shard
LEFT JOIN silo ON silo.id = shard.owner AND silo.lease_until > @now
LEFT JOIN (SELECT shard, count(*) AS depth, min(due_at) AS oldest FROM inbox GROUP BY shard) AS waiting
  ON waiting.shard = shard.shard
LEFT JOIN (SELECT shard, count(*) AS letters FROM dead_letter GROUP BY shard) AS dead ON dead.shard = shard.shard
ORDER BY shard.shard;

-- name: effect_list
SELECT shard AS Shard, kind AS Kind, state AS State, count(*) AS Count FROM effect GROUP BY shard, kind, state;

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
