-- What the harness sees of the cluster while it runs.

-- name: shard_owners
-- Who serves what just now: owners whose lease has ended serve nothing.
SELECT shard.shard, shard.epoch, shard.owner, silo.name
FROM shard LEFT JOIN silo ON silo.id = shard.owner AND silo.lease_until > runtime_now()
ORDER BY shard.shard;

-- name: queued
-- What somebody still has to look at. Answers to silos that died are nobody's; a silo that joins forgets them after an
-- hour.
SELECT format('%s of %s', message_type, grain_type) FROM inbox
UNION ALL
SELECT format('answer %s to a silo', type) FROM reply
WHERE silo_id IN (SELECT host_id FROM silo WHERE lease_until > runtime_now())
UNION ALL SELECT format('reminder %s of %s %s', name, grain_type, grain_key) FROM reminder
UNION ALL SELECT format('effect %s', kind) FROM effect
LIMIT 20;
