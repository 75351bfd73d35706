-- By which a server knows that the database is its own. Databases of before belong to the default cluster.
ALTER TABLE cluster ADD COLUMN name TEXT NOT NULL DEFAULT 'actorcrm';

-- What waits is counted by shard, up to a limit, and without reading whole tables.
CREATE INDEX dead_letter_by_shard ON dead_letter (shard, id);
CREATE INDEX effect_by_shard ON effect (shard, kind, state);
