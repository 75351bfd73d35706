-- What is read of the timeline. Filters (timeline_list_*) are put where a statement says {filters}.

-- name: timeline_list
-- In the order in which it happened.
SELECT seq AS Seq, entity_type AS EntityType, entity_id AS EntityId, at AS At, what AS What, by AS By, rule AS Rule,
  why AS Why, call AS Call, data AS Data
FROM timeline
WHERE entity_id = @id AND entity_type = @entity{filters}
ORDER BY seq
LIMIT @take;

-- name: timeline_list_after
AND seq > @after

-- name: timeline_list_latest
-- The latest first.
SELECT seq AS Seq, entity_type AS EntityType, entity_id AS EntityId, at AS At, what AS What, by AS By, rule AS Rule,
  why AS Why, call AS Call, data AS Data
FROM timeline
WHERE entity_id = @id AND entity_type = @entity{filters}
ORDER BY seq DESC
LIMIT @take;

-- name: timeline_list_latest_after
AND seq < @after

-- name: change_end
-- There is one writer, so entries appear in the order of their places and the last one is the end.
SELECT coalesce(max(seq), 0) FROM timeline;

-- name: change_last
SELECT coalesce(max(seq), 0) FROM timeline;

-- name: change_read
-- Of a call, who it is about as it is known now: a screen pops while it rings.
SELECT entry.seq AS Seq, entry.entity_type AS EntityType, entry.entity_id AS EntityId, entry.at AS At,
  entry.what AS What, entry.by AS By, entry.rule AS Rule, entry.why AS Why, entry.call AS Call, entry.data AS Data,
  call.phase AS Phase, call.direction AS Direction, call.client_number AS ClientNumber,
  call.caller_name AS CallerName, call.contact_id AS ContactId, call.deal_id AS DealId,
  call.responsible_id AS ResponsibleId, call.picked_up_by AS AnsweredBy
FROM timeline AS entry
LEFT JOIN call ON entry.entity_type = 'call' AND call.id = entry.entity_id
WHERE entry.seq > @after
ORDER BY entry.seq
LIMIT @take;
