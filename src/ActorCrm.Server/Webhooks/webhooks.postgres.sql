-- What is read of webhooks, and of the timeline for them. Filters are put where a statement says {filters}.

-- name: webhook_list
-- With what is to be said of its outbox, which is too large to be read for a list.
SELECT webhook.id AS Id, webhook.version AS Version, webhook.doc AS Doc, coalesce(outbox.version, 0) AS OutboxVersion,
  coalesce(jsonb_array_length(outbox.doc -> 'waiting'), 0) AS Waiting,
  coalesce(jsonb_array_length(outbox.doc -> 'sending'), 0) AS Sending,
  coalesce(jsonb_array_length(outbox.doc -> 'retrying'), 0) AS Retrying,
  outbox.doc #>> '{gap,since}' AS BehindSince,
  outbox.doc ->> 'failingSince' AS FailingSince,
  outbox.doc ->> 'deliveredAt' AS DeliveredAt,
  outbox.doc #>> '{replay,since}' AS ReplayingSince
FROM webhook
LEFT JOIN webhook_outbox AS outbox ON outbox.id = webhook.id
WHERE true{filters}
ORDER BY webhook.id;

-- name: webhook_list_id
AND webhook.id = @id

-- name: webhook_all
SELECT id AS Id, version AS Version, doc AS Doc FROM webhook ORDER BY id;

-- name: webhook_find
SELECT id AS Id, version AS Version, doc AS Doc FROM webhook WHERE id = @id;

-- name: outbox_find
SELECT id AS Id, version AS Version, doc AS Doc FROM webhook_outbox WHERE id = @id;

-- name: feed_stand
-- How far the timeline was handed over, and who is to go on: the silo that owns the feed's grain.
SELECT shard.owner AS Owner, feed.id IS NOT NULL AS HasPlace, coalesce((feed.doc ->> 'place')::bigint, 0) AS Place
FROM shard
LEFT JOIN webhook_feed AS feed ON feed.id = @id
WHERE shard.shard = @shard;

-- name: event_read
-- Below the horizon nothing comes any more (see the migration of the runtime).
SELECT seq AS Seq, entity_type AS EntityType, what AS What, at AS At
FROM timeline
WHERE seq > @after AND seq <= @until AND seq < timeline_horizon()
ORDER BY seq
LIMIT @take;

-- name: event_find
-- Of a call, who it is about as it is known now.
SELECT entry.seq AS Seq, entry.entity_type AS EntityType, entry.entity_id AS EntityId, entry.at AS At,
  entry.what AS What, entry.by AS By, entry.rule AS Rule, entry.why AS Why, entry.call AS Call, entry.data AS Data,
  call.phase AS Phase, call.direction AS Direction, call.client_number AS ClientNumber,
  call.caller_name AS CallerName, call.contact_id AS ContactId, call.deal_id AS DealId,
  call.responsible_id AS ResponsibleId, call.picked_up_by AS AnsweredBy
FROM timeline AS entry
LEFT JOIN call ON entry.entity_type = 'call' AND call.id = entry.entity_id
WHERE entry.seq = @seq;

-- name: event_at
-- The first entry from a place on: its place and its time.
SELECT seq AS Seq, at AS At FROM timeline WHERE seq >= @seq ORDER BY seq LIMIT 1;
