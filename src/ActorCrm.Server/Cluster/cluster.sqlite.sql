-- What the cluster page shows. Filters (history_list_*) are put where a statement says {filters}.

-- name: cluster_now
SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS Now;

-- name: silo_list
-- There is one, which needs no row to speak for itself.
SELECT '' AS Id, '' AS Name, '' AS Address, '' AS Version, '' AS State, 0 AS IsDrainRequested, 0 AS StartedAt,
  @now AS LeaseUntil, '' AS Vitals
WHERE FALSE
LIMIT @take;

-- name: shard_list
-- Counting ends at @limit a shard, and at 64 times that in all: it must cost the same however much waits. The inbox
-- and reminders have no index by shard, since one loop reads them all; the oldest rows are counted first.
SELECT shard.shard AS Shard, shard.owner AS Owner, shard.epoch AS Epoch,
  min(coalesce(waiting.depth, 0), @limit) AS Inbox, waiting.oldest AS OldestDueAt,
  min(coalesce(due.reminders, 0), @limit) AS RemindersDue,
  (SELECT count(*) FROM (
    SELECT 1 FROM dead_letter WHERE dead_letter.shard = shard.shard LIMIT @limit)) AS DeadLetters
FROM shard
LEFT JOIN (
    SELECT shard, count(*) AS depth, min(due_at) AS oldest
    FROM (SELECT shard, due_at FROM inbox ORDER BY due_at, id LIMIT 64 * @limit)
    GROUP BY shard) AS waiting
  ON waiting.shard = shard.shard
LEFT JOIN (
    SELECT shard, count(*) AS reminders
    FROM (SELECT shard FROM reminder WHERE due_at <= @now ORDER BY due_at LIMIT 64 * @limit)
    GROUP BY shard) AS due
  ON due.shard = shard.shard
ORDER BY shard.shard;

-- name: effect_list
SELECT shard AS Shard, kind AS Kind, state AS State, count(*) AS Count
FROM (SELECT shard, kind, state FROM effect ORDER BY shard, kind, state LIMIT 64 * @limit)
GROUP BY shard, kind, state;

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
