-- What the harness sees of the cluster while it runs.

-- name: shard_owners
-- Who serves what just now: owners whose lease has ended serve nothing.
SELECT shard.shard, shard.epoch, shard.owner, silo.name
FROM shard LEFT JOIN silo ON silo.id = shard.owner AND silo.lease_until > runtime_now()
ORDER BY shard.shard;

-- name: queued
-- Messages, answers and effects that somebody still has to look at; and calls that are not over.
SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM reply) + (SELECT count(*) FROM effect)
  + (SELECT count(*) FROM reminder);
