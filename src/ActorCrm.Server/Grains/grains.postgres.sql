-- What is shown of one grain, beside its state.

-- name: grain_shard
SELECT silo.id AS Owner, shard.epoch AS Epoch
FROM shard
LEFT JOIN silo ON silo.id = shard.owner AND silo.lease_until > runtime_now()
WHERE shard.shard = @shard;

-- name: grain_inbox
SELECT message_type AS Type, sent_at AS SentAt, due_at AS DueAt, attempts AS Attempts
FROM inbox
WHERE shard = @shard AND grain_type = @type AND grain_key = @key
ORDER BY due_at, id
LIMIT @take;

-- name: grain_reminders
SELECT name AS Name, message_type AS Type, due_at AS DueAt
FROM reminder
WHERE grain_type = @type AND grain_key = @key
ORDER BY due_at, name
LIMIT @take;

-- name: grain_timeline
SELECT seq AS Seq, entity_type AS EntityType, entity_id AS EntityId, at AS At, what AS What, by AS By, rule AS Rule,
  why AS Why, call AS Call, data AS Data
FROM timeline
WHERE entity_id = @key AND entity_type = @type
ORDER BY seq DESC
LIMIT @take;
