-- By which silos know that the database is that of their cluster. Databases of before belong to the default one.
ALTER TABLE cluster ADD COLUMN name text NOT NULL DEFAULT 'actorcrm';

-- What waits is counted by shard, up to a limit, and without reading whole tables; see also inbox_by_due and
-- reminder_by_due.
CREATE INDEX dead_letter_by_shard ON dead_letter (shard, id);
CREATE INDEX effect_by_shard ON effect (shard, kind, state);
